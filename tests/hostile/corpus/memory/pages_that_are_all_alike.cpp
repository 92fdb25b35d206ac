// tries: take 400 MiB of pages that hold the same and are offered for merging, as if they were one
// must: memory_limit_exceeded out_of_memory
#include <cstring>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int main() {
    constexpr size_t size = 400ul << 20;
    prctl(67 /* PR_SET_MEMORY_MERGE */, 1, 0, 0, 0);
    void *block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    madvise(block, size, MADV_MERGEABLE);
    std::memset(block, 0, size);
    sleep(9);
}
