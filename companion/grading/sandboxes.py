"""The grader's side of its sandboxes: starts them, sends them requests, and replaces one that is lost.

A sandbox forks, so this works on Linux, on macOS, and on Windows in WSL.
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

LOST: Final = "ended the sandbox in which it ran"
SILENT: Final = "was given up: its sandbox did not reply"
_START: Final = ("-P", "-s", "-B", "-X", "utf8", "-m", "companion.grading.sandbox")


class Sandboxes:
    """One sandbox for each thread that asks.

    An answer may use `cpu_s` seconds of a processor, however long a busy machine takes over them, and wait
    for `wall_s` seconds of the clock. A sandbox that has not replied after `silent_s` seconds is ended.
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
        self._namespaces = limits.namespaces()
        self._settings = {"lessons": lessons, "seed": seed, "private": private, "cpu_s": cpu_s,
                          "wall_s": wall_s, "in_namespaces": bool(self._namespaces)}  # fmt: skip
        self._of_thread = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []
        self._folder = tempfile.TemporaryDirectory(prefix="companion-grade-", ignore_cleanup_errors=True)

    def __enter__(self) -> "Sandboxes":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for sandbox in self._all:
            _stop(sandbox)
        self._folder.cleanup()

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """A sandbox's reply to one request. One that ends over it, or does not reply, is replaced for the
        next."""
        sandbox, silent = self._sandbox(), threading.Event()
        assert sandbox.stdin and sandbox.stdout
        clock = threading.Timer(self.silent_s, _give_up, (sandbox, silent))
        clock.daemon = True
        clock.start()
        try:
            sandbox.stdin.write(json.dumps(request).encode() + b"\n")
            sandbox.stdin.flush()
            reply = json.loads(sandbox.stdout.readline())
        except (OSError, ValueError):
            _stop(sandbox)
            self._of_thread.sandbox = None
            return {"report": None, "ended": SILENT if silent.is_set() else LOST}
        finally:
            clock.cancel()
        return reply if type(reply) is dict else {"report": None, "ended": LOST}

    def _sandbox(self) -> subprocess.Popen[bytes]:
        sandbox: subprocess.Popen[bytes] | None = getattr(self._of_thread, "sandbox", None)
        if sandbox is None:
            sandbox = self._of_thread.sandbox = self._started()
            self._all.append(sandbox)
        return sandbox

    def _started(self) -> subprocess.Popen[bytes]:
        sandbox = subprocess.Popen(
            [*self._namespaces, sys.executable, *_START],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self._folder.name, env=self._variables(),
            start_new_session=True,
        )  # fmt: skip
        assert sandbox.stdin
        with contextlib.suppress(OSError):
            sandbox.stdin.write(json.dumps(self._settings).encode() + b"\n")
            sandbox.stdin.flush()
        return sandbox

    def _variables(self) -> dict[str, str]:
        """Nothing of the instructor's environment; the same hashes in every sandbox."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        fixed = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
        folder = dict.fromkeys(("TMPDIR", "HOME", "COMPANION_HOME"), self._folder.name)
        return {**kept, **fixed, **folder, "PYTHONPATH": str(Path(__file__).resolve().parent.parent.parent)}


def _give_up(sandbox: subprocess.Popen[bytes], silent: threading.Event) -> None:
    """End a sandbox. The thread that waits for its reply then reads the end of the pipe."""
    silent.set()
    sandbox.kill()


def _stop(sandbox: subprocess.Popen[bytes]) -> None:
    for pipe in (sandbox.stdin, sandbox.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        sandbox.wait(timeout=5)
        return
    sandbox.kill()
    sandbox.wait()
