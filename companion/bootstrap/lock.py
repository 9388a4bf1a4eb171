"""One set-up at a time in one checkout, by a lock of the operating system.

The system releases the lock when the process that holds it ends, also when it is killed, so a killed set-up
never leaves the folder locked. On POSIX the lock belongs to the open file, and `inherit` lets the installer
share that file: an installer whose parent was killed still holds the lock until it is done.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def inherit(file: int) -> tuple[int, ...]:
        """The file descriptors that a child needs to share the lock: none on Windows."""
        return ()
else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def inherit(file: int) -> tuple[int, ...]:
        """The file descriptors that a child needs to share the lock."""
        return (file,)


@contextmanager
def held(path: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Hold the lock at `path`; yields its file descriptor. Calls `waiting()` once if another process has it.

    Raises `OSError` if the file cannot be made, for instance in a read-only folder.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait_for(file, waiting)
        yield file
    finally:
        os.close(file)


def _wait_for(file: int, waiting: Callable[[], None]) -> None:
    said = False
    while True:
        try:
            return _take(file)
        except (BlockingIOError, PermissionError):  # Windows says "permission denied" for a taken lock
            if not said:
                waiting()
            said = True
            time.sleep(0.2)
