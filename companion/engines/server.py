"""Starting a real server for this process: on 127.0.0.1, on a free port, its data in a temporary folder.

Each process that asks has a server of its own, so two notebooks share neither data nor ports. `keeper.py`, a
process beside the server, stops it and removes the folder as soon as this process ends, however it ends.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KEEPER = Path(__file__).with_name("keeper.py")
STOPPING_S = 15.0


@dataclass(frozen=True)
class Order:
    """What a keeper needs to know; the keeper itself makes `folder`. `{port}` in `command` becomes the port.

    `files` are written for `prepare` and removed after it, `copies` are folders to copy and their names in
    it. `ready` is what the server writes when it serves, `taken` when its port is another's; `stop` is the
    name of the signal that ends it, `account` the user and group to run as (None: as this process).
    """

    folder: str
    prepare: list[str]
    command: list[str]
    variables: dict[str, str]
    ready: str
    taken: str
    stop: str
    files: dict[str, str] = field(default_factory=dict)
    copies: list[tuple[str, str]] = field(default_factory=list)
    account: tuple[int, int] | None = None
    timeout_s: float = 120.0


class NotStarted(Exception):
    """The keeper gave up: why (`reason`), and the last lines the server wrote (`log`)."""

    def __init__(self, reason: str, log: str) -> None:
        super().__init__(reason, log)
        self.reason, self.log = reason, log


class Server:
    """A running server of this process: `port`, `pid`, `folder`. Raise `NotStarted` if there is none."""

    def __init__(self, order: Order) -> None:
        self.folder, self._owner = Path(order.folder), os.getpid()
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **_apart(),
        )
        atexit.register(self.stop)
        try:
            answer = self._ask(order)
        except BaseException:  # also the learner who presses stop while it starts
            self.stop()
            raise
        if "failed" in answer:
            self.stop()
            raise NotStarted(answer["failed"], answer["log"])
        self.port, self.pid = int(answer["port"]), int(answer["pid"])

    def _ask(self, order: Order) -> dict[str, Any]:
        assert self._keeper.stdin and self._keeper.stdout
        with contextlib.suppress(BrokenPipeError):  # it has ended already: then it says nothing below
            self._keeper.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
            self._keeper.stdin.flush()
        line = self._keeper.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"failed": "its keeper ended", "log": ""}
        return answer

    def serves(self) -> bool:
        """Whether it is still there: it can be killed behind our back."""
        if self._owner == os.getpid() and self._keeper.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=10).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Stop it and remove its data. A forked child does nothing: the server is its parent's."""
        if self._owner != os.getpid():
            return
        atexit.unregister(self.stop)
        try:
            self._keeper.communicate(b"x", timeout=STOPPING_S)
        except (subprocess.TimeoutExpired, ValueError):
            self._keeper.terminate()
        shutil.rmtree(self.folder, ignore_errors=True)


def _apart() -> dict[str, Any]:
    """Popen's arguments that keep Ctrl-C, and a signal to this process's group, away from the keeper."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
