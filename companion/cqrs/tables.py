"""A database beside the store, for views that must not share the store's file or server.

`SQLiteTables` is here; `companion.engines` has DuckDB. A transaction keeps a view's rows and its checkpoint
together, as one of a store does. Each has one connection, which the threads of a process use in turn.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from os import PathLike, fspath
from threading import RLock
from typing import Any, Final

from companion.events import Closed, CompanionError
from companion.sourcing import START, Position, StatementFailed
from companion.sourcing.errors import moved_back, nested

from .errors import means_away, reaching, reason, unavailable

_CHECKPOINTS: Final = (
    "CREATE TABLE IF NOT EXISTS companion_view_checkpoints (name TEXT PRIMARY KEY, position TEXT NOT NULL)"
)
_ENDS = re.compile(r"\s*(BEGIN|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|START)\b", re.IGNORECASE)
_AWAY: Final = {
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
}  # fmt: skip


@means_away("SQLite")
def is_away(error: Exception) -> bool:
    """Whether the file is locked, cannot be opened or written, or has no room."""
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _AWAY


class TablesBeside:
    """A database that `connect` opens and `errors` come from; `database` is its name in words.

    One thread of a process uses it at a time, also for reading. Raises `ReadModelUnavailable` for one that
    cannot be opened or used.
    """

    def __init__(self, database: str, connect: Callable[[], Any], errors: type[Exception]) -> None:
        self.database, self.errors = database, errors
        self._lock, self._open, self._left = RLock(), False, False
        with reaching(database):
            self._connection = connect()
            self._connection.execute(_CHECKPOINTS)

    def transaction(self) -> AbstractContextManager[TablesTransaction]:
        """All or nothing. Raises `WrongUse` inside another of the same thread."""
        return self._begun("BEGIN")

    def run(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Run one statement; its rows."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
        return found

    def close(self) -> None:
        """Close the file; what was committed is there when it is opened again."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _begun(self, how: str) -> Iterator[TablesTransaction]:
        with self._lock:
            if self._open:
                raise nested("transaction")
            try:
                self._open = True
                if self._left:  # Ctrl-C came while it was rolled back
                    self._roll_back()
                self._left = True
                with reaching(self.database):
                    self._connection.execute(how)
                writing = TablesTransaction(self)
                yield writing
                writing.finish(lambda: self._connection.execute("COMMIT"))
                self._left = False
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._open = False

    def _roll_back(self) -> None:
        with suppress(self.errors):  # a BEGIN or a COMMIT that failed has left nothing
            self._connection.execute("ROLLBACK")
        self._left = False


class TablesTransaction:
    """A transaction of a database beside the store. After one refusal it can only be rolled back."""

    def __init__(self, of: TablesBeside) -> None:
        self._of = of
        self._over: CompanionError | None = None

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Batch.execute`. Raises `StatementFailed`."""
        if self._over is not None:
            raise self._over
        if _ENDS.match(sql):
            raise StatementFailed(sql, "a batch begins and ends by itself")
        try:
            return self._of.run(sql, values)
        except self._of.errors as error:
            self._over = self._refused(sql, error)
            raise self._over from error

    def finish(self, commit: Callable[[], object]) -> None:
        """Commit, unless a statement was refused: that error is raised, even if the handler caught it."""
        if self._over is not None:
            raise self._over
        self._over = Closed("This transaction")
        try:
            commit()
        except self._of.errors as error:
            raise self._refused("COMMIT", error) from error

    def checkpoint(self, name: str) -> Position:
        """See `Batch.checkpoint`."""
        found = self.execute("SELECT position FROM companion_view_checkpoints WHERE name = ?", name)
        return Position.parse(found[0][0]) if found else START

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Batch.save_checkpoint`."""
        at = self.checkpoint(name)
        if position < at:
            raise moved_back(name, at, position)
        self.execute(
            "INSERT INTO companion_view_checkpoints (name, position) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            name, str(position),
        )  # fmt: skip

    def _refused(self, sql: str, error: Exception) -> CompanionError:
        return unavailable(error, self._of.database) or StatementFailed(sql, reason(error))


class SQLiteTables(TablesBeside):
    """An SQLite database beside the store, in the file `path`; ":memory:" for one that ends with the process.

    One process writes at a time; another is waited for at most `timeout_s` seconds. Raises
    `ReadModelUnavailable` for a file that cannot be opened, is locked for longer, or has no room.
    """

    def __init__(self, path: str | PathLike[str] = ":memory:", *, timeout_s: float = 5.0) -> None:
        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                path, timeout=timeout_s, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA journal_mode = WAL")
            return connection

        super().__init__(f"SQLite in {fspath(path)}", connect, sqlite3.Error)

    def transaction(self) -> AbstractContextManager[TablesTransaction]:
        """See `TablesBeside.transaction`; others read meanwhile, and none writes."""
        return self._begun("BEGIN IMMEDIATE")

    def reading(self) -> AbstractContextManager[TablesTransaction]:
        """As `transaction`, for statements that only read: another process may write at the same time."""
        return self._begun("BEGIN")
