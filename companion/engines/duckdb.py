"""DuckDB in this process: views of posts, and a database beside the store, both kept by column.

`DuckDBTables` is for any view that counts and groups many rows. DuckDB lets one process open a file; its
threads take turns here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from os import PathLike, fspath
from typing import Any, Final

from companion.cqrs.analytics import Bucket, Unit, bucket, checked, length_us
from companion.cqrs.errors import ReadModelUnavailable, means_away, reason
from companion.cqrs.search import Rows
from companion.cqrs.table_view import TableView
from companion.cqrs.tables import TablesBeside

_AWAY: Final = (
    "IOException", "ConnectionException", "OutOfMemoryException", "FatalException", "InterruptException",
)  # fmt: skip
_NOT_WRITTEN: Final = re.compile(  # by a COMMIT; no text of a user's can come before that
    r"TransactionContext Error: Failed to commit: (IO Error: )?Could not [a-z ]*file\b"
)
TABLES: Final = (
    "CREATE TABLE {views} (event_id TEXT PRIMARY KEY, post_id TEXT NOT NULL, at_us BIGINT NOT NULL)",
)


@means_away("DuckDB")
def is_away(error: Exception) -> bool:
    """Whether the file or the memory cannot be used now, or somebody interrupted the statement."""
    kind = type(error)
    if kind.__module__.lstrip("_").partition(".")[0] != "duckdb":
        return False
    return kind.__name__ in _AWAY or bool(_NOT_WRITTEN.match(str(error)))


class DuckDBAnalytics:
    """Views in DuckDB: by itself, in a `TableView`, or in what its handlers write into.

    `DuckDBAnalytics()` is one of its own in memory. For a projection make `TableView(DuckDBTables(…),
    "analytics", TABLES)`: handlers call `DuckDBAnalytics(target).viewed(…)`, which commits with the
    checkpoint, and readers ask `DuckDBAnalytics(view)`.
    """

    def __init__(self, tables: Rows | None = None) -> None:
        self._tables = tables if tables is not None else _own()

    def viewed(self, post_id: str, at: datetime, event_id: str) -> None:
        """See `Analytics.viewed`."""
        at_us = checked(post_id, at, event_id)
        self._tables.rows(
            "INSERT INTO {views} (event_id, post_id, at_us) VALUES (?, ?, ?) "
            "ON CONFLICT (event_id) DO NOTHING",
            event_id, post_id, at_us,
        )  # fmt: skip

    def views(self, post_id: str) -> int:
        """See `Analytics.views`."""
        [[found]] = self._tables.rows("SELECT count(*) FROM {views} WHERE post_id = ?", post_id)
        return int(found)

    def per(self, unit: Unit) -> tuple[Bucket, ...]:
        """See `Analytics.per`."""
        found = self._tables.rows(
            f"SELECT at_us - at_us % {length_us(unit)} AS start_us, count(*) FROM {{views}} "
            "GROUP BY start_us ORDER BY start_us"
        )
        return tuple(bucket(*row) for row in found)


def _own() -> Rows:
    return TableView(DuckDBTables(), "analytics", TABLES)


# --- the database -------------------------------------------------------------------------------------

_ANSWERS = re.compile(
    r"\s*(SELECT|WITH|VALUES|FROM|DESCRIBE|EXPLAIN)\b|.*\bRETURNING\b", re.IGNORECASE | re.DOTALL
)


class DuckDBTables(TablesBeside):
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

        def connect() -> _Connection:
            return _Connection(duckdb.connect(fspath(path)))

        super().__init__(f"DuckDB in {fspath(path)}", connect, duckdb.Error)

    def run(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """See `TablesBeside.run`. DuckDB answers a write with a count, which is left out."""
        with _stoppable():
            done = self._connection.execute(sql, values)
            return done.fetchall() if _ANSWERS.match(sql) else []


class _Connection:
    """A connection of DuckDB, as `TablesBeside` uses it."""

    def __init__(self, connection: Any) -> None:
        self._connection, self.close = connection, connection.close

    def execute(self, sql: str, values: tuple[object, ...] = ()) -> Any:
        with _stoppable():
            return self._connection.execute(sql, values)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C come out as itself. DuckDB makes a RuntimeError of it, as if a handler had failed."""
    try:
        yield
    except RuntimeError as stopped:
        if str(stopped) != "Query interrupted":
            raise
        raise KeyboardInterrupt from None
