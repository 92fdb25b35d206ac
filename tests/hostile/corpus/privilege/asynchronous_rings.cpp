// tries: go around the filter of system calls by the kernel's asynchronous ring
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: the ring is one of gVisor's own kernel, which does what it is asked under the same rules as system calls

#include <initializer_list>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    int got = 0;
    for (unsigned flags : {0u, 2u, 1u << 6, 1u << 12}) {
        char parameters[120];
        memset(parameters, 0, sizeof parameters);
        memcpy(parameters + 8, &flags, sizeof flags);
        long ring = syscall(425, 8, parameters);
        if (ring >= 0)
            got = printf("a ring with flags %u\n", flags);
    }
    if (syscall(426, 0, 1, 0, 0, nullptr, 0) >= 0 || syscall(427, -1, 8, nullptr, 0) >= 0)
        got = printf("entered\n");
    if (!got)
        puts("contained");
}
