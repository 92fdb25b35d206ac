// tries: have the preprocessor write sixteen billion numbers out of nine lines
// must: compile_error out_of_memory | compile_error cpu_time | compile_error wall_time
#define A 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
#define B A A A A A A A A A A A A A A A A
#define C B B B B B B B B B B B B B B B B
#define D C C C C C C C C C C C C C C C C
#define E D D D D D D D D D D D D D D D D
#define F E E E E E E E E E E E E E E E E
#define G F F F F F F F F F F F F F F F F
int numbers[] = {G G G G};
int main() { return numbers[0]; }
