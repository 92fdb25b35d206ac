// tries: reach the host of a virtual machine by its own kind of sockets, which no network namespace divides
// must: accepted

#include <initializer_list>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct address { unsigned short family, reserved; unsigned port, machine; unsigned char flags, zero[3]; };

int main() {
    for (int kind : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
        int handle = socket(40, kind, 0);
        if (handle < 0)
            continue;
        for (unsigned machine : {0u, 1u, 2u, 0xFFFFFFFFu})
            for (unsigned port : {22u, 52u, 80u, 1024u, 5000u, 9999u}) {
                address to = {40, 0, port, machine, 0, {}};
                if (connect(handle, (sockaddr *)&to, sizeof to) == 0)
                    printf("machine %u port %u\n", machine, port);
            }
        puts("such a socket");
        return 0;
    }
    puts("contained");
}
