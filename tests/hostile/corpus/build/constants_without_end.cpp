// tries: have the compiler compute for ever, since a constant has to be known before there is a program
// must: compile_error build_failed | compile_error cpu_time | compile_error wall_time
constexpr unsigned long collatz(unsigned long from) {
    unsigned long steps = 0;
    for (unsigned long start = 1; start < from; ++start)
        for (unsigned long value = start; value != 1; ++steps) value = value % 2 ? 3 * value + 1 : value / 2;
    return steps;
}
constexpr unsigned long all = collatz(1UL << 62);
int main() { return all == 0; }
