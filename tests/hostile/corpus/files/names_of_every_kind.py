# tries: make files whose names hold newlines, escape sequences, invalid UTF-8, blanks, options and shell words
# must: accepted
import os

NAMES = [b"a\nb", b"\x1b[2J\x1b]0;owned\x07", b"\xff\xfe\xc0\xaf", b" ", b"-rf", b"--", b"*", b"$(reboot)", b"`id`", b"'\"",
         b"\xe2\x80\xae" + b"gpj", b"\r", b"\x7f", b"a" * 255, b"..\xc0", b"con", b"\xed\xa0\x80", b"%n%s", b"{0.__class__}"]
for place in (b"/box/work/", b"/box/tmp/", b"/box/data/", b"/dev/shm/"):
    for name in NAMES:
        os.makedirs(place + name[:250] + b".d/" + name, exist_ok=True)
        with open(place + name, "wb") as file:
            file.write(name)
print("contained")
