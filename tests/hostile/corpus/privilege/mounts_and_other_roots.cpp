// tries: mount file systems in the old and the new way, move them, take another root, leave the one there is
// must: accepted

#include <initializer_list>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int got = 0;

void told(const char *what, long result) {
    if (result < 0)
        return;
    puts(what);
    got = 1;
}

int main() {
    mkdir("/box/tmp/root", 0755);
    for (const char *kind : {"tmpfs", "proc", "sysfs", "overlay", "cgroup", "cgroup2", "devtmpfs", "debugfs", "bpf", "fuse", "ext4", "nfs"}) {
        told(kind, mount("none", "/box/tmp/root", kind, 0, nullptr));
        told("fsopen", syscall(SYS_fsopen, kind, 0));
    }
    told("bind", mount("/proc", "/box/tmp/root", nullptr, MS_BIND, nullptr));
    told("remount", mount("none", "/", nullptr, MS_REMOUNT | MS_BIND, nullptr));
    told("propagate", mount("none", "/", nullptr, MS_REC | MS_SHARED, nullptr));
    told("move", mount("/proc", "/box/tmp/root", nullptr, MS_MOVE, nullptr));
    told("umount", umount2("/proc", MNT_DETACH));
    told("umount", umount2("/dev/shm", MNT_DETACH));
    told("open_tree", syscall(SYS_open_tree, AT_FDCWD, "/", 1));
    told("move_mount", syscall(SYS_move_mount, AT_FDCWD, "/proc", AT_FDCWD, "/box/tmp/root", 0));
    told("fspick", syscall(SYS_fspick, AT_FDCWD, "/", 0));
    told("mount_setattr", syscall(442, AT_FDCWD, "/", 0, nullptr, 0));
    told("pivot_root", syscall(SYS_pivot_root, "/box/tmp/root", "/box/tmp/root"));
    told("swapon", syscall(SYS_swapon, "/box/work/main.cpp", 0));
    int root = open("/", O_RDONLY);
    if (chroot("/box/tmp/root") == 0) {
        told("chroot", 0);
        fchdir(root);
        for (int step = 0; step < 20; step++)
            chdir("..");
        told("out of it", chroot("."));
    }
    if (!got)
        puts("contained");
}
