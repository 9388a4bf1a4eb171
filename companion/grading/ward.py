"""A process that starts one process for each answer, bounds it, waits for its report and ends it.

Started by `grade`, one a job: it loads the lessons once and forks, so that an answer's process is there at
once and has met no other. Requests come as lines of JSON on standard input, replies go as lines to standard
output. It never runs a submission's code itself.
"""

import contextlib
import hashlib
import importlib
import json
import os
import pkgutil
import runpy
import secrets
import select
import shutil
import signal
import sys
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any, Final

from companion.exercises import registry, schedules
from companion.grading import desk, guard, limits

LONGEST_REPORT: Final = 8_000_000
MARK_BYTES: Final = 32
FOLDER_BYTES: Final = 100_000_000
FOLDER_FILES: Final = 2_000
"""What an answer may write in all."""
_ROOMS: Final = (
    "events",
    "naming",
    "bus",
    "sourcing",
    "diagrams",
    "sagas",
    "delivery",
    "cqrs",
    "lab",
    "scenarios",
)


def main() -> None:
    """Serve requests until standard input ends."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed here by mistake is no reply
    begin = json.loads(asked.readline())
    ward = Ward(begin, [asked.fileno(), told.fileno()])
    for line in asked:
        reply = json.dumps(ward.treat(json.loads(line))).encode() + b"\n"
        try:
            told.write(reply)
            told.flush()
        except BrokenPipeError:  # whoever asked has stopped
            return


class Ward:
    """What is loaded once: the lessons' exercises and the instructor's private cases."""

    def __init__(self, begin: dict[str, Any], ours: list[int]) -> None:
        self.ours, self.alone = ours, bool(begin["alone"])
        self.cpu_s, self.wall_s = int(begin["cpu_s"]), int(begin["wall_s"])
        schedules.hidden = int(begin["seed"])
        for number in begin["lessons"]:
            registry.lesson(number)
        self.private = _private(begin["private"])
        _load_rooms()
        guard.cut()
        self.readable = _readable()

    def treat(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply to one request: `report` is what the answer's process said, or None; `ended` says how it
        ended where it said nothing that counts."""
        folder = os.path.realpath(tempfile.mkdtemp(prefix="answer-"))
        mark = secrets.token_hex(MARK_BYTES // 2).encode()
        inner, outer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(inner)
            self._child(request, folder, mark, outer)
        os.close(outer)
        try:
            said, ended = _collect(child, inner, self.wall_s, folder)
        finally:
            os.close(inner)
            if self.alone and os.getpid() == 1:  # in a namespace of its own: whatever is left is the answer's
                with contextlib.suppress(OSError):
                    os.kill(-1, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
        report, ended = _read(said, mark, ended)
        return {"report": report, "ended": ended}

    def _child(self, request: dict[str, Any], folder: str, mark: bytes, out: int) -> None:
        """Ends the process: nothing may come back into the ward's loop."""
        try:
            os.setsid()
            exercise = registry.exercise(request["exercise"])
            for name in request["brings"]:
                importlib.import_module(name)
            fences = self._closed(folder)
            desk.sit_down(exercise, request, self.private.get(exercise.id), mark, out, fences)
        finally:
            os._exit(70)

    def _closed(self, folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        for each in self.ours:
            os.close(each)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.environ.update(TMPDIR=folder, HOME=folder, COMPANION_HOME=folder)
        tempfile.tempdir = folder
        os.chdir(folder)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.default_int_handler if name == signal.SIGINT else signal.SIG_DFL)
        limits.fence([Path(path) for path in self.readable], [Path(folder), Path(os.devnull)])
        limits.limit(self.cpu_s, self.alone)
        return tuple(self.readable), (folder, os.devnull)


def _collect(child: int, pipe: int, wall_s: int, folder: str) -> tuple[bytes, str]:
    """All that the child says until it ends, says or writes too much or takes too long; its group dies."""
    said, ended, until = b"", "", time.monotonic() + wall_s
    while not ended:
        left = until - time.monotonic()
        ready = select.select([pipe], [], [], max(0.0, min(left, 0.5)))[0]
        part = os.read(pipe, 65_536) if ready else b""
        said += part
        if left <= 0:
            ended = f"took longer than {wall_s} s"
        elif len(said) > LONGEST_REPORT:
            ended = "reported without end"
        elif not ready and _is_full(folder):
            ended = f"wrote more than {FOLDER_BYTES // 1_000_000} MB or {FOLDER_FILES:,} files"
        elif (ready and not part) or (not ready and _is_over(child)):
            break
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGKILL)
    try:
        status = os.waitpid(child, 0)[1]
    except ChildProcessError:  # it was waited for above
        return said, ended or "ended its process"
    return said, ended or _how(status)


def _is_full(folder: str) -> bool:
    files = total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_blocks * 512
        files += 1 + len(names)
        if total > FOLDER_BYTES or files > FOLDER_FILES:
            return True
    return False


def _is_over(child: int) -> bool:
    """Whether it has ended; it is left to be waited for."""
    done = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return done is not None


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "used up its processor time, or was ended from outside"
    if code < 0:
        return f"was ended by the signal {signal.Signals(-code).name}"
    return "ended its own process"


def _read(said: bytes, mark: bytes, ended: str) -> tuple[Any, str]:
    """The report if exactly one frame was written, signed with this mark, and nothing else."""
    if not said:
        return None, ended
    length = said[MARK_BYTES : MARK_BYTES + 12]
    body = said[MARK_BYTES + 12 :]
    if not length.isdigit() or int(length) != len(body) or said[:MARK_BYTES] != sign(mark, body):
        unfinished = len(said) < MARK_BYTES + 12 or (length.isdigit() and int(length) > len(body))
        return None, ended if ended and unfinished else "wrote to the report of its own judging"
    try:
        return json.loads(body), ""
    except (ValueError, RecursionError):
        return None, "reported what cannot be read"


def sign(mark: bytes, body: bytes) -> bytes:
    """What stands in front of a report: who reads it can sign no other report."""
    return hashlib.blake2b(body, key=mark, digest_size=MARK_BYTES // 2).hexdigest().encode()


def _private(path: str | None) -> dict[str, Any]:
    """The private cases by exercise; the file is read before any answer runs."""
    if not path:
        return {}
    extras = runpy.run_path(path, run_name="private")["EXTRAS"]
    return {extra.exercise: extra.observe for extra in extras if extra.observe is not None}


def _load_rooms() -> None:
    """Import what an answer or an exercise may import, once for all answers."""
    for room in _ROOMS:
        with contextlib.suppress(ImportError):
            package = importlib.import_module(f"companion.{room}")
            for module in pkgutil.iter_modules(package.__path__):
                with contextlib.suppress(ImportError):
                    importlib.import_module(f"companion.{room}.{module.name}")


def _readable() -> list[str]:
    """What an answer may read: Python, its packages, the course's rooms and data; no exercise, no answer."""
    here = Path(__file__).resolve().parent.parent
    rooms = [
        each for each in sorted(here.iterdir()) if each.name not in ("exercises", "classroom", "grading")
    ]
    places = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    system = ["/usr/lib", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/localtime",
              "/etc/ssl", "/dev/null", "/dev/urandom", "/dev/random"]  # fmt: skip
    data = [here.parent / "data"] if (here.parent / "pyproject.toml").exists() else []
    every = [
        str(path) for path in [*rooms, *data, *map(Path, (*places, *system, sys.prefix))] if path.exists()
    ]
    return sorted({os.path.realpath(path) for path in every} | set(every))


if __name__ == "__main__":
    main()
