// tries: become a program whose memory is all executable, whose addresses are known, or whose page zero may be used
// must: accepted
// must on runsc: accepted | wrong_answer wrong_output
// because: gVisor takes note of a personality for its own kernel, where it changes nothing for anybody else

#include <initializer_list>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/personality.h>

int main() {
    int got = 0;
    for (unsigned long kind : {0x0400000ul, 0x0040000ul, 0x0100000ul, 0x0200000ul, 0x0800000ul, 0x1000000ul, 0x4000000ul, 6ul, 3ul})
        if (personality(kind) != -1 && personality(0xffffffff) == (int)kind)
            got = printf("personality %lx\n", kind);
    void *zero = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (zero != MAP_FAILED)
        got = printf("page zero\n");
    if (!got)
        puts("contained");
}
