// tries: take 200 MiB for some milliseconds at a time, and be small again whenever somebody looks
// must: memory_limit_exceeded out_of_memory
#include <cstdio>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

int main() {
    constexpr size_t size = 200ul << 20;
    for (int turns = 0; turns < 6; turns++) {
        void *block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        madvise(block, size, MADV_HUGEPAGE);
        std::memset(block, turns, size);
        munmap(block, size);
        usleep(30000);
    }
    std::puts("contained");
}
