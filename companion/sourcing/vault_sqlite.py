"""A vault in an SQLite file of its own: keys survive a restart, and a shredded one is overwritten.

`secure_delete` writes zeros over what is deleted, and a rollback journal is used, never a write-ahead log,
which would keep a deleted key for a while. Blocks that a file system or a disk has freed, and copies of the
file, are out of reach: keep it on an encrypted disk, and away from the backups of the events.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, tzinfo
from threading import Lock
from typing import Any

from companion.events import Clock, Closed

from .errors import CannotOpenStore, StoreDamaged
from .sqlite_file import FORKED, GONE, identity, schema_of, translated
from .vault import KEY_BYTES, Entry, Vault

APPLICATION_ID = 0x45444156  # "EDAV"
SCHEMA = 1
WAIT_S = 30.0
_TABLE = """CREATE TABLE people (
    person TEXT PRIMARY KEY,
    key BLOB,
    retain_until TEXT,
    requested TEXT,
    shredded TEXT
)"""
_COLUMNS = "SELECT key, retain_until, requested, shredded FROM people WHERE person = ?"
_ALL = "SELECT person, key, retain_until, requested, shredded FROM people ORDER BY person"


class SQLiteKeys:
    """Keys in the file `path`, created if necessary, readable only by its owner. Safe for threads and
    processes.

    Raises `CannotOpenStore`, `StoreDamaged`, `TransactionConflict`.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._place = os.fspath(path)
        self._path = os.path.abspath(self._place)
        self._lock = Lock()
        self._closed, self._process = False, os.getpid()
        with self._named():
            self._db = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, timeout=WAIT_S
            )
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
            self._file = identity(self._path)

    def change(self, person: str, how: Callable[[Entry], Entry]) -> Entry:
        """See `Keys.change`: in one transaction, so that two processes agree on one key."""
        with self._asked(), self._transaction():
            before = self._entry(person)
            entry = how(before)
            if before.key and not entry.key:  # in place first: the same bytes of the file become zeros
                self._db.execute("UPDATE people SET key = zeroblob(length(key)) WHERE person = ?", (person,))
            dates = map(_text, (entry.retain_until, entry.requested, entry.shredded))
            self._db.execute("REPLACE INTO people VALUES (?, ?, ?, ?, ?)", (person, entry.key, *dates))
        return entry

    def entries(self) -> Mapping[str, Entry]:
        """See `Keys.entries`."""
        with self._asked():
            return {person: self._made(person, row) for person, *row in self._db.execute(_ALL)}

    def entry(self, person: str) -> Entry:
        """See `Keys.entry`. The file is read each time, so that a key shredded by another process is gone at
        once.
        """
        with self._asked():
            return self._entry(person)

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._closed = True
        if self._process == os.getpid():  # else it is that of the process this one was forked from
            with self._lock:
                self._db.close()

    def _entry(self, person: str) -> Entry:
        row = self._db.execute(_COLUMNS, (person,)).fetchone()
        return self._made(person, row) if row else Entry()

    def _made(self, person: str, row: Sequence[Any]) -> Entry:
        with suppress(TypeError, ValueError):
            entry = _entry(*row)
            if entry.key is None or (isinstance(entry.key, bytes) and len(entry.key) == KEY_BYTES):
                return entry
        raise StoreDamaged(self._place, f"what it has of {person!r} is no key or no date any more")

    def _prepare(self) -> None:
        if os.name == "posix" and os.path.getsize(self._path) == 0:
            os.chmod(self._path, 0o600)
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            if (
                schema_of(lambda sql: self._db.execute(sql).fetchall(), self._place, APPLICATION_ID, SCHEMA)
                == 0
            ):
                self._db.execute(_TABLE)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {SCHEMA}")

    @contextmanager
    def _asked(self) -> Iterator[None]:
        if self._process != os.getpid():  # before the lock, which another thread may have held
            raise CannotOpenStore(self._place, FORKED)
        with self._lock, self._named():
            if self._closed:
                raise Closed("This vault")
            if identity(self._path) != self._file:  # keys are shredded in another file now
                raise StoreDamaged(self._place, GONE)
            yield

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Raise the errors of SQLite as those of a store."""
        try:
            yield
        except sqlite3.Error as problem:
            raise translated(problem, self._place, WAIT_S) from problem

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")  # inside: Ctrl-C is told as soon as it has waited
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


class SQLiteVault(Vault):
    """A vault whose keys are in the file `path`; see `SQLiteKeys` for what it raises."""

    def __init__(
        self, path: str | os.PathLike[str], *, clock: Clock | None = None, zone: tzinfo = UTC
    ) -> None:
        self._file = SQLiteKeys(path)
        super().__init__(self._file, clock=clock, zone=zone)

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        self._file.close()


def _text(moment: date | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _entry(key: Any, until: Any, requested: Any, shredded: Any) -> Entry:
    return Entry(
        key,
        date.fromisoformat(until) if until else None,
        datetime.fromisoformat(requested) if requested else None,
        datetime.fromisoformat(shredded) if shredded else None,
    )
