// tries: read, make and leave keys in the kernel's keyrings, which no namespace divides
// must: accepted

#include <initializer_list>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main() {
    char text[4096];
    int got = 0;
    for (int ring = -8; ring < 0; ring++) {
        if (syscall(SYS_add_key, "user", "left", "secret", 6, ring) >= 0)
            got = printf("added to %d\n", ring);
        if (syscall(SYS_keyctl, 11, ring, text, sizeof text) >= 0)
            got = printf("read %d\n", ring);
    }
    if (syscall(SYS_request_key, "user", "left", nullptr, -4) >= 0)
        got = printf("found\n");
    if (syscall(SYS_keyctl, 1, "judge") >= 0)
        got = printf("joined a session\n");
    if (FILE *keys = fopen("/proc/keys", "r")) {
        while (fgets(text, sizeof text, keys))
            got = printf("%s", text);
        fclose(keys);
    }
    if (!got)
        puts("contained");
}
