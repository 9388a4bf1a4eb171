"""What PostgreSQL's plugin `pgoutput` says about committed inserts, read into rows: the part of its protocol
(version 1, "Logical Replication Message Formats" in PostgreSQL's manual) that change data capture needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from struct import unpack_from
from typing import NamedTuple

Columns = dict[str, str | None]  # a row's values as PostgreSQL writes them, by column


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
