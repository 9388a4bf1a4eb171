"""The common part of all engines: where to look for one, in which order, and the error if there is none.

The server that a variable names comes first, then the candidates on this machine, best first. The file of an
engine says how to ask its server and where its programs are.
"""

from __future__ import annotations

import os
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol


class EngineError(Exception):
    """An engine is not available. Never holds a password or the traceback of another tool.

    `about` is "No PostgreSQL here", "PostgreSQL on PATH did not start", or the variable with the address it
    names; `reason` what is wrong, `remedy` what helps, `log` the last lines that the server wrote.
    """

    def __init__(self, engine: str, about: str, reason: str, remedy: str, log: str = "") -> None:
        super().__init__(engine, about, reason, remedy, log)
        self.engine, self.about, self.reason, self.remedy, self.log = engine, about, reason, remedy, log

    def __str__(self) -> str:
        said = f"; its last words: {self.log}" if self.log else ""
        return f"{self.about}: {self.reason}{said}. What helps: {self.remedy}."


@dataclass(frozen=True)
class Found:
    """One engine: versions and folders in `detail`; if it is not available, the reason and the `remedy`."""

    engine: str
    detail: str = ""
    remedy: str = ""


class Running(Protocol):
    """An engine that this process started."""

    def serves(self) -> bool:
        """Whether it still runs."""

    def close(self) -> None:
        """Stop it and remove its data; may be called twice."""


@dataclass(frozen=True)
class Candidate:
    """A candidate for the engine on this machine: its version and folder, in words, and how to start it.

    `start` gives it with its address; raise `EngineError` if it does not start. None: it cannot be used, and
    `said` is why.
    """

    said: str
    start: Callable[[], tuple[Running, str]] | None = None


class Engine(ABC):
    """One kind of engine: its `name`, the `variable` that names a running one, what helps if there is none.

    `kind` is what a server of it is called, `shape` how its address is written.
    """

    name: str
    variable: str
    remedy: str
    kind: str
    shape: str
    oldest: int = 0
    start_it = "start the server or correct host and port"
    instead = "to have one started here"

    def __init__(self) -> None:
        self.started: tuple[Running, str] | None = None
        self._lock = threading.Lock()

    @abstractmethod
    def check(self, address: str) -> str:
        """The version of the server at `address`, in words; raise `EngineError` if it does not answer."""

    @abstractmethod
    def where(self, address: str) -> str:
        """`address` without user and password; raise `EngineError` if it is not an address."""

    @abstractmethod
    def candidates(self) -> Iterator[Candidate]:
        """The candidates on this machine, best first; at least one that says why there is none."""

    def address(self) -> str:
        """The address of a running server; a process gets the same one each time. Raise `EngineError`."""
        self._no_browser()
        if given := os.environ.get(self.variable):
            self.check(given)
            return given
        with self._lock:
            if self.started is not None and not self.started[0].serves():
                self.started[0].close()
                self.started = None
            if self.started is None:
                self.started = self.start()
            return self.started[1]

    def look(self) -> Found:
        """What `address()` would use, and the other candidates. Starts nothing."""
        try:
            self._no_browser()
            if given := os.environ.get(self.variable):
                version = self.check(given)
                return Found(self.name, f"{version} at {self.where(given)}, from {self.variable}")
        except EngineError as problem:
            return Found(self.name, "", str(problem))
        usable, tried = list[str](), list[str]()
        for one in self.candidates():
            (usable if one.start else tried).append(one.said)
        if not usable:
            return Found(self.name, "", f"{'; '.join(tried)}: {self.remedy}")
        return Found(self.name, ", ".join(usable) + ("; the first is used" if len(usable) > 1 else ""))

    def start(self) -> tuple[Running, str]:
        """Start the first candidate that works; it, and its address."""
        tried, failed = list[str](), list[EngineError]()
        for one in self.candidates():
            if one.start is None:
                tried.append(one.said)
                continue
            try:
                return one.start()
            except EngineError as problem:
                failed.append(problem)
        raise failed[0] if failed else self.absent("; ".join(tried))

    def absent(self, reason: str, remedy: str = "") -> EngineError:
        """Nothing on this machine can be the engine."""
        return EngineError(self.name, f"No {self.name} here", reason, remedy or self.remedy)

    def refused(self, where: str, reason: str, remedy: str) -> EngineError:
        """The server that the variable names does not answer; `where` is its address, without a password."""
        about = f"{self.variable} ({where})" if where else self.variable
        return EngineError(self.name, about, reason, remedy)

    def no_address(self, wrong: str = "") -> EngineError:
        """The variable does not hold an address of this engine."""
        remedy = f"{wrong}: {self.shape}" if wrong else f"write it as {self.shape}"
        return self.refused("", f"it does not hold the address of a {self.kind}", remedy)

    def not_loaded(self, client: str, problem: ImportError, install: str, where: str = "") -> EngineError:
        """The client package cannot be imported."""
        reason = f"{client}, which speaks to it, cannot be loaded ({str(problem).splitlines()[0]})"
        return self.refused(where, reason, f"install {install}")

    def not_there(self, where: str, reason: str) -> EngineError:
        """No server answers at the address."""
        return self.refused(where, reason, f"{self.start_it}, or unset {self.variable} {self.instead}")

    def not_let_in(self, where: str, reason: str) -> EngineError:
        """The server answers and refuses the login."""
        return self.refused(where, reason, "check the user, the password and the database in the URL")

    def new_enough(self, where: str, version: str) -> None:
        """Raise `EngineError` if `version` is too old."""
        if int(version.partition(".")[0]) < self.oldest:
            remedy = f"name a server of version {self.oldest} or newer"
            raise self.refused(where, f"it is version {version}", remedy)

    def _no_browser(self) -> None:
        if sys.platform == "emscripten":  # never probe: in there a connection appears to succeed
            reason = "a kernel inside the browser can neither start a server nor reach one"
            raise self.absent(reason, "open the lesson in JupyterLab on a computer")
