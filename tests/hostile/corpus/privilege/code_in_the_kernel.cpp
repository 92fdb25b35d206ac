// tries: load programs and modules into the kernel, start another kernel, and look into this one
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: gVisor has a log of its own with nothing in it, and devices of its own kernel, which lead nowhere without a mount or a network

#include <initializer_list>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/syscall.h>
#include <unistd.h>

int got = 0;

void told(const char *what, long result) {
    if (result < 0)
        return;
    printf("%s %ld\n", what, result);
    got = 1;
}

int main() {
    char attributes[256];
    for (int command = 0; command < 40; command++) {
        memset(attributes, 0, sizeof attributes);
        attributes[0] = 1, attributes[4] = 4, attributes[8] = 4, attributes[12] = 1;
        told("bpf", syscall(SYS_bpf, command, attributes, 128));
    }
    for (int kind = 0; kind < 6; kind++) {
        memset(attributes, 0, sizeof attributes);
        attributes[0] = kind, attributes[4] = 112;
        told("perf", syscall(SYS_perf_event_open, attributes, 0, -1, -1, 0));
        told("perf", syscall(SYS_perf_event_open, attributes, -1, 0, -1, 0));
    }
    told("module", syscall(SYS_init_module, attributes, sizeof attributes, ""));
    told("module", syscall(SYS_finit_module, open("/proc/self/exe", O_RDONLY), "", 0));
    told("module", syscall(SYS_delete_module, "vsock", 0));
    told("kernel", syscall(SYS_kexec_load, 0, 0, nullptr, 0));
    told("kernel", syscall(SYS_kexec_file_load, -1, -1, 0, "", 0));
    told("log", klogctl(3, attributes, sizeof attributes));
    told("log", klogctl(10, nullptr, 0));
    told("cookie", syscall(SYS_lookup_dcookie, 1ul, attributes, sizeof attributes));
    for (const char *path : {"/dev/kmsg", "/dev/mem", "/dev/kmem", "/dev/port", "/proc/kcore", "/proc/kmsg", "/dev/kvm", "/dev/fuse",
                             "/dev/net/tun", "/dev/vhost-vsock", "/dev/vsock", "/dev/loop-control", "/dev/cpu/0/msr"}) {
        int handle = open(path, O_RDONLY | O_NONBLOCK);
        if (handle >= 0 && read(handle, attributes, sizeof attributes) > 0)
            told(path, handle);
        told(path, open(path, O_WRONLY | O_NONBLOCK));
    }
    if (!got)
        puts("contained");
}
