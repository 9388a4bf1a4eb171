"""Other processes that open the same store or broker, and may be killed at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from threading import Timer
from typing import Any

from .backend import Opening
from .evidence import fail

STORE_TASKS = "companion.testing.child"


class Child:
    """A process that carries out a task of the module `tasks` (`child.py`) on what `opening` opens."""

    def __init__(
        self, opening: Opening[Any], patience_s: float, task: str, *words: str, tasks: str = STORE_TASKS
    ) -> None:
        self.task = task
        self._process = subprocess.Popen(
            [sys.executable, "-m", tasks, task, opening.told(), *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )  # fmt: skip
        self._too_late = Timer(patience_s, self._process.kill)
        self._too_late.daemon = True
        self._too_late.start()

    def heard(self) -> str:
        """The next line it says. Breaks the promise if it ends, or says nothing for too long."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            told = self._process.stderr.read() if self._process.stderr else ""
            fail(f"the process that was to {self.task} ended without a word: {told[-2000:] or 'killed'}")
        return line.strip()

    def tell(self, line: str = "") -> None:
        """Say something to it: those who wait for a word go on."""
        if self._process.stdin:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def kill(self) -> list[str]:
        """End it at once, without a chance to tidy up (kill -9). Returns the rest of what it had said."""
        self._process.kill()
        rest = self._process.stdout.read() if self._process.stdout else ""
        self._process.wait()
        return [line for line in rest.split("\n")[:-1] if line]

    def close(self) -> None:
        """Leave nothing behind."""
        self._too_late.cancel()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()


@contextmanager
def children(
    opening: Opening[Any],
    patience_s: float,
    tasks: Sequence[Sequence[str]],
    module: str = STORE_TASKS,
) -> Iterator[list[Child]]:
    """One process for each task and its words; all have ended afterwards. `module` has the tasks."""
    with ExitStack() as stack:
        started = []
        for words in tasks:
            child = Child(opening, patience_s, *words, tasks=module)
            stack.callback(child.close)
            started.append(child)
        yield started
