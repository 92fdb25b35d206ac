// tries: print a single line that never ends, as fast as a pipe takes it
// must: output_limit_exceeded too_much_output
#include <cstring>
#include <unistd.h>

int main() {
    static char block[1 << 20];
    std::memset(block, 'x', sizeof block);
    for (;;)
        if (write(1, block, sizeof block) < 0) return 1;
}
