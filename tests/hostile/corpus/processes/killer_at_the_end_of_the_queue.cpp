// tries: put whoever is about to end it behind all its own processes in the queue for the processor
// must: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

int main() {
    for (int child = 0; child < 20; ++child) {
        if (fork() != 0) continue;
        sched_param none{};
        for (;;) {
            for (int next = getpid() + 1; next < getpid() + 64; ++next) {
                setpriority(PRIO_PROCESS, next, 19);
                sched_setscheduler(next, SCHED_IDLE, &none);
            }
        }
    }
    for (;;) pause();
}
