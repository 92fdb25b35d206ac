// tries: fill a private mapping with four threads and huge pages, faster than anybody looks
// must: memory_limit_exceeded out_of_memory
#include <cstring>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

int main() {
    constexpr size_t size = 1ul << 30;
    char *block = static_cast<char *>(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    madvise(block, size, MADV_HUGEPAGE);
    std::vector<std::thread> threads;
    for (size_t part = 0; part < 4; part++)
        threads.emplace_back([=] { std::memset(block + part * (size / 4), 7, size / 4); });
    for (auto &thread : threads) thread.join();
    sleep(9);
}
