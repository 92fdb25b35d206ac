// tries: be a program of eight gigabytes, which fills the box's disk, and the worker's if it were on that
// must: compile_error disk_full | compile_error build_failed | compile_error out_of_memory
__asm__(".data\n.rept 64\n.fill 134217728, 1, 7\n.endr\n");
int main() {}
