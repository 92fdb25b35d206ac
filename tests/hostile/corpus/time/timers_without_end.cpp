// tries: keep the kernel busy with timers that go off all the time, instead of using time itself
// must: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
#include <csignal>
#include <cstdint>
#include <ctime>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void nothing(int) {}

int main() {
    std::signal(SIGALRM, nothing);
    std::signal(SIGVTALRM, nothing);
    std::signal(SIGPROF, nothing);
    itimerval often{{0, 50}, {0, 50}};
    setitimer(ITIMER_REAL, &often, nullptr);
    setitimer(ITIMER_VIRTUAL, &often, nullptr);
    setitimer(ITIMER_PROF, &often, nullptr);
    itimerspec finer{{0, 50000}, {0, 50000}};
    for (int timers = 0; timers < 100; timers++) {
        timer_t timer;
        sigevent event{};
        event.sigev_notify = timers % 2 ? SIGEV_NONE : SIGEV_SIGNAL;
        event.sigev_signo = SIGALRM;
        if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0) timer_settime(timer, 0, &finer, nullptr);
        int handle = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
        if (handle >= 0) timerfd_settime(handle, 0, &finer, nullptr);
    }
    for (;;) pause();
}
