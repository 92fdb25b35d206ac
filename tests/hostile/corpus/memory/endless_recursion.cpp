// tries: run out of its stack, and of the one that its handler for that has
// must: runtime_error killed_by_signal
#include <csignal>
#include <cstdlib>

static volatile char sink;

static int deeper(int level) {
    volatile char frame[4096];
    frame[level % 4096] = static_cast<char>(level);
    sink = frame[level % 7];
    return deeper(level + 1) + frame[0];
}

static void handle(int) { std::exit(deeper(0)); }

int main() {
    stack_t other{};
    other.ss_size = 1 << 16;
    other.ss_sp = std::malloc(other.ss_size);
    sigaltstack(&other, nullptr);
    struct sigaction action {};
    action.sa_handler = handle;
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGSEGV, &action, nullptr);
    return deeper(0);
}
