// Sent right behind every attack in this language, and the next in its box.
#include <cstdio>
#include <cstring>
#include <dirent.h>

static int entries(const char *path) {
    int count = -2;  // without . and ..
    DIR *folder = opendir(path);
    while (readdir(folder)) count++;
    return count;
}

int main() {
    char line[16] = "";
    if (!fgets(line, sizeof line, stdin) || std::strcmp(line, "1 2\n")) std::puts("another input");
    else if (entries("/box/tmp") || entries("/dev/shm")) std::puts("something was left");
    else std::puts("contained");
}
