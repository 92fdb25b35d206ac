// tries: flood its output with splice, tee, vmsplice and sendfile, which hand over pages instead of writing bytes
// must: output_limit_exceeded too_much_output
#include <cstring>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

int main() {
    static char block[1 << 16];
    std::memset(block, 'x', sizeof block);
    int file = open("/box/tmp/file", O_RDWR | O_CREAT, 0600), ends[2];
    for (int blocks = 0; blocks < 16; blocks++)
        if (write(file, block, sizeof block) < 0) return 1;
    if (pipe(ends) != 0) return 1;
    iovec pages{block, sizeof block};
    for (;;) {
        off_t from = 0;
        long moved = sendfile(1, file, &from, 1 << 20);
        moved += splice(file, &from, 1, nullptr, 1 << 20, SPLICE_F_MOVE);
        moved += vmsplice(ends[1], &pages, 1, SPLICE_F_GIFT);
        moved += tee(ends[0], 1, sizeof block, 0);
        moved += splice(ends[0], nullptr, 1, nullptr, sizeof block, SPLICE_F_MOVE);
        if (moved < 0) return 1;
    }
}
