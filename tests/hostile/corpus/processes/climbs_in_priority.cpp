// tries: run before everybody else, and push others back: nice, real time, deadlines, input and output, processors
// must: accepted
// must on runsc: accepted | wrong_answer wrong_output
// because: gVisor grants most of this and does nothing: its scheduler knows no priorities
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int got;

static void note(const char *what, long result) {
    if (result >= 0) got++, std::printf("%s\n", what);
}

static long write_to(const char *path, const char *text) {
    int handle = open(path, O_WRONLY);
    return handle < 0 ? -1 : write(handle, text, std::strlen(text));
}

int main() {
    sched_param best{.sched_priority = 1};
    struct {
        unsigned size, policy;
        unsigned long long flags;
        int nice;
        unsigned priority;
        unsigned long long runtime, deadline, period;
    } deadline{48, 6, 0, 0, 0, 1000000, 10000000, 10000000};
    errno = 0;
    note("nice(-1)", nice(-1) == -1 && errno ? -1 : 0);
    note("setpriority, of process 1", setpriority(PRIO_PROCESS, 1, 19));
    note("setpriority, of its group", setpriority(PRIO_PGRP, 0, -20));
    note("SCHED_FIFO", sched_setscheduler(0, SCHED_FIFO, &best));
    note("SCHED_RR", sched_setscheduler(0, SCHED_RR, &best));
    note("SCHED_DEADLINE", syscall(SYS_sched_setattr, 0, &deadline, 0));
    note("sched_setscheduler of process 1", sched_setscheduler(1, SCHED_IDLE, &best));
    note("ioprio_set, real time", syscall(SYS_ioprio_set, 1, 0, 1 << 13 | 0));
    note("ioprio_set of process 1", syscall(SYS_ioprio_set, 1, 1, 3 << 13));
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    note("sched_setaffinity of process 1", sched_setaffinity(1, sizeof one, &one));
    note("oom_score_adj below 0", write_to("/proc/self/oom_score_adj", "-1"));
    note("oom_score_adj of process 1", write_to("/proc/1/oom_score_adj", "1000"));
    note("autogroup of process 1", write_to("/proc/1/autogroup", "19"));
    note("timerslack of process 1", write_to("/proc/1/timerslack_ns", "1000000000"));
    if (!got) std::puts("contained");
}
