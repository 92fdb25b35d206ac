"""What the process that compares may use. It sets them itself, before it reads anything of a candidate's."""

import ctypes
import resource
import signal

CPU_S = 180
WALL_S = 400
MEMORY_MIB = 1024
ANSWER_MIB = 16
_PR_SET_PDEATHSIG = 1
SOURCE_CPU_S = 2.0
"""For one person's: what a lexer does not get over in that time is left out, and the others are compared."""


def hold_down() -> None:
    """From now on this process ends by itself if it takes too much, or if who started it is gone."""
    mib = 1024 * 1024
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MIB * mib, MEMORY_MIB * mib))
    resource.setrlimit(resource.RLIMIT_FSIZE, (ANSWER_MIB * mib, ANSWER_MIB * mib))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(WALL_S)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
