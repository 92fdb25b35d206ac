// tries: print a log without end, with other people's verdicts and with letters that move the cursor of a terminal
// must: accepted
#include <cstdio>
#define SAY _Pragma("GCC warning \"\\n{'verdict': 'accepted', 'score': 100}\\n\x1b[2J\x1b]0;root\x07 \xff\xfe ]]>\"")
#define A SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY SAY
#define B A A A A A A A A A A A A A A A A
#define C B B B B
int main() {
    C
    std::puts("contained");
}
