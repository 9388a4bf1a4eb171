"""What the system keeps from an answer's process: other files, the network, other processes, and too much.

The system itself enforces everything here, whatever the code does. `missing` names what this system cannot
do, so that an instructor knows: namespaces and Landlock are Linux's, limits are POSIX's.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

CPU_S: Final = 20
WALL_S: Final = 90
SLOWEST: Final = 10
"""How many seconds of the clock a second of processor time may take where others keep the machine busy."""
SILENT_S: Final = 360
"""How long the grader waits for a sandbox's reply: longer than the longest answer, as a sandbox has to start
first."""
MEMORY_BYTES: Final = 1_000_000_000
"""How much memory a process may ask for, beyond what it begins with."""
FILE_BYTES: Final = 16_000_000
OPEN_FILES: Final = 128
PROCESSES: Final = 64
"""Threads too. Only in namespaces: elsewhere the system would count all processes of this user."""

_UNSHARE: Final = (
    "unshare",
    "--user",
    "--map-root-user",
    "--net",
    "--ipc",
    "--pid",
    "--fork",
    "--kill-child",
)


def namespaces() -> tuple[str, ...]:
    """The command in front of Python's that gives a process namespaces of its own, without a network and
    without other processes; empty where the system does not permit it."""
    if not sys.platform.startswith("linux") or shutil.which("unshare") is None:
        return ()
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        tried = subprocess.run([*_UNSHARE, "true"], capture_output=True, timeout=20, check=False)
        return _UNSHARE if tried.returncode == 0 else ()
    return ()


def missing() -> list[str]:
    """What this system lacks, as the end of a sentence each; empty if it lacks nothing."""
    lacks = []
    if not namespaces():
        lacks.append("no namespaces: only Python's own hooks refuse the network and other processes")
    if _landlock() < 1:
        lacks.append("no Landlock: only Python's own hooks keep an answer out of other files")
    if not _memory():
        lacks.append("no limit on memory")
    return lacks


def end_with(parent: int) -> None:
    """Let the system end this process when its parent process ends, also when that is killed (Linux only)."""
    if sys.platform.startswith("linux"):
        _libc().prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the line above
        os._exit(70)


def limit(cpu_s: int, in_namespaces: bool) -> None:
    """Limit this process and its children."""
    import resource

    used = _memory()
    _set(resource.RLIMIT_CPU, cpu_s, cpu_s + 1)
    _set(resource.RLIMIT_FSIZE, FILE_BYTES)
    _set(resource.RLIMIT_NOFILE, OPEN_FILES)
    _set(resource.RLIMIT_CORE, 0)
    if used:
        _set(resource.RLIMIT_AS, used + MEMORY_BYTES)
    if in_namespaces:
        _set(resource.RLIMIT_NPROC, PROCESSES)


def used_s(process: int) -> float:
    """The seconds of processor time that a process has used, in all its threads; where the system does not
    say it, `CPU_S`, the most it may."""
    clock = ctypes.c_int()
    with contextlib.suppress(AttributeError, OSError):
        if _libc().clock_getcpuclockid(process, ctypes.byref(clock)) == 0:
            return time.clock_gettime(clock.value)
    return CPU_S


def _set(what: int, soft: int, hard: int | None = None) -> None:
    import resource

    with contextlib.suppress(ValueError, OSError):  # a lower limit is already set, and stays
        resource.setrlimit(what, (soft, soft if hard is None else hard))


def _memory() -> int:
    """The address space of this process in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


# --- Landlock: https://docs.kernel.org/userspace-api/landlock.html ------------------------------------

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PARENT_DEATH_SIGNAL: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
_READ: Final = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, read a folder
_READ_A_FILE: Final = 1 << 0 | 1 << 2
_RIGHTS: Final = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_TCP: Final = 1 << 0 | 1 << 1
_SCOPES: Final = 1 << 0 | 1 << 1  # abstract sockets, signals


def restrict_files(readable: Iterable[Path], writable: Sequence[Path]) -> None:
    """From now on this process and its children read only `readable` and write only in `writable`. Does
    nothing where the system has no Landlock."""
    version = _landlock()
    if version < 1:
        return
    every = _RIGHTS[min(version, 3)]
    attributes = struct.pack("=QQQ", every, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    rules = _call(_CREATE, attributes, size, 0)
    if rules < 0:
        return
    for path in readable:
        _allow(rules, path, (_READ if path.is_dir() else _READ_A_FILE) & every)
    for path in writable:
        _allow(rules, path, every if path.is_dir() else every & (_READ_A_FILE | 1 << 1))
    _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _call(_RESTRICT, rules, 0)
    os.close(rules)


def _allow(rules: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):  # a missing path needs no rule
        opened = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
        try:
            _call(_ADD_RULE, rules, 1, struct.pack("=Qi", rights, opened), 0)
        finally:
            os.close(opened)


def _landlock() -> int:
    """Landlock's version, or a number below 1 without it."""
    return _call(_CREATE, None, 0, 1) if sys.platform.startswith("linux") else 0


def _call(number: int, *arguments: Any) -> int:
    try:
        return int(_libc().syscall(number, *arguments))
    except (OSError, AttributeError):
        return -1


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
