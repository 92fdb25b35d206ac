// tries: print zeros, which end strings, and the right answer hidden behind them
// must: wrong_answer wrong_output
#include <unistd.h>

int main() {
    static char zeros[30000];
    write(1, zeros, sizeof zeros);
    write(1, "contained\n", 10);
    write(2, zeros, sizeof zeros);
}
