// tries: wait for a child made with vfork, which no signal but one interrupts, while that child sleeps deaf to all
// must: time_limit_exceeded wall_time
#include <csignal>
#include <unistd.h>

int main() {
    for (int number = 1; number < 65; number++) std::signal(number, SIG_IGN);
    if (vfork() == 0) {
        setsid();
        for (;;) sleep(100);
    }
}
