"""The statements of an SQLite store: drafts into rows, rows into envelopes. What runs here runs inside
somebody else's transaction or in none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from companion.events import Envelope

from .drafts import Draft, check_expected, repeated
from .errors import CheckpointMovedBack, DuplicateEventId, StoreDamaged
from .position import START, Position
from .store import Expected
from .stored import Readers
from .until import LAST, Bounds, microseconds, moment_of

_COLUMNS = "position, stream, version, type, schema, data, id, time_us, correlation_id, causation_id, service"
_INSERT = f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ENDS = "SELECT (SELECT max(version) FROM events WHERE stream = ?), (SELECT max(position) FROM events)"
_STREAM = "FROM events WHERE stream = ? AND version > ? AND version <= ?"
_ENVELOPES = f"SELECT {_COLUMNS} {_STREAM} AND time_us < ? ORDER BY version"
_FACTS = f"SELECT version, type, schema, data {_STREAM} ORDER BY version"
_FACTS_UNTIL = f"SELECT version, type, schema, data {_STREAM} AND time_us < ? ORDER BY version"
_ALL = f"SELECT {_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?"
_SCAN = (
    "SELECT position, stream, version, type, schema, data FROM events"
    " WHERE position > ? ORDER BY position LIMIT ?"
)
_MOVE = (
    "INSERT INTO checkpoints (name, position) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET position = excluded.position"
)
_KEEP = (
    "INSERT INTO snapshots (stream, tag, version, data) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (stream, tag) DO UPDATE SET version = excluded.version, data = excluded.data"
    " WHERE excluded.version >= snapshots.version"
)
_STREAMS = """WITH RECURSIVE names (name) AS (
    SELECT min(stream) FROM events WHERE stream >= ?1
    UNION ALL
    SELECT (SELECT min(stream) FROM events WHERE stream > name) FROM names
    WHERE substr(name, 1, length(?1)) = ?1
) SELECT name FROM names WHERE substr(name, 1, length(?1)) = ?1"""  # leaps from name to name in the index
_AT_ONCE = 500  # ids in one statement; every SQLite takes 999 values

Row = tuple[Any, ...]


class Placed(NamedTuple):
    """Where an append went: the version and the position of its first event. `repeat` is what the first
    append returned, if this one repeats it.
    """

    version: int
    position: int
    repeat: tuple[Envelope, ...] | None = None

    def envelopes(self, store: str, stream: str, drafts: Sequence[Draft]) -> tuple[Envelope, ...]:
        """What the append returns."""
        if self.repeat is not None:
            return self.repeat
        return tuple([
            each.stored(stream, self.version + place, Position(store, self.position + place))
            for place, each in enumerate(drafts)
        ])  # fmt: skip


def append(
    con: sqlite3.Connection, store: str, stream: str, drafts: Sequence[Draft], expected: Expected
) -> Placed:
    """Write `drafts` behind the stream, if it is where the writer believes. Everything is judged before the
    first row is written. Raises `ConcurrencyError` and `DuplicateEventId`.
    """
    given = [each.id for each in drafts if each.given]
    if given:
        first = repeated(stream, drafts, _known(con, store, given))
        if first is not None:
            return Placed(0, 0, first)
    version, position = con.execute(_ENDS, (stream,)).fetchone()
    version, position = version or 0, position or 0
    check_expected(stream, expected, version)
    try:
        con.executemany(_INSERT, _rows(stream, drafts, version, position))
    except sqlite3.IntegrityError as problem:
        _explain(con, drafts, position, problem)
    return Placed(version + 1, position + 1)


def _rows(stream: str, drafts: Sequence[Draft], version: int, position: int) -> list[Row]:
    rows: list[Row] = []
    last: datetime | None = None
    time_us = 0
    for id, type, schema, data, time, story, cause, service, _, _ in drafts:
        if time is not last:  # the events of one append share one moment
            last, time_us = time, microseconds(time)
        position += 1
        version += 1
        rows.append((position, stream, version, type, schema, data, id, time_us,
                     None if story == id else story, cause, service))  # fmt: skip
    return rows


def _explain(
    con: sqlite3.Connection, drafts: Sequence[Draft], last: int, problem: sqlite3.IntegrityError
) -> None:
    """An id the clock gave is there already: two virtual clocks of one seed have written to one file."""
    for each in drafts:
        sql = "SELECT stream, version FROM events WHERE id = ? AND position <= ?"
        found = con.execute(sql, (each.id, last)).fetchone()
        if found:
            stream, version = found
            difference = "the store's clock gave it once more (a virtual clock of the same seed?)"
            raise DuplicateEventId(each.id, stream, version, difference) from problem
    raise problem


def _known(con: sqlite3.Connection, store: str, ids: Sequence[str]) -> dict[str, Envelope]:
    """The stored envelopes with these ids."""
    rows: list[Row] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows += con.execute(f"SELECT {_COLUMNS} FROM events WHERE id IN ({marks})", some).fetchall()
    return {each.id: each for each in envelopes(store, rows)}


def envelopes(store: str, rows: Iterable[Row]) -> Iterator[Envelope]:
    """The envelopes of rows in the order of `_COLUMNS`. Raises `UnreadableEvent`."""
    event = Readers().event
    for number, stream, version, type, schema, data, id, time_us, story, cause, service in rows:
        position = Position(store, number)
        yield Envelope(
            id=id, type=type, event=event(stream, version, type, schema, data, position), stream=stream,
            version=version, position=position, time=moment_of(time_us),
            correlation_id=id if story is None else story, causation_id=cause, service=service,
        )  # fmt: skip


def stream_rows(con: sqlite3.Connection, place: str, stream: str, after: int, until: Bounds) -> list[Row]:
    """The rows of one stream, for `envelopes`. Raises `StoreDamaged` if a version is missing."""
    version, before_us = min(until.version, LAST), min(until.before_us, LAST)
    rows = con.execute(_ENVELOPES, (stream, _whole(after), version, before_us)).fetchall()
    if until.timeless and rows:
        _refuse_gaps(place, stream, after, rows[-1][2], len(rows))
    return rows


def stream_events(con: sqlite3.Connection, place: str, stream: str, after: int, until: Bounds) -> list[Row]:
    """Version, type, schema and data of the events of one stream. Raises `StoreDamaged`."""
    version = min(until.version, LAST)
    if not until.timeless:
        values = (stream, _whole(after), version, min(until.before_us, LAST))
        return con.execute(_FACTS_UNTIL, values).fetchall()
    rows = con.execute(_FACTS, (stream, _whole(after), version)).fetchall()
    if rows:
        _refuse_gaps(place, stream, after, rows[-1][0], len(rows))
    return rows


def _refuse_gaps(place: str, stream: str, after: int, last: int, found: int) -> None:
    first = max(after, 0) + 1
    if last - first + 1 != found:
        raise StoreDamaged(
            place, f"{stream!r} should have the versions {first} to {last} and {found} of them are there"
        )


def all_rows(con: sqlite3.Connection, after: int, limit: int) -> list[Row]:
    """The rows behind a position in the global order, for `envelopes`."""
    return con.execute(_ALL, (after, max(0, min(limit, LAST)))).fetchall()


def scan_rows(con: sqlite3.Connection, after: int, limit: int) -> list[Row]:
    """Position, stream, version, type, schema and data, in the global order."""
    return con.execute(_SCAN, (after, limit)).fetchall()


def version(con: sqlite3.Connection, stream: str) -> int:
    """How many events the stream has."""
    found = con.execute("SELECT max(version) FROM events WHERE stream = ?", (stream,)).fetchone()
    return found[0] or 0


def last(con: sqlite3.Connection) -> int:
    """The number of the last event; 0 when there is none."""
    found = con.execute("SELECT max(position) FROM events").fetchone()
    return found[0] or 0


def streams(con: sqlite3.Connection, prefix: str) -> list[str]:
    """The names that begin with `prefix`, sorted."""
    return [name for (name,) in con.execute(_STREAMS, (prefix,))]


def checkpoint(con: sqlite3.Connection, store: str, name: str) -> Position:
    """Where the checkpoint stands; START at first."""
    found = con.execute("SELECT position FROM checkpoints WHERE name = ?", (name,)).fetchone()
    return Position(store, found[0]) if found and found[0] else START


def move_checkpoint(con: sqlite3.Connection, store: str, name: str, to: Position) -> None:
    """Move it forward. Raises `CheckpointMovedBack`."""
    stored = checkpoint(con, store, name)
    if to.of(store) < stored.of(store):
        raise CheckpointMovedBack(name, stored, to)
    set_checkpoint(con, name, to)


def set_checkpoint(con: sqlite3.Connection, name: str, to: Position) -> None:
    """Set it."""
    con.execute(_MOVE, (name, to.number))


def save_snapshot(con: sqlite3.Connection, stream: str, version: int, tag: str, data: bytes) -> None:
    """Keep it, unless a newer one is there."""
    con.execute(_KEEP, (stream, tag, version, data))


def load_snapshot(con: sqlite3.Connection, stream: str, tag: str) -> tuple[int, bytes] | None:
    """Version and data of the snapshot with this tag."""
    sql = "SELECT version, data FROM snapshots WHERE stream = ? AND tag = ?"
    found = con.execute(sql, (stream, tag)).fetchone()
    return (found[0], bytes(found[1])) if found else None


def _whole(after: int) -> int:
    return max(0, min(after, LAST))
