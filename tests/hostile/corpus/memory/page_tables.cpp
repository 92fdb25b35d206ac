// tries: make the kernel hold page tables for terabytes, of which it reads a byte here and there: no page is its own
// must: memory_limit_exceeded out_of_memory
// must on runsc: memory_limit_exceeded out_of_memory | accepted
// because: gVisor keeps its own page tables, and makes none for what is only read
#include <cstdio>
#include <sys/mman.h>

int main() {
    constexpr size_t piece = 64ul << 30, step = 2ul << 20;
    for (int pieces = 0; pieces < 4; pieces++) {
        void *block = mmap(nullptr, piece, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (block == MAP_FAILED) break;
        madvise(block, piece, MADV_NOHUGEPAGE);
        volatile char *bytes = static_cast<char *>(block);
        for (size_t at = 0; at < piece; at += step) (void)bytes[at];
    }
    std::puts("contained");
}
