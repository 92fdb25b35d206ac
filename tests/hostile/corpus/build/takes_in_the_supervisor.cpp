// tries: become a program with the supervisor's memory and standard input in it, by way of the assembler
// must: compile_error build_failed
__asm__(".data\n.incbin \"/proc/1/fd/0\"\n.incbin \"/proc/1/mem\"\n.incbin \"/proc/1/environ\"\n");
int main() {}
