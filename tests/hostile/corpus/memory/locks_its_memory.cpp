// tries: keep more in memory that can never be swapped than it may, in all the ways there are
// must: accepted
// must on runsc: accepted | wrong_answer wrong_output
// because: gVisor says yes to MAP_HUGETLB and SHM_LOCK and does neither
#include <cstdio>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

int main() {
    constexpr size_t size = 1 << 20;
    int got = 0;
    void *block = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mlock(block, size) == 0) got++, std::puts("mlock");
    if (mlock2(block, size, MLOCK_ONFAULT) == 0) got++, std::puts("mlock2");
    if (mlockall(MCL_CURRENT | MCL_FUTURE) == 0) got++, std::puts("mlockall");
    if (mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) != MAP_FAILED)
        got++, std::puts("MAP_LOCKED");
    if (mmap(nullptr, 2 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0) != MAP_FAILED)
        got++, std::puts("MAP_HUGETLB");
    int id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    if (shmctl(id, SHM_LOCK, nullptr) == 0) got++, std::puts("SHM_LOCK");
    if (!got) std::puts("contained");
}
