"""The connections of one SQLite store: one that writes, as many that read as are used at the same time.

A connection is in one thread's hands at a time and none is in anybody's between two calls, so a thread that
ends leaves none behind. SQLite must not be carried over a fork: the locks of a process stay behind, and a
parent that closes the file would take the log away from under its child. So before a fork all connections
are closed; both sides open theirs again. A child forked in the middle of a transaction gets an error instead.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from weakref import WeakSet

from .errors import CannotOpenStore, StoreClosed, StoreDamaged, StoreError, StoreUnavailable
from .sqlite_guard import GuardedConnection
from .sqlite_problems import translated
from .sqlite_schema import prepare, recognise

IN_BROWSER = (
    "in the browser the lesson's own folder cannot hold a database, because a file open twice is seen empty; "
    "a folder of tempfile.mkdtemp() can, until the page is closed"
)
_LEAVE_S = 1.0  # how long a fork waits for other threads to come to the end of a call


class Connections:
    """Opens, lends and closes. `place` is how the user wrote the path."""

    def __init__(self, place: str, synchronous: str, busy_timeout_s: float) -> None:
        self.place = place
        self.path = os.path.abspath(place)
        self.busy_timeout_s = busy_timeout_s
        self.closed = False
        self.writer_thread: int | None = None  # who writes just now
        self._synchronous = synchronous
        self._readers: list[sqlite3.Connection] = []
        self._writers: list[sqlite3.Connection] = []  # one or none: the store lets one thread write
        self._writing: sqlite3.Connection | None = None  # the one that is lent to write with
        self._lent: set[sqlite3.Connection] = set()
        self._file: tuple[int, int] | None = None  # device and number of the file, once it was opened
        self._torn = False
        self.in_child: Callable[[], None] = lambda: None  # to be called in a forked child
        self._door = Lock()  # held while a connection is lent or comes back, and during a fork
        _all.add(self)

    def first(self, new_id: Callable[[], str]) -> str:
        """Open the file, made or migrated if need be; returns the store's id."""
        if sys.platform == "emscripten" and self.path.startswith("/drive/"):
            raise CannotOpenStore(self.place, IN_BROWSER)
        recognise(self.path, self.place)
        with self.translating():
            con = self._connect()
            try:
                id = prepare(con, self.place, new_id)
                self._set_wal(con)
            except BaseException:
                con.close()
                raise
        self._writers.append(con)
        self._file = self._there()
        return id

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with."""
        con = self._lend(self._readers)
        try:
            yield con
        except sqlite3.Error as error:
            raise self.translated(error) from error
        finally:
            self._take_back(con, self._readers)

    def lend_writer(self) -> sqlite3.Connection:
        """The connection to write with. The caller sees to it that one thread asks at a time."""
        self._refuse_another_file()
        if self._writing is not None:  # its thread was stopped (ctrl-C) just before it gave it back
            self.take_back_writer()
        self._writing = con = self._lend(self._writers)
        self.writer_thread = get_ident()
        return con

    def take_back_writer(self) -> None:
        """The writer is done, if there is one; what it did not commit is rolled back."""
        con, self._writing, self.writer_thread = self._writing, None, None
        if con is None:
            return
        if self._torn:
            _untouchable.append(con)  # it is the parent's: rolling back here would reach into its transaction
            return
        try:
            if con.in_transaction:
                con.execute("ROLLBACK")
        finally:
            self._take_back(con, self._writers)

    @contextmanager
    def translating(self) -> Iterator[None]:
        """What SQLite raises in here becomes an error of the store."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.translated(error) from error

    def translated(self, error: sqlite3.Error) -> StoreError:
        """The store's error for one of SQLite's."""
        return translated(error, self.path, self.place, self.busy_timeout_s)

    def close(self) -> None:
        """Close what nobody uses, now, and the rest as it comes back."""
        self.closed = True
        with self._door:
            self._close_idle()

    def _lend(self, idle: list[sqlite3.Connection]) -> sqlite3.Connection:
        with self._door:
            self.refuse()
            con = idle.pop() if idle else self._opened()
            self._lent.add(con)
        return con

    def _take_back(self, con: sqlite3.Connection, idle: list[sqlite3.Connection]) -> None:
        # Without the door: a fork holds it while it waits for exactly this.
        idle.append(con)
        self._lent.discard(con)
        if self.closed:
            self.close()

    def refuse(self) -> None:
        """Raise `StoreClosed` after `close`, `StoreUnavailable` in a child forked at the wrong moment."""
        if self.closed:
            raise StoreClosed
        if self._torn:
            raise StoreUnavailable(self.place, "this process was forked while the store was being used")

    def _refuse_another_file(self) -> None:
        """Raise `StoreDamaged` if the file was taken away: a write to it would be told as done, and be gone
        with the last connection; and a new connection would make a new, empty file.
        """
        if self._file != self._there():
            raise StoreDamaged(
                self.place, "the file was deleted or replaced while the store was open; open it again"
            )

    def _there(self) -> tuple[int, int] | None:
        """Which file is at the path. (Where an open file cannot be taken away, nobody needs to ask.)"""
        if os.name != "posix":
            return None
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _opened(self) -> sqlite3.Connection:
        self._refuse_another_file()
        with self.translating():
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        con = sqlite3.connect(
            self.path, timeout=self.busy_timeout_s, isolation_level=None, check_same_thread=False,
            factory=GuardedConnection,
        )  # fmt: skip
        con.execute(f"PRAGMA synchronous = {self._synchronous}")
        con.execute("PRAGMA fullfsync = ON")  # where a plain sync leaves data in the drive's cache (macOS)
        return con

    def _set_wal(self, con: sqlite3.Connection) -> None:
        """Set the mode in which readers and the writer do not meet. SQLite does not wait for it by itself."""
        until = time.monotonic() + self.busy_timeout_s
        while True:
            try:
                con.execute("PRAGMA journal_mode = WAL").fetchone()
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(0.005)

    def _close_idle(self) -> None:
        for idle in (self._readers, self._writers):
            while idle:
                idle.pop().close()

    # --- forks ----------------------------------------------------------------------------------------

    def before_fork(self) -> None:
        """Close everything, and let nobody open anything before the fork is done."""
        self._door.acquire()
        until = time.monotonic() + _LEAVE_S
        while self._lent and self.writer_thread != get_ident() and time.monotonic() < until:
            time.sleep(0.001)
        self._close_idle()

    def after_fork_in_parent(self) -> None:
        """Go on."""
        self._door.release()

    def after_fork_in_child(self) -> None:
        """Go on with new locks, unless something was in use."""
        self._torn = self._torn or bool(self._lent)
        self._door = Lock()
        self.writer_thread = None
        self.in_child()


_all: WeakSet[Connections] = WeakSet()
_untouchable: list[sqlite3.Connection] = []


_forking: list[Connections] = []  # those that were there when the fork began


def _before_fork() -> None:
    _forking[:] = _all
    for each in _forking:
        each.before_fork()


def _after_fork_in_parent() -> None:
    while _forking:
        _forking.pop().after_fork_in_parent()


def _after_fork_in_child() -> None:
    while _forking:
        _forking.pop().after_fork_in_child()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_after_fork_in_parent,
        after_in_child=_after_fork_in_child,
    )
