// tries: stop the kernel in the middle of a system call by handling page faults itself, as most exploits of races do
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: gVisor has a device for file systems of one's own; without a mount it leads nowhere

#include <initializer_list>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    int got = 0;
    for (int flags : {0, 1, O_CLOEXEC | O_NONBLOCK, 1 | O_CLOEXEC})
        if (syscall(SYS_userfaultfd, flags) >= 0)
            got = printf("with flags %x\n", flags);
    if (open("/dev/userfaultfd", O_RDWR) >= 0 || open("/dev/fuse", O_RDWR) >= 0)
        got = printf("by a device\n");
    if (!got)
        puts("contained");
}
