// tries: become a program with the passwords of the machine in it, by way of the assembler
// must: compile_error build_failed
__asm__(".data\n.global secret\nsecret: .incbin \"/etc/shadow\"\n");
extern char secret[];
int main() { return secret[0]; }
