"""What gVisor grants to every program, and would outlive it or fill the box unseen: taken away before any runs."""

import ctypes
import errno
import os
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _IS, _RETURN = 0x20, 0x15, 0x06
_CALL, _SECOND_ARGUMENT = 0, 24
"""Where the kernel puts them for a filter to read."""
_REFUSE, _GRANT = 0x0005_0000, 0x7FFF_0000

_MQ_OPEN = {"x86_64": 240, "aarch64": 180}
_FCNTL = {"x86_64": 72, "aarch64": 25}
_SIZE_OF_A_PIPE = 1031

_library = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def close() -> None:
    """For this process and all that it will start. Raises OSError, KeyError: this box cannot be closed."""
    machine = os.uname().machine
    # All its programs are of one architecture, so that a number is one call.
    _filter(
        (_LOAD, 0, 0, _CALL),
        (_IS, 0, 1, _MQ_OPEN[machine]),
        (_RETURN, 0, 0, _REFUSE | errno.ENOSYS),  # queues are in no folder where they could be found and removed
        (_IS, 0, 3, _FCNTL[machine]),
        (_LOAD, 0, 0, _SECOND_ARGUMENT),
        (_IS, 0, 1, _SIZE_OF_A_PIPE),
        (_RETURN, 0, 0, _REFUSE | errno.EPERM),  # as Linux answers whoever has too many; what they hold nobody sees
        (_RETURN, 0, 0, _GRANT),
    )


def _filter(*steps: tuple[int, int, int, int]) -> None:
    """Each step: what to do, how many to leap over if so and if not, and its number."""
    program = _Program(len(steps), b"".join(struct.pack("HBBI", *step) for step in steps))
    for words in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program))):
        if _library.prctl(*words) != 0:
            raise OSError(ctypes.get_errno(), "gVisor does not refuse what it should")
