"""Starting a real server for this process: on 127.0.0.1, on a free port, its data in a temporary folder.

Each process that asks has a server of its own, so two notebooks share neither data nor ports. `keeper.py`, a
process beside the server, stops it and removes the folder as soon as this process ends, however it ends.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from companion.engines.engine import Candidate, Engine, EngineError, Running
from companion.engines.programs import Account, Programs, temporary, without_wheel

KEEPER = Path(__file__).with_name("keeper.py")
STOPPING_S = 15.0


@dataclass(frozen=True)
class Order:
    """The order for a keeper; the keeper itself makes `folder`. `{port}` in `command` becomes the port.

    `files` are written for `prepare` and removed after it, `copies` are folders to copy and their names in
    it. `ready` is what the server writes when it is ready, `taken` if its port is in use; `stop` is the
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


class Server:
    """A running server of this process: `port`, `pid`, `folder`. Raise `EngineError` if it does not start,
    which `engine`, `place` and `remedy` explain.
    """

    def __init__(self, order: Order, engine: str, place: str, remedy: str) -> None:
        self.folder, self._owner = Path(order.folder), os.getpid()
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **_apart(),
        )
        atexit.register(self.close)
        try:
            answer = self._ask(order)
        except BaseException:  # also the learner who presses stop while it starts
            self.close()
            raise
        if "failed" in answer:
            self.close()
            about = f"{engine} {place} did not start"
            raise EngineError(engine, about, answer["failed"], remedy, answer["log"])
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
        """Whether it still runs: it can be killed from outside."""
        if self._owner == os.getpid() and self._keeper.poll() is not None:
            return False
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=10).close()
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Stop it and remove its data. A forked child does nothing: the server is its parent's."""
        if self._owner != os.getpid():
            return
        atexit.unregister(self.close)
        try:
            self._keeper.communicate(b"x", timeout=STOPPING_S)
        except (subprocess.TimeoutExpired, ValueError):
            self._keeper.terminate()
        shutil.rmtree(self.folder, ignore_errors=True)


def _apart() -> dict[str, Any]:
    """The arguments of Popen that keep Ctrl-C, and a signal to this process group, away from the keeper."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


class ServerEngine(Engine):
    """An engine whose server is a program: on PATH, or in a `wheel` that is made for some processors."""

    wheel: str
    wheels: ClassVar[Mapping[str, tuple[str, ...]]]
    folder: str

    @abstractmethod
    def programs(self) -> Iterator[Programs]:
        """Every folder with its programs, best first."""

    @abstractmethod
    def order(self, programs: Programs, password: str) -> Order:
        """The order to start them, with this password."""

    @abstractmethod
    def url(self, password: str, port: int) -> str:
        """The address of the started server."""

    def runs_as(self) -> Account | None:
        """The account that the server runs as; None: that of this process."""
        return None

    def candidates(self) -> Iterator[Candidate]:
        """Its programs."""
        programs = None
        for programs in self.programs():
            version, fault = programs.inspect(self.oldest, self.runs_as())
            usable = Candidate(f"{version} {programs.place}", partial(self._start, programs))
            yield Candidate(fault) if fault else usable
        if programs is None:
            yield Candidate(self.lacking())

    def lacking(self) -> str:
        """Why there are no programs."""
        return without_wheel(self.wheel, self.wheels)

    def new_folder(self) -> Path:
        """The path of a new folder for the data of a server; it does not exist yet."""
        return temporary(self.runs_as()) / f"{self.folder}-{secrets.token_hex(8)}"

    def _start(self, programs: Programs) -> tuple[Running, str]:
        password = secrets.token_urlsafe(16)
        remedy = f"mend what it says there, or name a running server in {self.variable}"
        server = Server(self.order(programs, password), self.name, programs.place, remedy)
        return server, self.url(password, server.port)
