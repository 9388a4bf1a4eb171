"""Between rows of PostgreSQL and plain values: arrays on their way in, envelopes and positions on their way
out.

A batch travels as one array a column, in PostgreSQL's binary form, which is a matter of joining bytes. What
comes back is binary too, and JSON stays bytes until the event's own decoder reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from struct import Struct
from typing import Any

from psycopg import Connection, Cursor, RawCursor
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.pq import Format
from psycopg.types.datetime import TimestamptzBinaryLoader
from psycopg.types.json import JsonBinaryLoader
from psycopg.types.string import ByteaBinaryLoader

from companion.events import Envelope

from .drafts import Draft
from .errors import BadPosition
from .position import START, Position
from .postgres_sql import within
from .stored import Readers
from .until import microseconds, moment_of

Link = Connection[tuple[Any, ...]]
Rows = Sequence[tuple[Any, ...]]
Run = Callable[..., Rows]  # of a statement of postgres_sql and its values

# --- in -----------------------------------------------------------------------------------------------

_HEAD = Struct("!iiIii").pack  # dimensions, holds nulls, element type, length, first index
_EMPTY = Struct("!iiI").pack
_SIZE = Struct("!i").pack
_INT8 = Struct("!q")
_NULL = _SIZE(-1)
_Y2K_US = microseconds(datetime(2000, 1, 1, tzinfo=UTC))  # where PostgreSQL's time begins


class _Array(bytes):
    """One column of a batch, ready for the wire."""


class _Integers(_Array): ...


class _Texts(_Array): ...


class _Documents(_Array): ...


class _Moments(_Array): ...


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: _Array) -> Buffer:
        return obj


class _IntegersDumper(_AsItIs):
    oid = 1007  # int4[]; these numbers are the same on every server


class _TextsDumper(_AsItIs):
    oid = 1009  # text[]


class _DocumentsDumper(_AsItIs):
    oid = 199  # json[]


class _MomentsDumper(_AsItIs):
    oid = 1185  # timestamptz[]


def _wire(element: int, items: Sequence[bytes | None]) -> bytes:
    if not items:
        return _EMPTY(0, 0, element)
    parts = [_HEAD(1, None in items, element, len(items), 1)]
    for item in items:
        parts += (_NULL,) if item is None else (_SIZE(len(item)), item)
    return b"".join(parts)


def texts(items: Iterable[str | None]) -> bytes:
    """A text[] parameter."""
    return _Texts(_wire(25, [None if item is None else item.encode() for item in items]))


def columns(drafts: Sequence[Draft]) -> tuple[bytes, ...]:
    """The drafts as one array a column: id, type, schema, data, time, story, cause, service."""
    return (
        texts([each.id for each in drafts]),
        texts([each.type for each in drafts]),
        _Integers(_wire(23, [_SIZE(each.schema) for each in drafts])),
        _Documents(_wire(114, [each.data for each in drafts])),
        _Moments(_wire(1184, [_INT8.pack(microseconds(each.time) - _Y2K_US) for each in drafts])),
        texts([each.correlation_id for each in drafts]),
        texts([each.causation_id for each in drafts]),
        texts([each.service for each in drafts]),
    )


# --- out ----------------------------------------------------------------------------------------------


class _MomentLoader(Loader):
    """A time as the other stores give it, in UTC, whatever time zone the session has."""

    format = Format.BINARY

    def load(self, data: Buffer) -> datetime:
        return moment_of(_INT8.unpack(data)[0] + _Y2K_US)


def teach(link: Link) -> None:
    """Make a connection read and write as this store does."""
    link.cursor_factory = RawCursor
    for kind, dumper in (
        (_Integers, _IntegersDumper), (_Texts, _TextsDumper), (_Documents, _DocumentsDumper),
        (_Moments, _MomentsDumper),
    ):  # fmt: skip
        link.adapters.register_dumper(kind, dumper)
    link.adapters.register_loader("json", ByteaBinaryLoader)
    link.adapters.register_loader("timestamptz", _MomentLoader)


def plain_cursor(link: Link) -> Cursor[tuple[Any, ...]]:
    """A cursor whose rows hold what psycopg makes of them everywhere."""
    cursor = RawCursor(link)
    cursor.adapters.register_loader("json", JsonBinaryLoader)
    cursor.adapters.register_loader("timestamptz", TimestamptzBinaryLoader)
    return cursor


def rows_of(link: Link, schema: str, text: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one of the store's statements; none for a write without RETURNING."""
    cursor = link.execute(within(text, schema), values, binary=True)
    return cursor.fetchall() if cursor.description else []


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
    return timeline, str(xid), number
