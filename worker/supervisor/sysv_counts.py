"""How many System V objects there are, and what they hold, where /proc has no tables of them (gVisor)."""

import ctypes

_PRIVATE, _NEW, _REMOVE = 0, 0o1600, 0
_SIZE_OF_A_SEMAPHORE = 64
_INFO = {"msg": (12, 0), "sem": (19, 7), "shm": (14, 0)}
"""MSG_INFO, SEM_INFO, SHM_INFO, and which number of the answer counts queues, sets and segments."""
_BYTES_OF_MESSAGES, _SEMAPHORES = 6, 9

_library = ctypes.CDLL(None, use_errno=True)


def count(kind: str) -> int:
    """Raises OSError where nobody tells."""
    return _ask(kind)[_INFO[kind][1]]


def kernel_bytes() -> int:
    """What messages and semaphores take. Segments are memory of the box like any other."""
    return _ask("msg")[_BYTES_OF_MESSAGES] + _ask("sem")[_SEMAPHORES] * _SIZE_OF_A_SEMAPHORE


def next_id(kind: str) -> int:
    """Ids are given out in order: everything that was made until now has a lower one. Raises OSError."""
    if kind == "msg":
        number = _library.msgget(_PRIVATE, _NEW)
    elif kind == "sem":
        number = _library.semget(_PRIVATE, 1, _NEW)
    else:
        number = _library.shmget(_PRIVATE, 4096, _NEW)
    if number < 0:
        raise OSError(ctypes.get_errno(), f"no System V object ({kind}) can be made")
    remove(kind, number)
    return int(number)


def remove(kind: str, number: int) -> None:
    """Silent where there is none, or where it is not the caller's."""
    if kind == "sem":
        _library.semctl(number, 0, _REMOVE)
    else:
        getattr(_library, f"{kind}ctl")(number, _REMOVE, None)


def _ask(kind: str) -> list[int]:
    answer = (ctypes.c_int * 32)()
    number = _INFO[kind][0]
    done = (
        _library.semctl(0, 0, number, answer) if kind == "sem" else getattr(_library, f"{kind}ctl")(0, number, answer)
    )
    if done < 0:
        raise OSError(ctypes.get_errno(), f"nobody tells how many System V objects ({kind}) there are")
    return list(answer)
