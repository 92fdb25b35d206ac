// tries: have the supervisor take the end of another of its children, made with CLONE_PARENT, for this program's end
// must: runtime_error nonzero_exit
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    std::puts("contained");
    std::fflush(stdout);
    for (int siblings = 0; siblings < 5; siblings++)
        if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, nullptr, nullptr, nullptr, 0) == 0) _exit(0);
    usleep(300000);
    return 3;
}
