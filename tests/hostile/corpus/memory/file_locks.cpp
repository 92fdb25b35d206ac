// tries: have the kernel remember a million locks, each on another byte of a file
// must: memory_limit_exceeded out_of_memory | time_limit_exceeded cpu_time | accepted
#include <cstdio>
#include <fcntl.h>

int main() {
    int file = open("/box/tmp/locked", O_RDWR | O_CREAT, 0600);
    long locks = 0;
    for (flock lock{}; locks < 1000000; locks++) {
        lock.l_type = F_WRLCK;
        lock.l_start = 4000000 - 2 * locks;
        lock.l_len = 1;
        if (fcntl(file, F_SETLK, &lock) != 0) break;
    }
    std::puts(locks < 1000000 ? "contained" : "a million locks");
}
