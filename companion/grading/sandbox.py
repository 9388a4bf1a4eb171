"""A sandbox: a process that starts one process for each answer, limits it, waits for its report and ends it.

`grade` starts one sandbox for each job. A sandbox loads the lessons once and forks for each answer, so an
answer's process is ready at once and has run no other answer. Requests come as lines of JSON on standard
input, replies go as lines to standard output. A sandbox never runs a submission's code itself.
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
from typing import Any, Final, NoReturn

from companion.exercises import registry, schedules
from companion.grading import answer_process, audit_hook, limits

LONGEST_REPORT: Final = 8_000_000
KEY_BYTES: Final = 32
FOLDER_BYTES: Final = 100_000_000
FOLDER_FILES: Final = 2_000
"""The most that an answer may write in all."""
_ROOMS: Final = (
    *("events", "naming", "bus", "sourcing", "diagrams", "sagas", "delivery", "cqrs", "lab", "scenarios"),
)


def main() -> None:
    """Serve requests until standard input ends."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not look like a reply
    settings = json.loads(requests.readline())
    sandbox = Sandbox(settings, [requests.fileno(), replies.fileno()])
    for line in requests:
        reply = json.dumps(sandbox.reply(json.loads(line))).encode() + b"\n"
        try:
            replies.write(reply)
            replies.flush()
        except BrokenPipeError:  # the grader has stopped
            return


class Sandbox:
    """What is loaded once, before any answer runs: the lessons' exercises and the instructor's private cases.

    `pipes` are the two file descriptors to the grader; no answer's process keeps them.
    """

    def __init__(self, settings: dict[str, Any], pipes: list[int]) -> None:
        self.pipes, self.in_namespaces = pipes, bool(settings["in_namespaces"])
        self.cpu_s, self.wall_s = int(settings["cpu_s"]), int(settings["wall_s"])
        schedules.hidden = int(settings["seed"])
        for number in settings["lessons"]:
            registry.lesson(number)
        self.private = _private(settings["private"])
        _load_rooms()
        audit_hook.remove_unheard()
        self.readable = _readable()

    def reply(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one answer: `report` is what its process reported, or None; then `ended` says how it ended."""
        folder = os.path.realpath(tempfile.mkdtemp(prefix="answer-"))
        key = secrets.token_hex(KEY_BYTES // 2).encode()
        inner, outer = os.pipe()
        parent, child = os.getpid(), os.fork()
        if child == 0:
            os.close(inner)
            self._child(request, folder, key, outer, parent)
        os.close(outer)
        try:
            said, ended = _collect(child, inner, self.wall_s, folder)
        finally:
            os.close(inner)
            if self.in_namespaces and os.getpid() == 1:  # every other process in here is the answer's
                with contextlib.suppress(OSError):
                    os.kill(-1, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)
        report, ended = _read(said, key, ended)
        return {"report": report, "ended": ended}

    def _child(self, request: dict[str, Any], folder: str, key: bytes, out: int, parent: int) -> NoReturn:
        """Be the answer's process. It never returns to the loop of the sandbox."""
        try:
            os.setsid()
            limits.end_with(parent)
            exercise = registry.exercise(request["exercise"])
            for name in request["brings"]:
                importlib.import_module(name)
            folders = self._confine(folder)
            answer_process.run_answer(exercise, request, self.private.get(exercise.id), key, out, folders)
        finally:
            os._exit(70)

    def _confine(self, folder: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take away what an answer must not have; the folders that it may read, and where it may write."""
        for pipe in self.pipes:
            os.close(pipe)
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nothing, standard)
        os.environ.update(TMPDIR=folder, HOME=folder, COMPANION_HOME=folder)
        tempfile.tempdir = folder
        os.chdir(folder)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.default_int_handler if name == signal.SIGINT else signal.SIG_DFL)
        limits.restrict_files([Path(path) for path in self.readable], [Path(folder), Path(os.devnull)])
        limits.limit(self.cpu_s, self.in_namespaces)
        return tuple(self.readable), (folder, os.devnull)


def _collect(child: int, pipe: int, wall_s: int, folder: str) -> tuple[bytes, str]:
    """Read the child's report until it ends, waits too long, or writes too much; then end its whole group.

    Its work may take as long as a busy machine needs; the system limits its processor time.
    """
    said, ended, began = b"", "", time.monotonic()
    while not ended:
        left = wall_s + limits.SLOWEST * limits.used_s(child) - (time.monotonic() - began)
        over = _is_over(child)  # asked first: then nothing it has written can come after an empty pipe
        ready = select.select([pipe], [], [], max(0.0, min(left, 0.5)))[0]
        part = os.read(pipe, 65_536) if ready else b""
        said += part
        if left <= 0:
            ended = f"waited for more than {wall_s} s"
        elif len(said) > LONGEST_REPORT:
            ended = "reported without end"
        elif not ready and _is_full(folder):
            ended = f"wrote more than {FOLDER_BYTES // 1_000_000} MB or {FOLDER_FILES:,} files"
        elif (ready and not part) or (not ready and over):
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
    for inner, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(inner, name)).st_blocks * 512
        files += 1 + len(names)
        if total > FOLDER_BYTES or files > FOLDER_FILES:
            return True
    return False


def _is_over(child: int) -> bool:
    """Whether the child has ended; it can still be waited for."""
    done = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    return done is not None


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "used up its processor time, or was ended from outside"
    if code < 0:
        return f"was ended by the signal {signal.Signals(-code).name}"
    return "ended its own process"


def _read(said: bytes, key: bytes, ended: str) -> tuple[Any, str]:
    """The report, if `said` is exactly one frame signed with this key, and nothing else."""
    if not said:
        return None, ended
    length = said[KEY_BYTES : KEY_BYTES + 12]
    body = said[KEY_BYTES + 12 :]
    if not length.isdigit() or int(length) != len(body) or said[:KEY_BYTES] != sign(key, body):
        unfinished = len(said) < KEY_BYTES + 12 or (length.isdigit() and int(length) > len(body))
        return None, ended if ended and unfinished else "wrote to the report of its own judging"
    try:
        return json.loads(body), ""
    except (ValueError, RecursionError):
        return None, "reported something that cannot be read"


def sign(key: bytes, body: bytes) -> bytes:
    """The signature in front of a report. An answer that reads one cannot sign another report with it."""
    return hashlib.blake2b(body, key=key, digest_size=KEY_BYTES // 2).hexdigest().encode()


def _private(path: str | None) -> dict[str, Any]:
    """The private cases by exercise; this reads the file before any answer runs."""
    if not path:
        return {}
    extras = runpy.run_path(path, run_name="private")["EXTRAS"]
    return {extra.exercise: extra.observe for extra in extras if extra.observe is not None}


def _load_rooms() -> None:
    """Import once, for all answers, what an answer or an exercise may import."""
    for room in _ROOMS:
        with contextlib.suppress(ImportError):
            package = importlib.import_module(f"companion.{room}")
            for module in pkgutil.iter_modules(package.__path__):
                with contextlib.suppress(ImportError):
                    importlib.import_module(f"companion.{room}.{module.name}")


def _readable() -> list[str]:
    """What an answer may read: Python, its packages, the course's rooms and data. No exercise, no answer."""
    here = Path(__file__).resolve().parent.parent
    rooms = [
        each for each in sorted(here.iterdir()) if each.name not in ("exercises", "classroom", "grading")
    ]
    python = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    system = ["/usr/lib", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo", "/etc/localtime",
              "/etc/ssl", "/dev/null", "/dev/urandom", "/dev/random"]  # fmt: skip
    data = [here.parent / "data"] if (here.parent / "pyproject.toml").exists() else []
    every = [
        str(path) for path in [*rooms, *data, *map(Path, (*python, *system, sys.prefix))] if path.exists()
    ]
    return sorted({os.path.realpath(path) for path in every} | set(every))


if __name__ == "__main__":
    main()
