// tries: include a file that never ends
// must: compile_error out_of_memory | compile_error build_failed | compile_error cpu_time
// must on runsc: compile_error out_of_memory | compile_error build_failed | compile_error cpu_time | judge_error box_broken
// because: gVisor ends nobody in the middle of a call: the compiler, killed at its limit, fills half a gigabyte to its end
#include "/dev/zero"
int main() {}
