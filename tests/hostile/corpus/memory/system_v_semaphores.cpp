// tries: have the kernel hold arrays of semaphores, two MiB each
// must: memory_limit_exceeded out_of_memory | accepted
#include <cstdio>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <unistd.h>

int main() {
    long arrays = 0, each = 32000;
    while (arrays < 200 && semget(IPC_PRIVATE, each, IPC_CREAT | 0600) >= 0) arrays++;
    usleep(200000);
    if (arrays * each * 64 > 140l << 20) std::printf("%ld arrays of %ld\n", arrays, each);
    else std::puts("contained");
}
