// tries: keep the assembler busy with a loop within a loop within a loop
// must: compile_error out_of_memory | compile_error cpu_time | compile_error wall_time | compile_error disk_full
//   | compile_error build_failed
__asm__(".rept 1000000\n.rept 1000000\n.rept 1000000\nnop\n.endr\n.endr\n.endr\n");
int main() {}
