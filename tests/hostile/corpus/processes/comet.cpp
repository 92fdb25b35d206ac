// tries: go on after the end as a process that forks and ends at once, again and again, and has a new id at every look
// must: accepted
// must on runsc: accepted | time_limit_exceeded cpu_time
// because: gVisor counts whoever is ready to run as running, so that many processes use more time than there is
#include <cstdio>
#include <unistd.h>

int main() {
    if (fork() == 0) {
        setsid();
        for (int descriptor = 0; descriptor < 3; descriptor++) close(descriptor);
        for (;;)
            if (fork() > 0) _exit(0);
    }
    std::puts("contained");
}
