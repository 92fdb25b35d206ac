// tries: include itself twice, each time, and each of those twice again
// must: compile_error build_failed | compile_error cpu_time | compile_error out_of_memory | compile_error wall_time
#include __FILE__
#include __FILE__
int main() {}
