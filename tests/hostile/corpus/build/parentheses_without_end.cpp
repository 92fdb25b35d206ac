// tries: overflow the compiler's stack with sixteen thousand brackets within one another
// must: compile_error build_failed | compile_error out_of_memory | compile_error cpu_time
#define A ((((((((((((((((
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
int main() { return C C C C 1; }
