"""The SQLite files of a store and of a vault: whose file it is, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from typing import Any

from .errors import (
    CannotOpenStore,
    StatementFailed,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
    TransactionConflict,
)

_FOUND = """SELECT application_id, user_version,
        (SELECT group_concat(name, ', ') FROM (SELECT name FROM sqlite_master WHERE type = 'table'
                                               ORDER BY name LIMIT 5))
    FROM pragma_application_id, pragma_user_version"""

GONE = "the file, or one beside it, was deleted or replaced while it was open here; open it again"
BESIDE = ("-wal", "-shm")  # who writes without them loses what others write, and what was not copied yet
# SQLite takes the locks of the parent for its own: with them, a child can lose what it has written.
FORKED = (
    "it is open in the process that this one was forked from; close it there before the fork, or start this "
    "process with 'spawn'"
)


def identity(path: str) -> tuple[int, int] | None:
    """What tells the file at a path from another one put there later; None without a file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def schema_of(ask: Callable[[str], list[Any]], place: str, application_id: int, newest: int) -> int:
    """The schema number of a file; 0 for an empty one. `ask` gives the rows of a statement.

    Raises `CannotOpenStore` for the file of another program or of a newer version, which is not changed.
    """
    [(application, schema, tables)] = ask(_FOUND)
    if application != application_id and (tables or application):
        shown = f"an SQLite database of another program (tables: {tables or 'none'})"
        raise CannotOpenStore.of_others(place, shown)
    if schema > newest:
        raise CannotOpenStore.newer(place, schema, newest)
    return int(schema)


def translated(error: sqlite3.Error, place: str, waited_s: float, sql: str = "") -> StoreError:
    """An error of SQLite with the file `place`, as an error of a store. `sql`: a statement of the user."""
    code, said = getattr(error, "sqlite_errorcode", 0), str(error)
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE):
        return StoreUnavailable(place, said, full=True)  # a used-up quota is reported as a failed write
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return TransactionConflict.waited(place, waited_s)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM if not sql:
            folder = os.path.dirname(os.path.abspath(place))
            missing = f"the folder {os.path.basename(folder)!r} does not exist; make it, or give another path"
            return CannotOpenStore(place, said if os.path.isdir(folder) else missing)
        case sqlite3.SQLITE_NOTADB:
            return CannotOpenStore.of_others(place, "a file of another kind, or one that was overwritten")
        case sqlite3.SQLITE_IOERR:  # what was written and could not be synced may yet turn out to be there
            unsure = code in (sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC)
            return StoreUnavailable(place, said, unsure)
        case sqlite3.SQLITE_CONSTRAINT:
            return StatementFailed(sql or "COMMIT", said)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_FORMAT:
            return StoreDamaged(place, said)
    return StatementFailed(sql, said) if sql else StoreDamaged(place, said)
