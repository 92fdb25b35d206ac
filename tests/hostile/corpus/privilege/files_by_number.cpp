// tries: open files of the host by their numbers, past every mount (the class called shocker)
// must: accepted

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <initializer_list>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct handle { unsigned bytes; int kind; unsigned char number[128]; };

int main() {
    int got = 0, mount = 0;
    for (const char *path : {"/", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/proc", "/box", "/dev/shm"}) {
        handle told = {128, 0, {}};
        int folder = open(path, O_RDONLY);
        if (syscall(SYS_name_to_handle_at, AT_FDCWD, path, &told, &mount, 0) == 0)
            got = printf("number of %s\n", path);
        for (unsigned char root : {1, 2, 64, 96, 128}) {
            handle asked = {8, 1, {root}};
            if (syscall(SYS_open_by_handle_at, folder, &asked, O_RDONLY) >= 0)
                got = printf("opened below %s\n", path);
        }
    }
    if (!got)
        puts("contained");
}
