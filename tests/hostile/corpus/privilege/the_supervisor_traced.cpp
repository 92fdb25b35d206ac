// tries: trace, read, write, signal and take descriptors of the supervisor, the zygote and everybody else
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: gVisor shows everybody's environment and map, in which there is nothing of the judge, and takes note of priorities

#include <initializer_list>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main() {
    int got = 0;
    DIR *folder = opendir("/proc");
    while (dirent *entry = readdir(folder)) {
        int pid = atoi(entry->d_name);
        if (pid <= 0 || pid == getpid())
            continue;
        if (ptrace(PTRACE_ATTACH, pid, nullptr, nullptr) == 0 || ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0)
            got = printf("traced %d\n", pid);
        char text[64];
        iovec here = {text, sizeof text}, there = {(void *)0x400000, sizeof text};
        if (process_vm_readv(pid, &here, 1, &there, 1, 0) >= 0 || process_vm_writev(pid, &here, 1, &there, 1, 0) >= 0)
            got = printf("memory of %d\n", pid);
        for (int signal : {0, SIGSTOP, SIGKILL, SIGUSR1})
            if (kill(pid, signal) == 0)
                got = printf("signal %d to %d\n", signal, pid);
        int handle = syscall(SYS_pidfd_open, pid, 0);
        for (int number = 0; handle >= 0 && number < 32; number++)
            if (syscall(438, handle, number, 0) >= 0)
                got = printf("descriptor %d of %d\n", number, pid);
        if (handle >= 0 && syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0) == 0)
            got = printf("signal by a descriptor to %d\n", pid);
        for (const char *name : {"mem", "environ", "maps", "stack", "syscall", "auxv", "io", "root", "cwd", "exe", "fd/0", "fd/1", "fd/3", "map_files",
                                 "oom_score_adj", "comm", "clear_refs", "coredump_filter", "timerslack_ns"}) {
            char path[64];
            snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
            int flags = strchr("oct", name[0]) && name[1] != 'w' ? O_WRONLY : O_RDONLY;
            int file = open(path, flags | O_NONBLOCK);
            if (file >= 0 && (flags == O_WRONLY ? write(file, "1", 1) : read(file, text, sizeof text)) > 0)
                got = printf("%s\n", path);
            if (file >= 0)
                close(file);
        }
        rlimit none = {0, 0};
        if (syscall(SYS_prlimit64, pid, RLIMIT_NOFILE, &none, nullptr) == 0)
            got = printf("limits of %d\n", pid);
        if (setpriority(PRIO_PROCESS, pid, 19) == 0)
            got = printf("priority of %d\n", pid);
    }
    if (!got)
        puts("contained");
}
