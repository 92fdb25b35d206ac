// tries: use most of the time between two ticks of the kernel's clock, and sleep whenever one comes
// must: time_limit_exceeded cpu_time
// must on runsc: time_limit_exceeded cpu_time | time_limit_exceeded wall_time
// because: gVisor counts time by looking who runs, every 10 ms
#include <ctime>

static long now() {
    timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec * 1000000000l + moment.tv_nsec;
}

int main() {
    for (;;) {
        timespec shortest{0, 1};
        nanosleep(&shortest, nullptr);
        for (long until = now() + 3400000; now() < until;) {
        }
    }
}
