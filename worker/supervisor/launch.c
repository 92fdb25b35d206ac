/* Becomes a candidate's program: gives up session, limits, groups and user, then executes it.
 *
 *   launch UID CPU_S FILE_BYTES OPEN_FILES PROCESSES DESCRIPTORS RULES FOLDER PROGRAM [ARGUMENT ...]
 *
 * RULES is 1 where the descriptor after the program's own is a set of Landlock rules, and 0 where there are none.
 * The same steps as child.enter in Python, for one reason: the supervisor can start this with posix_spawn, which does
 * not copy its page tables, and a run costs a millisecond less. Where this file is not compiled, child.enter does it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STACK_BYTES = 64 * 1024 * 1024, LOCKED_BYTES = 65536, PENDING_SIGNALS = 256, RESTRICT_SELF = 446 };

static void limit(int which, rlim_t soft, rlim_t hard)
{
    struct rlimit value = { soft, hard };
    setrlimit(which, &value); /* a lower hard limit of the box stands; gVisor does not know all of them */
}

static void fail(const char *what)
{
    dprintf(2, "launch: %s: %s\n", what, strerror(errno));
    _exit(126);
}

int main(int argc, char **argv)
{
    if (argc < 10)
        return 126;
    const uid_t uid = strtoul(argv[1], NULL, 10);
    const rlim_t cpu_s = strtoull(argv[2], NULL, 10);
    const rlim_t file_bytes = strtoull(argv[3], NULL, 10);
    const rlim_t open_files = strtoull(argv[4], NULL, 10);
    const rlim_t processes = strtoull(argv[5], NULL, 10);
    const unsigned descriptors = strtoul(argv[6], NULL, 10);

    const int rules = atoi(argv[7]);

    setsid();
    if (rules && syscall(RESTRICT_SELF, descriptors, 0) != 0)
        fail("Landlock");
    close_range(descriptors, ~0U, 0);
    int oom = open("/proc/self/oom_score_adj", O_WRONLY);
    if (oom >= 0) {
        if (write(oom, "1000", 4) < 0) { /* gVisor has no such file */ }
        close(oom);
    }
    limit(RLIMIT_CPU, cpu_s, cpu_s + 1);
    limit(RLIMIT_FSIZE, file_bytes, file_bytes);
    limit(RLIMIT_NOFILE, open_files, open_files);
    limit(RLIMIT_NPROC, processes, processes);
    limit(RLIMIT_STACK, STACK_BYTES, STACK_BYTES);
    limit(RLIMIT_CORE, 1, 1);
    limit(RLIMIT_MEMLOCK, LOCKED_BYTES, LOCKED_BYTES);
    limit(RLIMIT_SIGPENDING, PENDING_SIGNALS, PENDING_SIGNALS);
    limit(RLIMIT_MSGQUEUE, 0, 0);
    umask(022);
    if (chdir(argv[8]) != 0)
        fail("chdir");
    if (setgroups(0, NULL) != 0 || setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0)
        fail("user");
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    execvp(argv[9], argv + 9);
    if (errno == ENOENT) {
        dprintf(2, "%s: not found\n", argv[9]);
        _exit(127);
    }
    dprintf(2, "%s: %s\n", argv[9], strerror(errno));
    _exit(126);
}
