// tries: start sleeping threads without end
// must: runtime_error too_many_processes
#include <cstdlib>
#include <pthread.h>
#include <unistd.h>

static void *wait(void *) {
    for (;;) pause();
}

int main() {
    for (pthread_t thread;;) {
        if (pthread_create(&thread, nullptr, wait, nullptr) == 0) continue;
        usleep(200000);
        std::abort();
    }
}
