// tries: take all asynchronous files there are, which a machine counts for all of its processes together
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: gVisor's own kernel counts them for each box

#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    int taken = 0;
    unsigned long context = 0;
    while (taken < 100 && syscall(SYS_io_setup, 1024, &context) == 0) {
        taken += 1;
        context = 0;
    }
    if (taken)
        printf("%d times 1024\n", taken);
    else
        puts("contained");
}
