"""Starts the process that compares, looks whether it is done, and ends one that does not end.

Everything it is told and tells is in memory files: nothing of a candidate's is on disk, and no pipe can fill up.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time

from pydantic import TypeAdapter, ValidationError

from judge.config import CHECKOUT
from judge.domain.similarity import Findings, Sources
from judge.service.similarity import Failed
from judge.similarity.limits import WALL_S

GRACE_S = 10
_TOO_LONG = (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)


class Process:
    """One comparison under way. Call :meth:`close` in the end, whatever happened."""

    def __init__(self, sources: Sources) -> None:
        asked, self._told = (os.memfd_create(name) for name in ("asked", "told"))
        self._home = tempfile.TemporaryDirectory(prefix="judge-similarity-")
        try:
            with open(asked, "r+b") as question:
                question.write(TypeAdapter(Sources).dump_json(sources))
                question.seek(0)
                self._process = subprocess.Popen(
                    (sys.executable, "-E", "-s", "-m", "judge.similarity"),
                    stdin=question,
                    stdout=self._told,
                    stderr=subprocess.DEVNULL,
                    cwd=CHECKOUT,
                    env={"HOME": self._home.name, "OPENBLAS_NUM_THREADS": "1"},
                    start_new_session=True,
                )
        except BaseException:
            os.close(self._told)
            self._home.cleanup()
            raise
        self._until = time.monotonic() + WALL_S + GRACE_S

    @property
    def pid(self) -> int:
        return self._process.pid

    def findings(self) -> Findings | None:
        """None while it is not done.

        Raises:
            Failed: it was ended because it took too much, or ended by itself without an answer.
        """
        status = self._process.poll()
        if status is None:
            if time.monotonic() < self._until:
                return None
            raise Failed("comparing took too long")
        if status != 0:
            raise Failed("comparing took too long" if status in _TOO_LONG else f"comparing ended with status {status}")
        try:
            size = os.fstat(self._told).st_size
            return TypeAdapter(Findings).validate_json(os.pread(self._told, size, 0))
        except ValidationError as error:
            raise Failed("comparing gave no answer that can be read") from error

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._told)
        self._home.cleanup()
