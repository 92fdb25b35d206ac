// tries: become a program with what the build step finds in its environment and in every folder that somebody shares
// must: accepted
#include <cstdio>
#include <cstring>
__asm__(".data\n.global found\nfound: .incbin \"/proc/self/environ\"\n.byte 0\n.global end\nend: .byte 0\n");
extern char found[], end[];
#if __has_include("/box/data/earlier") || __has_include("/dev/shm/earlier") || __has_include("/box/tmp/earlier") \
    || __has_include("/var/run/docker.sock") || __has_include("/.dockerenv_secret") || __has_include("/work/main.cpp")
const bool shared = true;
#else
const bool shared = false;
#endif
int main() {
    const char *words[] = {"JUDGE", "REDIS", "KEY", "SECRET", "TOKEN", "PASSW"};
    for (const char *word : words)
        if (shared || memmem(found, end - found, word, strlen(word))) return std::puts(word), 0;
    std::puts("contained");
}
