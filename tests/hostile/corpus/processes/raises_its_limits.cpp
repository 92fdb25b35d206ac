// tries: raise each of its limits, those of process 1, and lower those of process 1
// must: accepted
#include <cstdio>
#include <sys/resource.h>

int main() {
    const char *names[] = {"CPU", "FSIZE", "DATA", "STACK", "CORE", "RSS", "NPROC", "NOFILE",
                           "MEMLOCK", "AS", "LOCKS", "SIGPENDING", "MSGQUEUE", "NICE", "RTPRIO", "RTTIME"};
    int got = 0;
    for (int which = 0; which < RLIM_NLIMITS; which++) {
        rlimit before, wanted, none{0, 0};
        if (getrlimit(static_cast<__rlimit_resource>(which), &before) != 0) continue;
        bool bounded = before.rlim_max != RLIM_INFINITY;
        wanted = {before.rlim_cur, bounded ? before.rlim_max + 1 : before.rlim_max};
        if (bounded && setrlimit(static_cast<__rlimit_resource>(which), &wanted) == 0)
            got++, std::printf("raised %s from %lu\n", names[which], before.rlim_max);
        wanted.rlim_max = RLIM_INFINITY;
        if (bounded && prlimit(0, static_cast<__rlimit_resource>(which), &wanted, nullptr) == 0)
            got++, std::printf("prlimit raised %s\n", names[which]);
        if (prlimit(1, static_cast<__rlimit_resource>(which), &none, nullptr) == 0)
            got++, std::printf("lowered %s of process 1\n", names[which]);
    }
    if (!got) std::puts("contained");
}
