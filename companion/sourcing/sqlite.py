"""A store in one SQLite file: everything survives the process, nothing needs a server.

Readers never wait: the file is kept in WAL mode (where SQLite can), and each read sees one moment. Writers of
all threads and processes take turns, so the order of commits is the global order and no position is ever
passed by; threads that wait are committed together (`sqlite_group.py`). The layout is plain on purpose: one
row an event, JSON in one of its columns, so that `SELECT * FROM events` shows what is stored. The row number
is the position. Left out: a file on a network drive, where SQLite's locks cannot be trusted.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal, cast
from weakref import WeakSet

from companion.events import Clock, Closed, Trace
from companion.events.arguments import check_seconds
from companion.events.clock import checked_clock

from .errors import (
    CannotOpenStore,
    StatementFailed,
    StoreDamaged,
    StoreError,
    TransactionConflict,
    nested,
)
from .log import Added, Dialect, Offset, Row
from .sqlite_file import BESIDE, FORKED, GONE, identity, schema_of, translated
from .sqlite_group import Line
from .store import EventStore
from .stored import MAX_EVENT_BYTES, Draft
from .transaction import Transaction

APPLICATION_ID = 0x45444131  # "EDA1": marks our files
SCHEMA = 2  # 1 had no schema numbers of events and no snapshots
_SNAPSHOTS = """CREATE TABLE snapshots (
    stream TEXT NOT NULL, tag TEXT NOT NULL, version INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (stream, tag)
)"""
_NEW = (
    "CREATE TABLE store (id TEXT NOT NULL)",
    """CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL, schema INTEGER NOT NULL DEFAULT 1,
    data BLOB NOT NULL,
    time_us INTEGER NOT NULL,
    correlation_id TEXT, causation_id TEXT, service TEXT
)""",
    "CREATE UNIQUE INDEX events_by_stream ON events (stream, version)",
    "CREATE UNIQUE INDEX events_by_id ON events (id)",
    "CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    _SNAPSHOTS,
)
_STEPS = {0: _NEW, 1: ("ALTER TABLE events ADD COLUMN schema INTEGER NOT NULL DEFAULT 1", _SNAPSHOTS)}
_FACTS = "SELECT version, type, schema, data FROM events"  # all that a fold needs
_BARE = "SELECT stream, version, type, schema, data FROM events"
_OFFSET = "SELECT position FROM events WHERE stream = ? AND version = ?"
_ROW = """SELECT 0, position, stream, version, type, schema, data, id, time_us, correlation_id,
    causation_id, service FROM events"""
_INSERT = """INSERT INTO events (position, stream, version, id, type, schema, data, time_us, correlation_id,
    causation_id, service) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_ENDS = "SELECT (SELECT max(version) FROM events WHERE stream = ?), (SELECT max(position) FROM events)"
_OF_STREAM = " WHERE stream = ? AND version > ? AND version <= ? AND time_us < ? ORDER BY version"
_AFTER = " WHERE position > ? ORDER BY position LIMIT ?"
_MOVE = """INSERT INTO checkpoints (name, position) VALUES (?, ?)
    ON CONFLICT (name) DO UPDATE SET position = excluded.position
    WHERE ? OR excluded.position >= position RETURNING 1"""
_KEEP = """INSERT INTO snapshots (stream, tag, version, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (stream, tag) DO UPDATE SET version = excluded.version, data = excluded.data
    WHERE excluded.version >= version"""
_NAMES = """WITH RECURSIVE names (name) AS (
    SELECT min(stream) FROM events WHERE stream >= ?1
    UNION ALL
    SELECT (SELECT min(stream) FROM events WHERE stream > name) FROM names
    WHERE substr(name, 1, length(?1)) = ?1
) SELECT name{} FROM names WHERE substr(name, 1, length(?1)) = ?1"""  # leaps from name to name in the index
_STREAMS = _NAMES.format("")
_LAST = ", (SELECT type FROM events WHERE stream = name ORDER BY version DESC LIMIT 1)"
_LAST_TYPES = _NAMES.format(_LAST)
_LONGEST_S = 2_000_000.0  # three weeks; SQLite counts milliseconds in 32 bits
_AT_ONCE = 500  # ids in one statement; every SQLite takes 999 values
_IN_BROWSER = (
    "in the browser the lesson's own folder cannot hold a database, because a file open twice is seen empty; "
    "a folder of tempfile.mkdtemp() can, until the page is closed"
)


class SQLiteStore(EventStore):
    """An event store in the file `path`, which is made if it is not there; its folder must be.

    `durability` says what a finished append survives: "FULL" a power cut; "NORMAL" any end of the process,
    but not the last moments before a power cut, and it is several times faster. `clock` gives times and ids
    (default: the machine's), `trace` records appends, `max_event_bytes` is the most JSON one event may have,
    `busy_timeout_s` how long a writer waits for others before `TransactionConflict`.

    Raises `CannotOpenStore`, `StoreDamaged`, `TransactionConflict`, `StoreUnavailable`, and ValueError for an
    impossible path or durability.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: Literal["FULL", "NORMAL"] = "FULL",
        clock: Clock | None = None,
        trace: Trace | None = None,
        max_event_bytes: int = MAX_EVENT_BYTES,
        busy_timeout_s: float = 5.0,
    ) -> None:
        if durability not in ("FULL", "NORMAL"):
            raise ValueError(f'durability={durability!r}: give "FULL" or "NORMAL"')
        self.place = os.fspath(path)
        if self.place in ("", ":memory:"):
            raise ValueError(f"SQLiteStore({self.place!r}) names no file: give a path, or use MemoryStore()")
        clock = checked_clock(clock)
        check_seconds("busy_timeout_s", busy_timeout_s)
        busy_timeout_s = min(busy_timeout_s, _LONGEST_S)
        log = SQLiteLog(self.place, durability, busy_timeout_s, clock.new_id)
        super().__init__(log, clock, trace, max_event_bytes)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Read committed data with SQL, all from one moment: `with store.reading() as seen`. It does not wait
        for a writer, blocks none and writes nothing. Raises the errors of `transaction`.
        """
        if getattr(self._mine, "is_open", False):  # it would not see what the transaction has written
            raise nested("reading")
        seen = Transaction(self)
        with self._reading() as rows:
            try:
                cast(SQLiteRows, rows).con.execute("BEGIN")
                seen._open = rows
                yield seen
            finally:
                seen._open = None
                cast(SQLiteRows, rows).con.rollback()


class SQLiteLog:
    """The file: one connection that writes, and as many that read as are used at the same time."""

    dialect: Dialect = "sqlite"
    poll_s = 0.05

    def __init__(self, place: str, durability: str, busy_s: float, new_id: Callable[[], str]) -> None:
        self.place, self._path = place, os.path.abspath(place)
        self._durability, self.busy_s = durability, busy_s
        self._idle: list[sqlite3.Connection] = []  # those to read with
        self._closed, self._process = False, os.getpid()
        self._file: tuple[int, int] | None = None  # which one it is, once it was opened
        if sys.platform == "emscripten" and self._path.startswith("/drive/"):
            raise CannotOpenStore(place, _IN_BROWSER)
        here = identity(self._path)
        if any(each._file == here and each._process != self._process for each in _open if here):
            raise CannotOpenStore(place, FORKED)
        con = self._connected()
        try:
            self._writer = SQLiteRows(self, con)
            self.id = self._opened(new_id)
        except BaseException:
            con.close()
            raise
        self._file = identity(self._path)
        self._beside = [(path, identity(path)) for path in (self._path + end for end in BESIDE)]
        _open.add(self)
        self._line = Line(place, busy_s, self._begin, self._commit, lambda: con.in_transaction)

    @contextmanager
    def reading(self) -> Iterator[SQLiteRows]:
        """See `Log.reading`."""
        try:
            con = self._idle.pop()
        except IndexError:
            con = self._connected()
            con.execute("PRAGMA query_only = ON")
        try:
            yield SQLiteRows(self, con)
        finally:
            self._idle.append(con)
            if self._closed:
                self._close_idle()

    @contextmanager
    def writing(self, alone: bool) -> Iterator[SQLiteRows]:
        """See `Log.writing`. Raises `TransactionConflict` when others write for too long."""
        try:
            if not alone:
                with self._line.step():
                    yield self._writer
                return
            with self._line.alone():
                try:
                    self._begin()
                    yield self._writer
                    self._writer.ask("COMMIT")
                finally:
                    self._roll_back()
        finally:
            if self._closed and not self._line.is_busy:
                self._writer.con.close()

    def _begin(self) -> None:
        if self._closed:
            raise Closed("This store")
        self.check_file()
        if any(identity(path) != file for path, file in self._beside):
            raise StoreDamaged(self.place, GONE)
        self._roll_back()  # what a thread that was stopped (ctrl-C) may have left
        self._writer.ask("BEGIN IMMEDIATE")

    def check_file(self) -> None:
        """Raise `StoreDamaged` if the file is not the one that was opened: what is in that one is gone with
        its last connection, and nobody else writes there.
        """
        if self._file not in (None, identity(self._path)):
            raise StoreDamaged(self.place, GONE)

    def _commit(self) -> None:
        try:
            self._writer.ask("COMMIT")
        except Exception:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # another thread has closed it, which rolls back
            if self._writer.con.in_transaction:
                self._writer.con.execute("ROLLBACK")

    def close(self) -> None:
        """See `Log.close`; the last user of the file closes it."""
        self._closed = True
        _open.discard(self)
        self._close_idle()
        if not self._line.is_busy:
            self._writer.con.close()

    def __str__(self) -> str:
        return repr(self.place)

    # --- opening --------------------------------------------------------------------------------------

    def _connected(self) -> sqlite3.Connection:
        self.check_file()
        try:
            con = sqlite3.connect(
                self._path, timeout=self.busy_s, isolation_level=None, check_same_thread=False
            )
            con.execute(f"PRAGMA synchronous = {self._durability}")
            con.execute("PRAGMA fullfsync = ON")  # macOS: a plain sync leaves data in the drive's cache
        except sqlite3.Error as problem:
            raise self.translated(problem) from problem
        return con

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _opened(self, new_id: Callable[[], str]) -> str:
        """Make the tables or migrate them, unless another has done so; returns the store's id."""
        ask = self._writer.ask
        if schema_of(ask, self.place, APPLICATION_ID, SCHEMA) != SCHEMA:
            ask("BEGIN IMMEDIATE")
            found = schema_of(ask, self.place, APPLICATION_ID, SCHEMA)  # again: another may have been faster
            for statement in _STEPS.get(found, ()):
                ask(statement)
            if found == 0:
                ask("INSERT INTO store (id) VALUES (?)", new_id())
                ask(f"PRAGMA application_id = {APPLICATION_ID}")
            ask(f"PRAGMA user_version = {SCHEMA}")
            ask("COMMIT")
        self._set_wal()
        ids = ask("SELECT id FROM store")
        if len(ids) != 1:
            raise StoreDamaged(self.place, f"it has {len(ids)} ids of its own, not one")
        return str(ids[0][0])

    def _set_wal(self) -> None:
        """Set WAL mode, in which readers and the writer do not block each other. SQLite does not wait for
        it.
        """
        ends = time.monotonic() + self.busy_s
        while True:
            try:
                self._writer.ask("PRAGMA journal_mode = WAL")
                return
            except TransactionConflict:
                if time.monotonic() > ends:
                    raise
            time.sleep(0.005)

    def translated(self, error: sqlite3.Error, sql: str = "") -> StoreError | Closed:
        """An error of SQLite as an error of the store. `sql`: a statement of the user's."""
        return Closed("This store") if self._closed else translated(error, self.place, self.busy_s, sql)


_open: WeakSet[SQLiteLog] = WeakSet()  # of this process, and those that were open when it was forked


class SQLiteRows:
    """The statements, on one connection. See `Rows` for the methods."""

    def __init__(self, log: SQLiteLog, con: sqlite3.Connection) -> None:
        self.log, self.con = log, con

    def ask(self, sql: str, *values: object) -> list[Any]:
        """The rows of one of the store's own statements."""
        try:
            return self.con.execute(sql, values).fetchall()
        except sqlite3.Error as problem:
            raise self.log.translated(problem) from problem

    def add(self, stream: str, drafts: Sequence[Draft], low: int, high: int) -> Added:
        known = self._known([each.id for each in drafts if each.given])
        [(actual, last)] = self.ask(_ENDS, stream)
        actual, last = actual or 0, last or 0
        if known or not low <= actual <= high:
            return Added(known, actual, None)
        rows = [
            (last + n, stream, actual + n, each.id, each.type, each.schema, each.data,
             each.time_us, each.story, each.causation_id, each.service)
            for n, each in enumerate(drafts, 1)
        ]  # fmt: skip
        try:
            self._insert(rows)
        except sqlite3.Error as problem:
            if isinstance(problem, sqlite3.IntegrityError) and (
                known := self._known([each.id for each in drafts])
            ):
                return Added(known, actual, None)  # an id the clock gave is there already
            raise self.log.translated(problem) from problem
        return Added((), actual, [(0, last + n) for n in range(1, len(rows) + 1)])

    def _insert(self, rows: list[tuple[Any, ...]]) -> None:
        """All or none, also when the learner pressed stop."""
        if len(rows) == 1:
            self.con.execute(_INSERT, rows[0])
            return
        self.con.execute("SAVEPOINT adding")
        try:
            self.con.executemany(_INSERT, rows)
        except BaseException:
            if self.con.in_transaction:
                self.con.execute("ROLLBACK TO adding")
            raise
        finally:
            if self.con.in_transaction:
                self.con.execute("RELEASE adding")

    def _known(self, ids: Sequence[str]) -> list[Row]:
        found: list[Row] = []
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            found += self.ask(f"{_ROW} WHERE id IN ({', '.join('?' * len(some))})", *some)
        return found

    def of_stream(self, stream: str, after: int, until: int, before_us: int, bare: bool) -> list[Row]:
        return self.ask((_FACTS if bare else _ROW) + _OF_STREAM, stream, after, until, before_us)

    def after(self, offset: Offset, limit: int, bare: bool) -> list[Row]:
        self.log.check_file()
        return self.ask((_BARE if bare else _ROW) + _AFTER, offset[1], limit)

    def offset(self, stream: str, version: int) -> Offset:
        [(number,)] = self.ask(_OFFSET, stream, version)
        return 0, number

    def version(self, stream: str) -> int:
        return self.ask("SELECT max(version) FROM events WHERE stream = ?", stream)[0][0] or 0

    def streams(self, prefix: str) -> list[str]:
        return [name for (name,) in self.ask(_STREAMS, prefix)]

    def last_types(self, prefix: str) -> list[tuple[str, str]]:
        return self.ask(_LAST_TYPES, prefix)

    def head(self) -> Offset:
        self.log.check_file()
        return 0, self.ask("SELECT max(position) FROM events")[0][0] or 0

    def count(self, after: Offset) -> int:
        return max(0, self.head()[1] - after[1])  # positions have no gap

    def checkpoint(self, name: str) -> Offset:
        found = self.ask("SELECT position FROM checkpoints WHERE name = ?", name)
        return (0, found[0][0]) if found else (0, 0)

    def move(self, name: str, offset: Offset, back: bool) -> bool:
        return bool(self.ask(_MOVE, name, offset[1], back))

    def snapshot(self, stream: str, tag: str) -> tuple[int, bytes] | None:
        found = self.ask("SELECT version, data FROM snapshots WHERE stream = ? AND tag = ?", stream, tag)
        return found[0] if found else None

    def keep(self, stream: str, tag: str, version: int, data: bytes) -> None:
        self.ask(_KEEP, stream, tag, version, data)

    def execute(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            return self.con.execute(sql, values).fetchall()
        except sqlite3.Error as problem:
            raise self.log.translated(problem, sql) from problem
        except (sqlite3.Warning, OverflowError, ValueError) as problem:
            raise StatementFailed(sql, str(problem)) from problem
