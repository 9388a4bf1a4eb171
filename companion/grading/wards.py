"""The grader's side of a ward: starts it, puts questions to it, and starts another when it is gone.

A ward forks, so it works where the system can: on Linux and macOS, on Windows in WSL.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from companion.grading import limits

GONE: Final = "ended the process that watches over it"
SILENT: Final = "was given up: the process that watches over it fell silent"
_START: Final = ("-P", "-s", "-B", "-X", "utf8", "-m", "companion.grading.ward")


class Wards:
    """One ward for each thread that asks; `alone` is the command that sets them apart (`limits.apart`).

    An answer may use `cpu_s` seconds of a processor and `wall_s` of the clock; a ward that has not replied
    after `silent_s` seconds of the clock is ended.
    """

    def __init__(
        self,
        lessons: list[str],
        seed: int = 0,
        private: str = "",
        *,
        cpu_s: int = limits.CPU_S,
        wall_s: int = limits.WALL_S,
        silent_s: float = limits.SILENT_S,
    ) -> None:
        self.silent_s = silent_s
        self.alone = limits.apart()
        self._begin = {"lessons": lessons, "seed": seed, "private": private, "alone": bool(self.alone)}
        self._begin |= {"cpu_s": cpu_s, "wall_s": wall_s}
        self._mine = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="companion-grade-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Wards":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for ward in self._all:
            _stop(ward)
        self._folder.cleanup()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """A ward's reply to one request. A ward that dies over it, or falls silent, is replaced for the next
        one."""
        ward, silent = self._ward(), threading.Event()
        assert ward.stdin and ward.stdout
        clock = threading.Timer(self.silent_s, _give_up, (ward, silent))
        clock.daemon = True
        clock.start()
        try:
            ward.stdin.write(json.dumps(request).encode() + b"\n")
            ward.stdin.flush()
            reply = json.loads(ward.stdout.readline())
        except (OSError, ValueError):
            _stop(ward)
            self._mine.ward = None
            return {"report": None, "ended": SILENT if silent.is_set() else GONE}
        finally:
            clock.cancel()
        return reply if type(reply) is dict else {"report": None, "ended": GONE}

    def _ward(self) -> subprocess.Popen[bytes]:
        ward: subprocess.Popen[bytes] | None = getattr(self._mine, "ward", None)
        if ward is None:
            ward = self._mine.ward = self._started()
            self._all.append(ward)
        return ward

    def _started(self) -> subprocess.Popen[bytes]:
        ward = subprocess.Popen(
            [*self.alone, sys.executable, *_START],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self._folder.name, env=self._variables(),
            start_new_session=True,
        )  # fmt: skip
        assert ward.stdin
        with contextlib.suppress(OSError):
            ward.stdin.write(json.dumps(self._begin).encode() + b"\n")
            ward.stdin.flush()
        return ward

    def _variables(self) -> dict[str, str]:
        """Nothing of the instructor's environment; hashes as in every other ward."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        home = self._folder.name
        ours = {
            "PYTHONHASHSEED": "0",
            "LC_ALL": "C.UTF-8",
            "TMPDIR": home,
            "HOME": home,
            "COMPANION_HOME": home,
        }
        return {**kept, **ours, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}


def _give_up(ward: subprocess.Popen[bytes], silent: threading.Event) -> None:
    """End a ward; who waits for its reply is woken by the end of the pipe."""
    silent.set()
    ward.kill()


def _stop(ward: subprocess.Popen[bytes]) -> None:
    for pipe in (ward.stdin, ward.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        ward.wait(timeout=5)
        return
    ward.kill()
    ward.wait()
