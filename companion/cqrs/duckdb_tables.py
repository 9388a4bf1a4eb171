"""A DuckDB database beside the store, for views that count and group many rows: it keeps them by column.

`TableView(DuckDBTables("views.duckdb"), "views", [...])` keeps rows, checkpoint and parked events in one
transaction of that database. DuckDB lets one process open a file; threads of it take turns here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike, fspath
from threading import RLock
from typing import Any

from .errors import ReadModelUnavailable
from .tables import CHECKPOINTS, TablesTransaction, refuse_nesting
from .unavailable import reaching, reason

_ANSWERS = re.compile(
    r"\s*(SELECT|WITH|VALUES|FROM|DESCRIBE|EXPLAIN)\b|.*\bRETURNING\b", re.IGNORECASE | re.DOTALL
)


class DuckDBTables:
    """The database in the file `path`; ":memory:" for one that ends with the process.

    Raises `ReadModelUnavailable` for a file that cannot be opened, or that another process holds, and where
    DuckDB is not installed.
    """

    def __init__(self, path: str | PathLike[str] = ":memory:") -> None:
        try:
            import duckdb
        except ImportError as missing:
            why = "there is none in the browser" if sys.platform == "emscripten" else reason(missing)
            raise ReadModelUnavailable("DuckDB", f"{why}; SQLiteTables takes the same tables") from missing
        self.place = f"DuckDB in {fspath(path)}"
        self._lock = RLock()
        self._open = False
        self._errors = duckdb.Error
        with reaching(self.place):
            self._connection = duckdb.connect(fspath(path))
            self._connection.execute(CHECKPOINTS)

    @contextmanager
    def transaction(self) -> Iterator[TablesTransaction]:
        """All or nothing. Raises `NestedTransaction` inside another of the same thread."""
        with self._lock, refuse_nesting(self):
            with reaching(self.place):
                self._connection.execute("BEGIN TRANSACTION")
            try:
                writing = TablesTransaction(self._run, self.place, self._errors)
                yield writing
                writing.finish(lambda: self._connection.execute("COMMIT"))
            except BaseException:
                self._take_back()
                raise

    def close(self) -> None:
        """Close the file; what was committed is there when it is opened again."""
        with self._lock:
            self._connection.close()

    def _take_back(self) -> None:
        with suppress(self._errors):  # a COMMIT that failed has done so already
            self._connection.execute("ROLLBACK")

    def _run(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        done = self._connection.execute(sql, values)
        return done.fetchall() if _ANSWERS.match(sql) else []  # to a write it answers with a count
