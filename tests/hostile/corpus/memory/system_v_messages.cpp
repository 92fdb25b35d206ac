// tries: keep data in System V message queues, which the kernel holds for it: hundreds of MiB, were they not counted
// must: memory_limit_exceeded out_of_memory | accepted
// must on runsc: memory_limit_exceeded out_of_memory | time_limit_exceeded cpu_time | accepted
// because: sending them takes gVisor longer than there is time
#include <cstdio>
#include <cstring>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

int main() {
    struct {
        long type;
        char text[8000];
    } message{1, {}};
    std::memset(message.text, 7, sizeof message.text);
    size_t held = 0;
    for (int queues = 0; queues < 32000 && held < (400ul << 20); queues++) {
        int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
        if (queue < 0) break;
        while (msgsnd(queue, &message, sizeof message.text, IPC_NOWAIT) == 0) held += sizeof message.text;
    }
    usleep(200000);
    if (held > 140ul << 20) std::printf("the kernel holds %zu MiB\n", held >> 20);
    else std::puts("contained");
}
