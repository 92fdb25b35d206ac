// tries: become another program every 20 ms, so that no one of them has used much time
// must: time_limit_exceeded cpu_time
#include <ctime>
#include <unistd.h>

int main(int, char **words) {
    while (std::clock() % 1000000 % 20000 < 19000) {
    }
    execl(words[0], words[0], nullptr);
}
