// tries: take capabilities, become root or somebody else, take groups, and keep them over exec
// must: accepted

#include <initializer_list>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int got = 0;

void told(const char *what, long result) {
    if (result != 0)
        return;
    puts(what);
    got = 1;
}

int main() {
    __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct all[2] = {{~0u, ~0u, ~0u}, {~0u, ~0u, ~0u}}, mine[2] = {};
    told("capset", syscall(SYS_capset, &header, all));
    for (int one = 0; one < 41; one++) {
        __user_cap_data_struct single[2] = {};
        single[one / 32].effective = single[one / 32].permitted = single[one / 32].inheritable = 1u << one % 32;
        if (syscall(SYS_capset, &header, single) == 0 && one < 38) // later ones gVisor does not know, and passes over
            told("capset of one", 0);
        told("ambient", prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, one, 0, 0));
    }
    syscall(SYS_capget, &header, mine);
    if (mine[0].effective | mine[0].permitted | mine[0].inheritable | mine[1].effective | mine[1].permitted)
        told("has capabilities", 0);
    const uid_t own = getuid();
    for (uid_t user : {0u, 1u, own - 1, own + 1, 65534u, 700000000u}) {
        if (user == own)
            continue;
        told("setuid", setuid(user));
        told("setreuid", setreuid(user, user));
        told("setresuid", setresuid(-1, user, -1));
        told("setgid", setgid(user));
        setfsuid(user);
        if ((uid_t)setfsuid(-1) == user)
            told("setfsuid", 0);
        gid_t group = user;
        told("setgroups", setgroups(1, &group));
    }
    told("setgroups", setgroups(0, nullptr));
    told("secure bits", prctl(PR_SET_SECUREBITS, 0x2f, 0, 0, 0));
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
        told("new privileges are there", 0);
    if (!got)
        puts("contained");
}
