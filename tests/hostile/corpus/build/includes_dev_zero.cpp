// tries: include a file that never ends
// must: compile_error out_of_memory | compile_error build_failed | compile_error cpu_time
#include "/dev/zero"
int main() {}
