// tries: the same with eight comets at once, which start themselves anew as programs and change their names and groups
// must: accepted
// must on runsc: accepted | time_limit_exceeded cpu_time
// because: gVisor counts whoever is ready to run as running, so that many processes use more time than there is
#include <cstdio>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count == 1) {
        for (int comets = 0; comets < 8; comets++) {
            if (fork() == 0) {
                for (int descriptor = 0; descriptor < 3; descriptor++) close(descriptor);
                execl(words[0], "(kthreadd)", "0", nullptr);
                _exit(1);
            }
        }
        usleep(100000);
        std::puts("contained");
        return 0;
    }
    setsid();
    prctl(PR_SET_NAME, ") Z 0 0 0");
    for (;;) {
        if (vfork() == 0) {
            execl("./.program", "sh", "1", nullptr);
            _exit(1);
        }
        _exit(0);
    }
}
