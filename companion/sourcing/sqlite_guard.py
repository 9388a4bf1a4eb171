"""Statements of users inside a store's transaction: everything but what would end the transaction, change
the connection, or change the log or its tables behind the store's back. SQLite itself says what a statement
would do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from .sqlite_schema import TABLES

# SQLite looks for a name among the temporary ones first, also for the names in the store's own statements.
_TEMPORARY = "temporary tables, views and triggers would stay on the store's connection"
_REFUSED = {
    sqlite3.SQLITE_CREATE_TEMP_TABLE: _TEMPORARY,
    sqlite3.SQLITE_CREATE_TEMP_VIEW: _TEMPORARY,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER: _TEMPORARY,
    sqlite3.SQLITE_TRANSACTION: "it would begin or end a transaction, which `with` does",
    sqlite3.SQLITE_SAVEPOINT: "savepoints belong to the store",
    sqlite3.SQLITE_ATTACH: "another file cannot be attached inside a transaction",
    sqlite3.SQLITE_DETACH: "a file cannot be detached inside a transaction",
    sqlite3.SQLITE_PRAGMA: "the settings of the connection belong to the store",
}
_ROWS = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_DROP_TABLE}
_SECOND = {  # their table is the second name
    sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_DROP_TRIGGER,
}  # fmt: skip


class Guard:
    """Judges what SQLite is about to prepare, while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.reason = ""

    def judge(self, action: int, first: str | None, second: str | None, *where: str | None) -> int:
        """SQLite's authorizer: may this be done?"""
        if not self.on:
            return sqlite3.SQLITE_OK
        table = first if action in _ROWS else second if action in _SECOND else None
        reason = _REFUSED.get(action, "")
        if table is not None and table in TABLES:
            reason = f"the table {table} is written by the store alone"
        self.reason = reason or self.reason
        return sqlite3.SQLITE_DENY if reason else sqlite3.SQLITE_OK


class GuardedConnection(sqlite3.Connection):
    """A connection that also runs statements of strangers."""

    _guard: Guard | None = None

    def run_guarded(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a user's statement. Raises what sqlite3 raises, with the guard's reason."""
        if self._guard is None:
            self._guard = Guard()
            self.set_authorizer(self._guard.judge)
        guard = self._guard
        guard.on, guard.reason = True, ""
        try:
            # One more line end than any statement of the store has: sqlite3 keeps prepared statements by
            # their text, and those of the store were not judged.
            return self.execute(sql + "\n", values).fetchall()
        except sqlite3.DatabaseError as problem:
            if guard.reason:
                raise sqlite3.DatabaseError(guard.reason) from problem
            raise
        finally:
            guard.on = False
