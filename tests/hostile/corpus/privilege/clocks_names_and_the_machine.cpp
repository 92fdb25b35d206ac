// tries: set clocks and names, stop the machine, talk to its ports, and account for or limit everybody
// must: accepted
// must on runsc: wrong_answer wrong_output
// because: gVisor takes note of a priority, and gives nobody more or less time for it

#include <initializer_list>
#include <errno.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

int got = 0;

void told(const char *what, long result) {
    if (result < 0)
        return;
    puts(what);
    got = 1;
}

int main() {
    timeval when = {1000000000, 0};
    timespec same = {1000000000, 0};
    timex drift = {};
    drift.modes = ADJ_OFFSET | ADJ_FREQUENCY;
    told("settimeofday", syscall(SYS_settimeofday, &when, nullptr));
    told("clock_settime", syscall(SYS_clock_settime, CLOCK_REALTIME, &same));
    told("adjtimex", syscall(SYS_adjtimex, &drift));
    told("clock_adjtime", syscall(SYS_clock_adjtime, CLOCK_REALTIME, &drift));
    told("sethostname", syscall(SYS_sethostname, "owned", 5));
    told("setdomainname", syscall(SYS_setdomainname, "owned", 5));
    told("reboot", syscall(SYS_reboot, 0xfee1dead, 672274793, 0, nullptr));
    told("iopl", syscall(SYS_iopl, 3));
    told("ioperm", syscall(SYS_ioperm, 0, 1024, 1));
    told("acct", syscall(SYS_acct, "/box/tmp/accounts"));
    told("quotactl", syscall(SYS_quotactl, 0x800002, "/dev/root", 0, nullptr));
    told("vhangup", syscall(SYS_vhangup));
    told("sysfs", syscall(SYS_sysfs, 3, nullptr, nullptr));
    told("nice", nice(-20) == -1 && errno ? -1 : 0);
    told("pages", syscall(SYS_migrate_pages, 1, 8, nullptr, nullptr));
    if (!got)
        puts("contained");
}
