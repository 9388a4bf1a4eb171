"""What SQLite reports, as errors of a store: one table from its result codes."""

from __future__ import annotations

import sqlite3

from .errors import CannotOpenStore, StoreBusy, StoreDamaged, StoreError, StoreFull, StoreUnavailable
from .sqlite_schema import why_not

# A quota that is used up and a file that may not grow are told as failed writes, a full disk as itself.
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
# What was written and could not be synced may yet turn out to be there.
_SYNC = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_CLOSED_DOOR = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}


def translated(error: sqlite3.Error, path: str, place: str, waited_s: float) -> StoreError:
    """The store's error for one of SQLite's. `place` is how the caller wrote `path`."""
    code = getattr(error, "sqlite_errorcode", 0)
    primary = code & 0xFF
    if code in _FULL:
        return StoreFull(place, str(error))
    if primary in _DAMAGED:
        return StoreDamaged(place, str(error))
    if primary in _BUSY:
        return StoreBusy(place, waited_s)
    if primary in _CLOSED_DOOR:
        return CannotOpenStore(place, why_not(path) or str(error))
    if primary == sqlite3.SQLITE_IOERR:
        return StoreUnavailable(place, str(error), unsure=code in _SYNC)
    return StoreDamaged(place, str(error))  # a table is missing, a text is no UTF-8: not as we left it


def befell_the_file(error: BaseException) -> bool:
    """Whether an error speaks of the file and its disk, and not of the statement."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code in _FULL or code & 0xFF in _DAMAGED | _BUSY | _CLOSED_DOOR | {sqlite3.SQLITE_IOERR}
