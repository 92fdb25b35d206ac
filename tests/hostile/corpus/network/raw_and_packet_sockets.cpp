// tries: open raw, packet, virtual-machine, Bluetooth, CAN, crypto and every other family of sockets
// must: accepted

#include <initializer_list>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main() {
    int got = 0;
    for (int family = 0; family < 64; family++)
        for (int kind = 1; kind < 11; kind++)
            for (int protocol : {0, 1, 2, 3, 47, 132, 136, 255, 768}) {
                int handle = socket(family, kind, protocol);
                if (handle < 0)
                    continue;
                bool plain = family == AF_UNIX || ((family == AF_INET || family == AF_INET6) && kind < 3);
                bool routes = family == AF_NETLINK && protocol == 0;
                if (!plain && !routes) {
                    printf("family %d kind %d protocol %d\n", family, kind, protocol);
                    got = 1;
                }
                close(handle);
            }
    if (!got)
        puts("contained");
}
