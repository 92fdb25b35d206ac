// tries: hand its work on to a child every 20 ms, and end, so that whoever is looked at has just begun
// challenge: spins
// must: time_limit_exceeded cpu_time
#include <ctime>
#include <unistd.h>

int main() {
    for (bool first = true;; first = false) {
        while (std::clock() < 20000) {
        }
        if (fork() == 0) continue;
        if (!first) _exit(0);
        for (;;) pause();
    }
}
