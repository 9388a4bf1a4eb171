"""The tables of an SQLite store: made, recognised, brought up to date.

A file is ours by its application id, which stands in its first page from the first commit on, so that a
foreign file is told apart without opening it as a database. The schema's number is `user_version`. An older
one is brought up to date in one transaction, a newer one is refused, and both leave a file they refuse as it
was.

The layout is plain on purpose: one row an event, ids as text, so that `SELECT * FROM events` shows a learner
what is stored. The row number is the position. A story that is the event's own id, as the first event of
every story has, is NULL: that and the missing need for a row number of its own save about 45 bytes an event.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from .errors import CannotOpenStore, ForeignDatabase, NewerSchema, StoreDamaged

APPLICATION_ID = 0x45444131  # "EDA1"
SCHEMA = 2  # 1 had no schema numbers of events and no snapshots
TABLES = frozenset({"store", "events", "checkpoints", "snapshots"})

_MAGIC = b"SQLite format 3\0"
_SNAPSHOTS = """CREATE TABLE snapshots (
    stream TEXT NOT NULL,
    tag TEXT NOT NULL,
    version INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, tag)
)"""
_NEW = (
    "CREATE TABLE store (id TEXT NOT NULL)",
    """CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    version INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    schema INTEGER NOT NULL DEFAULT 1,
    data BLOB NOT NULL,
    time_us INTEGER NOT NULL,
    correlation_id TEXT,
    causation_id TEXT,
    service TEXT
)""",
    "CREATE UNIQUE INDEX events_by_stream ON events (stream, version)",
    "CREATE UNIQUE INDEX events_by_id ON events (id)",
    "CREATE TABLE checkpoints (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    _SNAPSHOTS,
)
_STEPS = {1: ("ALTER TABLE events ADD COLUMN schema INTEGER NOT NULL DEFAULT 1", _SNAPSHOTS)}


def recognise(path: str, place: str) -> None:
    """Refuse a file that is there and not ours, untouched. Raises `ForeignDatabase`, `StoreDamaged` and
    `CannotOpenStore`.
    """
    if _is_marked(path):
        return
    try:
        with open(path, "rb") as file:
            start = file.read(1 << 16)
    except FileNotFoundError:
        return
    except OSError as problem:
        raise CannotOpenStore(place, why_not(path) or str(problem.strerror)) from problem
    if not start or (_number(start, 68) == APPLICATION_ID and start.startswith(_MAGIC)):
        return
    if start.startswith(_MAGIC):
        _refuse_foreign_tables(path, place, _number(start, 68))
    elif b"CREATE TABLE events (\n    position INTEGER PRIMARY KEY" in start:
        raise StoreDamaged(place, f"the file's header is overwritten: it begins with {start[:16]!r}")
    else:
        raise ForeignDatabase(place, f"a file that begins with {start[:16]!r}")


def _is_marked(path: str) -> bool:
    """Whether it is a store, as SQLite reads it. We must not open a store ourselves: the system takes all of
    a process's locks on a file away when the process closes it once, and SQLite waits for its own locks.
    """
    try:
        with closing(_untouched(path)) as con:
            [mark] = con.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(mark == APPLICATION_ID)


def _untouched(path: str) -> sqlite3.Connection:
    """A connection to read a file with that takes no lock, makes no journal and leaves no trace of us."""
    return sqlite3.connect(f"file:{quote(Path(path).as_posix())}?mode=ro&immutable=1", uri=True)


def _number(start: bytes, at: int) -> int:
    return int.from_bytes(start[at : at + 4], "big")


def _refuse_foreign_tables(path: str, place: str, application: int) -> None:
    """An SQLite file without any table may become ours; any other belongs to somebody."""
    if os.path.exists(f"{path}-wal"):  # a database in use, or left in a hurry: its tables may be in there
        raise ForeignDatabase(place, "an SQLite database of another program, with unfinished work beside it")
    try:
        with closing(_untouched(path)) as con:
            names = [name for (name,) in con.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except sqlite3.Error as problem:
        raise ForeignDatabase(place, f"an SQLite database that cannot be read ({problem})") from problem
    if names or application:
        shown = ", ".join(sorted(names)[:5]) or "none"
        raise ForeignDatabase(place, f"an SQLite database of another program (tables: {shown})")


def prepare(con: sqlite3.Connection, place: str, new_id: Callable[[], str]) -> str:
    """Make the tables or bring them up to date, whoever of several processes comes first; returns the store's
    id. Raises `ForeignDatabase`, `NewerSchema` and `StoreDamaged`.
    """
    if _found(con, place) != SCHEMA:
        con.execute("BEGIN IMMEDIATE")
        try:
            _bring_up_to_date(con, _found(con, place), new_id)
            con.execute("COMMIT")
        except BaseException:
            if con.in_transaction:
                con.execute("ROLLBACK")
            raise
    ids = con.execute("SELECT id FROM store").fetchall()
    if len(ids) != 1:
        raise StoreDamaged(place, f"it has {len(ids)} ids of its own, not one")
    return str(ids[0][0])


def _found(con: sqlite3.Connection, place: str) -> int:
    """The schema's number; 0 for a file that is to become ours."""
    application, schema, tables = con.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if application != APPLICATION_ID and tables:
        raise ForeignDatabase(place, "an SQLite database of another program")
    if schema > SCHEMA:
        raise NewerSchema(place, schema, SCHEMA)
    return int(schema)


def _bring_up_to_date(con: sqlite3.Connection, found: int, new_id: Callable[[], str]) -> None:
    if found == 0:
        for statement in _NEW:
            con.execute(statement)
        con.execute("INSERT INTO store (id) VALUES (?)", (new_id(),))
        con.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        for step in range(found, SCHEMA):
            for statement in _STEPS[step]:
                con.execute(statement)
    con.execute(f"PRAGMA user_version = {SCHEMA}")


def why_not(path: str) -> str:
    """What about `path` keeps a file from being opened or made there, in words."""
    folder, effective = os.path.dirname(path), os.access in os.supports_effective_ids
    if not os.path.isdir(folder):
        return f"the folder {os.path.basename(folder)!r} does not exist"
    if os.path.isdir(path):
        return "it is a folder"
    if os.path.exists(path) and not os.access(path, os.R_OK | os.W_OK, effective_ids=effective):
        return "the file may not be written"
    if not os.access(folder, os.W_OK, effective_ids=effective):
        return f"the folder {os.path.basename(folder)!r} may not be written"
    return ""
