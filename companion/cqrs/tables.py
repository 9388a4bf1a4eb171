"""What a `TableView` needs of a database: transactions that keep rows and checkpoints together.

Every event store is such a place. `SQLiteTables` and `DuckDBTables` are databases beside the store.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Final, Protocol

from companion.events import CompanionError
from companion.sourcing import (
    START,
    CheckpointMovedBack,
    NestedTransaction,
    Position,
    StatementFailed,
    TransactionEnded,
)

from .unavailable import reason, unavailable

CHECKPOINTS: Final = (
    "CREATE TABLE IF NOT EXISTS companion_view_checkpoints (name TEXT PRIMARY KEY, position TEXT NOT NULL)"
)


class Rows(Protocol):
    """A transaction as a view uses it; a store's `Transaction` is one."""

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement, `?` for each value; returns its rows, none for a write."""
        ...

    def checkpoint(self, name: str) -> Position:
        """What was saved under `name`; START if nothing was."""
        ...

    def save_checkpoint(self, name: str, position: Position) -> None:
        """Save how far `name` has come. Raises `CheckpointMovedBack` or `ForeignPosition`."""
        ...


class Tables(Protocol):
    """A database that can hold a view."""

    def transaction(self) -> AbstractContextManager[Rows]:
        """All or nothing."""
        ...


Run = Callable[[str, tuple[object, ...]], list[tuple[Any, ...]]]
_ENDS = re.compile(r"\s*(BEGIN|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|START)\b", re.IGNORECASE)


class TablesTransaction:
    """A transaction of a database beside the store. After one refusal it can only be rolled back."""

    def __init__(self, run: Run, place: str, errors: type[Exception]) -> None:
        self._run, self._place, self._errors = run, place, errors
        self._over: CompanionError | None = None

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """See `Rows.execute`. Raises `StatementFailed`."""
        if self._over is not None:
            raise self._over
        if _ENDS.match(sql):
            raise StatementFailed(sql, "a batch begins and ends by itself")
        try:
            return self._run(sql, values)
        except self._errors as error:
            self._over = unavailable(error, self._place) or StatementFailed(sql, reason(error))
            raise self._over from error

    def finish(self, commit: Callable[[], object]) -> None:
        """Commit, unless a statement was refused: that is raised, even if the handler passed over it."""
        if self._over is not None:
            raise self._over
        self._over = TransactionEnded()
        try:
            commit()
        except self._errors as error:
            raise unavailable(error, self._place) or StatementFailed("COMMIT", reason(error)) from error

    def checkpoint(self, name: str) -> Position:
        """See `Rows.checkpoint`."""
        found = self.execute("SELECT position FROM companion_view_checkpoints WHERE name = ?", name)
        return Position.parse(found[0][0]) if found else START

    def save_checkpoint(self, name: str, position: Position) -> None:
        """See `Rows.save_checkpoint`."""
        at = self.checkpoint(name)
        if position < at:
            raise CheckpointMovedBack(name, at, position)
        self.execute(
            "INSERT INTO companion_view_checkpoints (name, position) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET position = excluded.position",
            name, str(position),
        )  # fmt: skip


class _Opens(Protocol):
    _open: bool


@contextmanager
def refuse_nesting(database: _Opens) -> Iterator[None]:
    """Raise `NestedTransaction` if the thread that holds the database has a transaction open already."""
    if database._open:
        raise NestedTransaction("transaction")
    database._open = True
    try:
        yield
    finally:
        database._open = False
