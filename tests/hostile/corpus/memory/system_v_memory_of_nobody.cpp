// tries: fill System V shared memory and detach it, so that it belongs to no process
// must: memory_limit_exceeded out_of_memory
#include <cstdio>
#include <cstring>
#include <sys/shm.h>
#include <unistd.h>

int main() {
    for (int segments = 0; segments < 40; segments++) {
        int id = shmget(IPC_PRIVATE, 8 << 20, IPC_CREAT | 0600);
        if (id < 0) return std::perror("shmget"), 1;
        void *block = shmat(id, nullptr, 0);
        if (block == reinterpret_cast<void *>(-1)) return std::perror("shmat"), 1;
        std::memset(block, 7, 8 << 20);
        shmdt(block);
    }
    sleep(9);
}
