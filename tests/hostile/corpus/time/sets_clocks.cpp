// tries: turn the clocks of the machine, in every way there is, so that its time limit never comes
// must: accepted
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <initializer_list>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

static int got;

static void note(const char *what, long result) {
    if (result >= 0) got++, std::printf("%s\n", what);
}

int main() {
    timeval now;
    timespec moment;
    timex change{};
    gettimeofday(&now, nullptr);
    for (clockid_t clock : {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI, CLOCK_PROCESS_CPUTIME_ID}) {
        clock_gettime(clock, &moment);
        note("clock_settime", clock_settime(clock, &moment));
    }
    note("settimeofday", settimeofday(&now, nullptr));
    struct timezone zone{0, 0};
    note("settimeofday, the zone", settimeofday(nullptr, &zone));
    change.modes = ADJ_SETOFFSET;
    change.time.tv_sec = 0;
    note("adjtimex", adjtimex(&change));
    note("clock_adjtime", clock_adjtime(CLOCK_REALTIME, &change));
    timeval nothing{0, 0};
    note("adjtime", adjtime(&nothing, nullptr));
    for (const char *path : {"/dev/rtc", "/dev/rtc0", "/dev/ptp0", "/dev/hpet"}) note(path, open(path, O_RDWR));
    int offsets = open("/proc/self/timens_offsets", O_WRONLY);
    note("timens_offsets", offsets < 0 ? -1 : write(offsets, "monotonic 1000 0\n", 17));
    if (!got) std::puts("contained");
}
