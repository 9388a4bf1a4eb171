"""Between rows of PostgreSQL and plain values: arrays on their way in, envelopes and positions on their way
out.

A batch travels as one array a column, in PostgreSQL's binary form, which is a matter of joining bytes. What
comes back is binary too, and JSON stays bytes until the event's own decoder reads it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from struct import Struct
from typing import Any, NamedTuple

from psycopg import Connection, Cursor, RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader
from psycopg.types.json import JsonBinaryLoader
from psycopg.types.string import ByteaBinaryLoader

from companion.events import Envelope

from .drafts import Draft
from .errors import BadPosition
from .position import START, Position
from .stored import Readers
from .until import LAST, Bounds, microseconds, moment_of


class Link(Connection[tuple[Any, ...]]):
    """A connection of a store. `prepared` are the statements it has prepared, and under which names;
    `asked_at` is when it was last asked something, on the monotonic clock; `process` is whose it is.
    """

    prepared: dict[str, bytes]
    asked_at: float = 0
    process: int


Rows = Sequence[tuple[Any, ...]]
Run = Callable[..., Rows]  # of a statement of postgres_sql and its values

# --- in -----------------------------------------------------------------------------------------------

_INT4, _INT8, _BYTEA, _TEXT, _JSON, _TIME = 23, 20, 17, 25, 114, 1184  # the same on every server
_ARRAY_OF = {_INT4: 1007, _TEXT: 1009, _JSON: 199, _TIME: 1185}
_HEAD = Struct("!iiIii").pack  # dimensions, holds nulls, element type, length, first index
_EMPTY = Struct("!iiI").pack
_SIZE = Struct("!i").pack
_NUMBER = Struct("!q")
_NULL = _SIZE(-1)
_Y2K_US = microseconds(datetime(2000, 1, 1, tzinfo=UTC))  # where PostgreSQL's time begins


class Value(NamedTuple):
    """A value ready for the wire: the number of its type, and its bytes."""

    type: int
    data: bytes


def value(given: object) -> Value:
    """A text, a whole number, bytes, a moment or several texts as one value."""
    if isinstance(given, Value):
        return given
    if isinstance(given, str):
        return Value(_TEXT, given.encode())
    if isinstance(given, int):
        return Value(_INT8, _NUMBER.pack(given))
    if isinstance(given, bytes):
        return Value(_BYTEA, given)
    if isinstance(given, datetime):
        return Value(_TIME, _moment(given))
    if isinstance(given, list):
        return _texts(given)
    raise TypeError(f"no statement of the store takes {given!r}")


def columns(drafts: Sequence[Draft]) -> tuple[Value, ...]:
    """The drafts as one array a column: id, type, schema, data, time, story, cause, service."""
    return (
        _texts([each.id for each in drafts]),
        _texts([each.type for each in drafts]),
        _array(_INT4, [_SIZE(each.schema) for each in drafts]),
        _array(_JSON, [each.data for each in drafts]),
        _array(_TIME, [_moment(each.time) for each in drafts]),
        _texts([each.correlation_id for each in drafts]),
        _texts([each.causation_id for each in drafts]),
        _texts([each.service for each in drafts]),
    )


def _texts(items: Iterable[str | None]) -> Value:
    return _array(_TEXT, [None if item is None else item.encode() for item in items])


def _array(element: int, items: Sequence[bytes | None]) -> Value:
    if not items:
        return Value(_ARRAY_OF[element], _EMPTY(0, 0, element))
    parts = [_HEAD(1, None in items, element, len(items), 1)]
    for item in items:
        parts += (_NULL,) if item is None else (_SIZE(len(item)), item)
    return Value(_ARRAY_OF[element], b"".join(parts))


def _moment(moment: datetime) -> bytes:
    return _NUMBER.pack(microseconds(moment) - _Y2K_US)


def between(after: int, until: Bounds) -> tuple[bool, tuple[object, ...]]:
    """Whether only versions count, and the values of a statement that reads a stream."""
    versions = min(max(after, 0), LAST), min(max(until.version, 0), LAST)
    try:
        return (True, versions) if until.timeless else (False, (*versions, moment_of(until.before_us)))
    except OverflowError:  # the end of time
        return True, versions


# --- out ----------------------------------------------------------------------------------------------


class _MomentLoader(Loader):
    """A time as the other stores give it, in UTC, whatever time zone the session has."""

    format = Format.BINARY

    def load(self, data: Buffer) -> datetime:
        return moment_of(_NUMBER.unpack(data)[0] + _Y2K_US)


def teach(link: Link) -> None:
    """Make a connection read and write as this store does."""
    link.cursor_factory = RawCursor
    link.prepared, link.process = {}, os.getpid()
    link.prepare_threshold = None  # psycopg would at times drop all prepared statements, also ours
    link.adapters.register_loader("json", ByteaBinaryLoader)
    link.adapters.register_loader("timestamptz", _MomentLoader)


def plain_cursor(link: Link) -> Cursor[tuple[Any, ...]]:
    """A cursor whose rows hold what psycopg makes of them everywhere."""
    cursor = RawCursor(link)
    cursor.adapters.register_loader("json", JsonBinaryLoader)
    cursor.adapters.register_loader("timestamptz", TimestamptzBinaryLoader)
    return cursor


@contextmanager
def listening(link: Link, channel: str) -> Iterator[None]:
    """Be told of notices on a channel inside the block only: whoever listens must also read, or the server
    keeps what it has to say.
    """
    link.execute(f'LISTEN "{channel}"')
    try:
        yield
    finally:
        if not link.closed:
            link.execute("UNLISTEN *")


def envelopes(store: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Envelope]:
    """The envelopes of rows as the statements select them. Raises `UnreadableEvent`."""
    read = Readers().event
    for (stream, version, type, schema, data, id, transaction, number, time, correlation_id, causation_id,
         service) in rows:  # fmt: skip
        position = Position(store, number, transaction)
        yield Envelope(
            id=id, type=type, event=read(stream, version, type, schema, data, position), stream=stream,
            version=version, position=position, time=time, correlation_id=correlation_id,
            causation_id=causation_id, service=service,
        )  # fmt: skip


# --- positions ----------------------------------------------------------------------------------------

TIMELINE = 1 << 48  # a position's transaction is timeline * 2**48 + xid; no server ever came near 2**48


def position_of(store: str, rows: Sequence[tuple[int, int]]) -> Position:
    """The position of the one row of transaction and number; START for none, or for zeros."""
    return Position(store, rows[0][1], rows[0][0]) if rows and any(rows[0]) else START


def place(store: str, position: Position) -> tuple[int, str, int]:
    """Timeline, xid and number of a position of `store`. Raises `ForeignPosition` and `BadPosition`."""
    if not isinstance(position, Position) or min(position.number, position.transaction) < 0:
        raise BadPosition(position)
    transaction, number = position.of(store)
    timeline, xid = divmod(transaction, TIMELINE)
    return timeline, str(xid), min(number, LAST)
