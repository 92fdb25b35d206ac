// tries: attach to the supervisor and its helpers with ptrace, and read, write and steal from them without it
// must: accepted
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static int got, tried;

static void note(const char *what, int pid, long result) {
    tried++;
    if (result >= 0) got++, std::printf("%s of %d\n", what, pid);
}

int main() {
    char mine[64], theirs[64];
    iovec here{mine, sizeof mine}, there{reinterpret_cast<void *>(main), sizeof theirs};
    DIR *proc = opendir("/proc");
    while (dirent *entry = readdir(proc)) {
        int pid = std::atoi(entry->d_name);
        struct stat facts;
        char path[64];
        std::snprintf(path, sizeof path, "/proc/%d", pid);
        if (pid <= 0 || stat(path, &facts) != 0 || facts.st_uid == getuid()) continue;
        note("PTRACE_ATTACH", pid, ptrace(PTRACE_ATTACH, pid, nullptr, nullptr));
        note("PTRACE_SEIZE", pid, ptrace(PTRACE_SEIZE, pid, nullptr, nullptr));
        note("process_vm_readv", pid, process_vm_readv(pid, &here, 1, &there, 1, 0));
        note("process_vm_writev", pid, process_vm_writev(pid, &here, 1, &there, 1, 0));
        int handle = syscall(SYS_pidfd_open, pid, 0);
        for (int descriptor = 0; handle >= 0 && descriptor < 32; descriptor++)
            note("pidfd_getfd", pid, syscall(SYS_pidfd_getfd, handle, descriptor, 0));
        note("process_madvise", pid, handle < 0 ? -1 : syscall(SYS_process_madvise, handle, &there, 1, 4, 0));
        note("kcmp", pid, syscall(SYS_kcmp, getpid(), pid, 0, 0, 0));
        note("move_pages", pid, syscall(SYS_move_pages, pid, 0, nullptr, nullptr, nullptr, 0));
        note("migrate_pages", pid, syscall(SYS_migrate_pages, pid, 8, mine, theirs));
    }
    if (!tried) std::puts("no process of anybody else was seen");
    else if (!got) std::puts("contained");
}
