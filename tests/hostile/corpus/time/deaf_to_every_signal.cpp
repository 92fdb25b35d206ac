// tries: ignore, block and handle every signal, the one for processor time among them, and spin
// must: time_limit_exceeded cpu_time
#include <csignal>
#include <sys/prctl.h>

int main() {
    sigset_t all;
    sigfillset(&all);
    for (int number = 1; number < 65; number++) std::signal(number, SIG_IGN);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    prctl(PR_SET_PDEATHSIG, 0);
    for (volatile unsigned long turns = 0;;) turns = turns + 1;
}
