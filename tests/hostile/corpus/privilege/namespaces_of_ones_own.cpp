// tries: begin a user namespace and others, by unshare, clone and clone3, and be root there
// must: accepted
// must on runsc: wrong_answer wrong_output | accepted
// because: gVisor lets programs make namespaces in its own kernel, which has no rights on the host

#include <initializer_list>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct arguments { unsigned long long flags, pidfd, child, parent, exit_signal, stack, size, tls, tids, tids_size, cgroup; };

int main() {
    int got = 0;
    const unsigned long kinds[] = {0x10000000, 0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000, 0x2000000, 0x80};
    for (unsigned long kind : kinds) {
        for (unsigned long user : {0ul, 0x10000000ul}) {
            if (syscall(SYS_unshare, kind | user) == 0) {
                printf("unshare %lx\n", kind | user);
                got = 1;
            }
            long pid = kind == 0x80 ? -1 : syscall(SYS_clone, kind | user | SIGCHLD, 0, 0, 0, 0);
            if (pid == 0)
                _exit(0);
            if (pid > 0) {
                printf("clone %lx\n", kind | user);
                got = 1;
            }
            arguments asked = {kind | user, 0, 0, 0, SIGCHLD, 0, 0, 0, 0, 0, 0};
            pid = syscall(SYS_clone3, &asked, sizeof asked);
            if (pid == 0)
                _exit(0);
            if (pid > 0) {
                printf("clone3 %lx\n", kind | user);
                got = 1;
            }
        }
    }
    while (wait(nullptr) > 0) {
    }
    if (!got)
        puts("contained");
}
