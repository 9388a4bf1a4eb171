"""Workers as processes of their own, which share the partitions of their group.

`start_workers` starts processes by `python -m companion.delivery.processes module:function`: the function,
called with the arguments that follow, returns a `Worker`, so nothing is pickled. SIGTERM and SIGINT stop such
a process gracefully: the message in hand is finished and acknowledged, the group is left, and the counts are
printed as one line of JSON. Killed in any other way (`kill -9`), what it had not acknowledged goes to the
others after its session. What its handlers print goes where errors go, for nobody reads its output before it
ends.
"""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType

import msgspec

from companion.events import BadInput

from .worker import Counts, Worker

STOP_S = 30.0


def worker_of(target: str, arguments: Sequence[str]) -> Worker:
    """The worker that `module:function`, called with `arguments`, returns. Raises `BadInput`."""
    module, _, name = target.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as problem:
        raise BadInput("worker", target, f"{type(problem).__name__}: {problem}") from problem
    worker = function(*arguments)
    if not isinstance(worker, Worker):
        raise BadInput("worker", target, f"it returned {worker!r:.60}, not a Worker")
    return worker


def run_as_process(worker: Worker) -> Counts:
    """Run a worker in the main thread of this process until SIGTERM or SIGINT asks it to stop."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    return worker.run()


class WorkerProcess:
    """A worker in a process of its own, started by `start_workers`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._said: bytes | None = None  # its output, once it has ended

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to finish the message in hand and to leave (SIGTERM; on Windows it is killed)."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once, as `kill -9` and a power cut do."""
        self._process.kill()

    def wait(self, timeout_s: float | None = None) -> Counts | None:
        """Wait for its end; what it did, or None if it was killed or failed.

        Raises `subprocess.TimeoutExpired`.
        """
        if self._said is None:
            self._said, _ = self._process.communicate(timeout=timeout_s)
        lines = self._said.splitlines()
        if self._process.returncode != 0 or not lines:
            return None
        return msgspec.json.decode(lines[-1], type=Counts)


class Workers(list[WorkerProcess]):
    """Worker processes; at the end of a `with` block they are stopped, and killed if they do not."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, timeout_s: float = STOP_S) -> list[Counts | None]:
        """Stop all and wait for them, at most `timeout_s` seconds each; what each did, in order."""
        for each in self:
            each.stop()
        return [_ended(each, timeout_s) for each in self]


def _ended(worker: WorkerProcess, timeout_s: float) -> Counts | None:
    try:
        return worker.wait(timeout_s)
    except subprocess.TimeoutExpired:
        worker.kill()
        return worker.wait()


def start_workers(count: int, target: str, *arguments: str, folder: str | None = None) -> Workers:
    """Start `count` processes that each run the worker of `module:function`, called with `arguments`.

    `folder` is where the module is found besides this process's own import path. Their errors, and what they
    print, go where this process's errors do. Use it in a `with` block, which stops them.
    """
    command = [sys.executable, "-m", "companion.delivery.processes", target, *arguments]
    path = [folder] if folder else []
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*path, *filter(None, sys.path)])}
    workers = Workers()
    try:
        for _ in range(count):
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
            workers.append(WorkerProcess(process))
    except BaseException:
        workers.stop()
        raise
    return workers


def main(arguments: Sequence[str]) -> None:
    """Run the worker named on the command line; print its counts, and nothing else."""
    if not arguments:
        sys.exit("usage: python -m companion.delivery.processes module:function [argument …]")
    output = os.dup(1)
    os.dup2(2, 1)
    counts = run_as_process(worker_of(arguments[0], arguments[1:]))
    os.write(output, msgspec.json.encode(counts) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
