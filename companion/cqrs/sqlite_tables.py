"""An SQLite database beside the store, for views that shall not share its file or its server.

`TableView(SQLiteTables("views.db"), "likes", [...])` keeps rows, checkpoint and parked events in one
transaction of that database: the contract is that of a view in the store's own. Left out: reading while a
batch is written. One thread of a process uses the database at a time, and one process writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike, fspath
from threading import RLock
from typing import Any

from .tables import CHECKPOINTS, TablesTransaction, refuse_nesting
from .unavailable import reaching


class SQLiteTables:
    """The database in the file `path`; ":memory:" for one that ends with the process.

    Another process is waited for at most `timeout_s` seconds. Raises `ReadModelUnavailable` for a file that
    cannot be opened, is locked for longer, or has no room.
    """

    def __init__(self, path: str | PathLike[str] = ":memory:", *, timeout_s: float = 5.0) -> None:
        self.place = f"SQLite in {fspath(path)}"
        self._lock = RLock()
        self._open = False
        with reaching(self.place):
            self._connection = sqlite3.connect(
                path, timeout=timeout_s, isolation_level=None, check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(CHECKPOINTS)

    @contextmanager
    def transaction(self) -> Iterator[TablesTransaction]:
        """All or nothing. Raises `NestedTransaction` inside another of the same thread."""
        with self._lock, refuse_nesting(self):
            with reaching(self.place):
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                writing = TablesTransaction(self._run, self.place, sqlite3.Error)
                yield writing
                writing.finish(lambda: self._connection.execute("COMMIT"))
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the file; what was committed is there when it is opened again."""
        with self._lock:
            self._connection.close()

    def _run(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()
