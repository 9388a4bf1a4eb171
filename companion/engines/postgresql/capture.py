"""Change data capture: the outbox read from PostgreSQL's write-ahead log instead of its table.

A replication slot remembers its position, and gives the committed rows in the order of the commits, also rows
that were deleted since. It is read by SQL, so it needs no replication connection: peek, publish, and advance
the slot only when the broker has the messages. The price: the server keeps its log from that position on, for
ever, if the slot is not read (`retained_bytes`); `wal_level` must be "logical"; rows added before the slot
was made are not in it; and with `synchronous_commit=off` new rows come a moment later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from struct import unpack_from
from typing import Any, NamedTuple

import psycopg
from psycopg import errors, sql

from companion.delivery.broker import Broker
from companion.delivery.errors import DeliveryError
from companion.delivery.outbox import Outbox, Row
from companion.delivery.relay import BATCH, Relay, topic_of
from companion.events.clock import moment_of
from companion.sourcing.errors import CannotOpenStore, StoreUnavailable

from .link import place_of, unreachable

Columns = dict[str, str | None]  # a row's values as PostgreSQL writes them, by column

_PUBLISHED = "SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = %s"
_SLOT = re.compile(r"[a-z0-9_]{1,63}")
_PEEK = """
SELECT data FROM pg_logical_slot_peek_binary_changes(
    %s, NULL, %s, 'proto_version', '1', 'publication_names', %s)"""
_ADVANCE = """
SELECT pg_replication_slot_advance(slot_name, %s) FROM pg_replication_slots
WHERE slot_name = %s AND confirmed_flush_lsn < %s"""
_RETAINED = """
SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint FROM pg_replication_slots
WHERE slot_name = %s AND database = current_database()"""


class CannotCapture(DeliveryError):
    """The changes of `what` cannot be read from the server at `place`. `kind` says why: its write-ahead log
    does not tell changes ("wal"), there is no such slot ("no slot") or no outbox ("no outbox"), the slot is
    for another table ("foreign"), or another connection reads it at the moment ("taken": try again).
    """

    kind: str
    place: str
    what: str
    found: str = ""

    def sentence(self) -> str:
        place, what, found = self.place, self.what, self.found
        slot = f"{place} has no replication slot {what!r} that can be read{f' ({found})' if found else ''}"
        return {
            "wal": f"{place} has wal_level={found!r}: set wal_level = logical in postgresql.conf and restart "
            "the server, or publish the outbox with a Relay, which needs neither.",
            "no slot": f"{slot}: drop() and create() make it anew, and then one run of a Relay publishes "
            "what was added meanwhile.",
            "no outbox": f"{place} has no table {what}: make Outbox(store) first, and give its store's "
            "schema.",
            "foreign": f"Slot {what!r} of {place} is for {found}: give the slot another name. Nothing was "
            "changed.",
            "taken": f"Another connection reads slot {what!r} of {place}: one at a time can. Try again.",
        }[self.kind]


class ChangeCapture:
    """The slot and publication `slot` on the table `outbox` in `schema` of the database at `url`.

    `schema` is that of the `PostgresStore`. The name of a slot is small letters, digits and `_`, and is one
    for the whole server. Needs a role with REPLICATION. Raises ValueError for an impossible name.
    """

    def __init__(self, url: str, *, schema: str = "companion", slot: str = "outbox") -> None:
        if not _SLOT.fullmatch(slot):
            raise ValueError(f"slot={slot!r}: use small letters, digits and _, at most 63")
        self.place = place_of(url)
        self.slot = slot
        self._url = url
        self._schema = schema

    def create(self) -> None:
        """Make slot and publication, if they do not exist. Only rows added from now on are captured: run a
        `Relay` once afterwards for the rows that were in the outbox before.

        Raises `CannotCapture`, `StoreUnavailable`, and `CannotOpenStore` for a role that may not replicate.
        """
        with self._connected() as link:
            level = link.execute("SHOW wal_level").fetchall()[0][0]
            if level != "logical":
                raise CannotCapture("wal", self.place, self.slot, level)
            if not self._is_published(link):
                make = sql.SQL("CREATE PUBLICATION {} FOR TABLE {} WITH (publish = 'insert')")
                table = sql.Identifier(self._schema, "outbox")
                link.execute(make.format(sql.Identifier(self.slot), table))
            if not link.execute(_RETAINED, (self.slot,)).fetchall():
                link.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", (self.slot,))

    def drop(self) -> None:
        """Delete slot and publication, if they exist; the server then keeps nothing for them."""
        with self._connected() as link:
            link.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
                (self.slot,),
            )
            link.execute(sql.SQL("DROP PUBLICATION IF EXISTS {}").format(sql.Identifier(self.slot)))

    def retained_bytes(self) -> int:
        """How much of its log the server keeps because of this slot. Raises `CannotCapture`.

        It grows with everything written to the server until the slot is advanced, and can fill its disk.
        """
        with self._connected() as link:
            rows = link.execute(_RETAINED, (self.slot,)).fetchall()
        if not rows:
            raise CannotCapture("no slot", self.place, self.slot)
        return int(rows[0][0])

    def peek(self, limit: int = BATCH) -> tuple[list[Row], str]:
        """Rows added to the outbox since the last `advance`, in commit order, and the end of the last one.

        A transaction is never cut: there may be more than `limit`. Advance also if there are none, or the
        server keeps its log because of other tables. Raises `CannotCapture`, also while another reads the
        slot.
        """
        with self._connected() as link:
            self._is_published(link)
            [[flushed]] = link.execute("SELECT pg_current_wal_flush_lsn()::text").fetchall()
            found = list(transactions(row[0] for row in link.execute(_PEEK, (self.slot, limit, self.slot))))
        rows = [_row(columns) for each in found for columns in each.rows]
        return rows, found[-1].end if found else flushed

    def advance(self, end: str) -> None:
        """Never give rows before `end` again. Raises `CannotCapture`."""
        with self._connected() as link:
            link.execute(_ADVANCE, (end, self.slot, end))

    @property
    def table(self) -> str:
        """The table that is captured."""
        return f"{self._schema}.outbox"

    def _is_published(self, link: psycopg.Connection[Any]) -> bool:
        """Whether the publication exists. Raises `CannotCapture` if it is for another table."""
        found = link.execute(_PUBLISHED, (self.slot,)).fetchall()
        if found and found != [(self.table,)]:
            others = ", ".join(row[0] for row in found)
            raise CannotCapture("foreign", self.place, self.slot, f"{others}, not for {self.table}")
        return bool(found)

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection for a few statements, each its own transaction, with errors in our words."""
        try:
            link = psycopg.connect(self._url, autocommit=True)
        except psycopg.Error as problem:
            raise unreachable(problem, self._url) from problem
        try:
            yield link
        except (errors.UndefinedObject, errors.ObjectNotInPrerequisiteState) as problem:
            said = str(problem).splitlines()[0]
            raise CannotCapture("no slot", self.place, self.slot, said) from problem
        except (errors.UndefinedTable, errors.InvalidSchemaName) as problem:
            raise CannotCapture("no outbox", self.place, self.table) from problem
        except errors.InsufficientPrivilege as problem:
            raise CannotOpenStore.refused(self.place, str(problem).splitlines()[0]) from problem
        except errors.ObjectInUse as problem:
            raise CannotCapture("taken", self.place, self.slot) from problem
        except psycopg.OperationalError as problem:
            raise StoreUnavailable(self.place, str(problem).splitlines()[0]) from problem
        finally:
            link.close()


class CaptureRelay(Relay):
    """Publishes an outbox as its rows are committed, from a `ChangeCapture`: in the order of the commits.

    A crash before the slot is advanced publishes again. Rows are deleted once the broker has them. A parked
    row that is retried is not in the log again: a `Relay` publishes it.
    """

    def __init__(self, outbox: Outbox, capture: ChangeCapture, broker: Broker, *, batch: int = BATCH) -> None:
        super().__init__(outbox, broker, batch=batch)
        self.capture = capture

    def _waiting(self) -> bool:
        rows, end = self.capture.peek(1)
        if not rows:
            self.capture.advance(end)
        return bool(rows)

    def _batch(self) -> int:
        rows, end = self.capture.peek(self.batch)
        count = sum(self._publish(topic, list(some)) for topic, some in groupby(rows, key=topic_of))
        self.store.clock.point(f"before advance of {self.capture.slot}")
        self.capture.advance(end)
        self.store.clock.point(f"after advance of {self.capture.slot}")
        return count


def _row(columns: Columns) -> Row:
    """A row of the outbox from the log."""
    text = {name: value or "" for name, value in columns.items()}
    return Row(
        int(text["number"]), text["id"], text["topic"], text["key"], text["data"].encode(),
        moment_of(int(text["added_us"])),
    )  # fmt: skip


# --- what PostgreSQL's plugin `pgoutput` says of committed inserts ------------------------------------------
# The part of its protocol (version 1, "Logical Replication Message Formats") that is needed here.


class Transaction(NamedTuple):
    """One committed transaction: where its commit ends in the write-ahead log, and the rows it inserted."""

    end: str
    rows: tuple[Columns, ...]


def transactions(changes: Iterable[bytes]) -> Iterator[Transaction]:
    """The transactions in a sequence of messages of pgoutput, in the order in which they committed."""
    names: dict[int, list[str]] = {}
    rows: list[Columns] = []
    for change in changes:
        kind = change[:1]
        if kind == b"B":
            rows = []
        elif kind == b"R":
            table, columns = _relation(change)
            names[table] = columns
        elif kind == b"I":  # the table, "N" for new, the values
            [table] = unpack_from("!I", change, 1)
            rows.append(dict(zip(names[table], _values(change, 6), strict=True)))
        elif kind == b"C":  # flags, where the commit is, where it ends, when
            high, low = unpack_from("!II", change, 10)
            yield Transaction(f"{high:X}/{low:X}", tuple(rows))


def _relation(change: bytes) -> tuple[int, list[str]]:
    """A table's number and its columns' names."""
    [table] = unpack_from("!I", change, 1)
    at = change.index(b"\0", change.index(b"\0", 5) + 1) + 2  # past schema, name and replica identity
    [count] = unpack_from("!H", change, at)
    at += 2
    columns = []
    for _ in range(count):  # flags, name, type, modifier
        end = change.index(b"\0", at + 1)
        columns.append(change[at + 1 : end].decode())
        at = end + 9
    return table, columns


def _values(change: bytes, at: int) -> Iterator[str | None]:
    """The values of one row; None for NULL, and for a large value that was not changed."""
    [count] = unpack_from("!H", change, at)
    at += 2
    for _ in range(count):
        kind, at = change[at : at + 1], at + 1
        if kind != b"t":
            yield None
            continue
        [size] = unpack_from("!I", change, at)
        at += 4
        yield change[at : at + size].decode()
        at += size
