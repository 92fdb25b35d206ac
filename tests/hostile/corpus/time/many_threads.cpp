// tries: use up the time of all processors with threads, of which each has its own
// must: time_limit_exceeded cpu_time
#include <thread>

int main() {
    for (int threads = 0; threads < 16; threads++)
        std::thread([] {
            for (volatile unsigned long turns = 0;;) turns = turns + 1;
        }).detach();
    for (volatile unsigned long turns = 0;;) turns = turns + 1;
}
