"""A view made of tables, in the store's own database or beside it: checkpoint and rows are one transaction.

Works on every store with the same SQL, a memory store included, and on a database beside it (`tables.py`).
Each rebuild is a generation of tables; readers always see the newest complete one, whose number is in a table
too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any, Protocol

from companion.events import BadDefinition
from companion.sourcing import Position, StatementFailed

from .errors import BatchRefused, Overtaken
from .view import Parked, in_order

_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_IN_BRACES = re.compile(r"\{(\w+)\}")
_CREATED = re.compile(r"CREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?\{(\w+)\}", re.IGNORECASE)
_OWN_TABLES = (
    "CREATE TABLE IF NOT EXISTS companion_views "
    "(view_name TEXT PRIMARY KEY, generation INTEGER NOT NULL, newest INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS companion_parked (view_name TEXT NOT NULL, generation INTEGER NOT NULL, "
    "position TEXT NOT NULL, stream TEXT NOT NULL, version INTEGER NOT NULL, event_type TEXT NOT NULL, "
    "error TEXT NOT NULL, tries INTEGER NOT NULL, parked_at TEXT NOT NULL, "
    "PRIMARY KEY (view_name, generation, position), UNIQUE (view_name, generation, stream, position))",
)


class Batch(Protocol):
    """A transaction as a view uses it; a store's `Transaction` is one."""

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement, `?` for each value; returns its rows, none for a write."""
        ...

    def checkpoint(self, name: str) -> Position:
        """The position saved under `name`; START if there is none."""
        ...

    def save_checkpoint(self, name: str, position: Position) -> None:
        """Save the checkpoint of `name`. Raises `WrongUse` if it would go back, and `BadInput`."""
        ...


class Tables(Protocol):
    """A database that can hold a view."""

    def transaction(self) -> AbstractContextManager[Batch]:
        """All or nothing."""
        ...


class TableView:
    """Tables that a projection fills.

    `store` is the event store, or a database beside it. `name` is that of the view, in small letters, digits
    and underscores. `setup` makes its tables and indexes; write each table's name in braces, there and
    wherever you use it: `"CREATE TABLE {likes} (post_id TEXT PRIMARY KEY, n INTEGER)"`. Handlers are given a
    target with `execute(sql, *values)`; `rows` reads. Raises `BadDefinition`.
    """

    def __init__(
        self, store: Tables, name: str, setup: Sequence[str], *, generation: int | None = None
    ) -> None:
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            rule = "a name has small letters, digits and underscores, at most 30, a letter first"
            raise BadDefinition(name, rule)
        if isinstance(setup, str) or not any(_IN_BRACES.search(each) for each in setup):
            raise BadDefinition(
                name, "setup makes no table: give a list such as ['CREATE TABLE {likes} (…)']"
            )
        self.store = store
        self.name = name
        self.setup = tuple(setup)
        self._fixed = generation
        if generation is None:
            self._begin()

    def checkpoint(self) -> Position:
        """See `View.checkpoint`."""
        with self._reading() as tx:
            return tx.checkpoint(self._checkpoint_name(self._generation(tx)))

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Read: `view.rows("SELECT n FROM {likes} WHERE post_id = ?", "p-1")`."""
        with self._reading() as tx:
            return tx.execute(self.named(sql, self._generation(tx)), *values)

    @contextmanager
    def writing(self, since: Position | None = None) -> Iterator[TableWriting]:
        """See `View.writing`; the batch is one transaction of the store. Raises `BatchRefused` if the commit
        refuses a row, as a deferred constraint does.
        """
        written = False
        try:
            with self.store.transaction() as tx:
                self._lock(tx)
                self._check_made(tx)
                generation = self._generation(tx)
                at = tx.checkpoint(self._checkpoint_name(generation))
                if since is not None and since != at:
                    raise Overtaken(self.name, since, at)
                yield TableWriting(self, tx, generation)
                written = True
        except StatementFailed as failed:
            if not written:
                raise
            raise BatchRefused(self.name, failed.reason) from failed

    def parked(self) -> tuple[Parked, ...]:
        """See `View.parked`."""
        with self._reading() as tx:
            found = tx.execute(
                "SELECT position, stream, version, event_type, error, tries, parked_at FROM companion_parked "
                "WHERE view_name = ? AND generation = ?",
                self.name, self._generation(tx),
            )  # fmt: skip
        listed = [
            Parked(Position.parse(position), stream, version, kind, error, tries, datetime.fromisoformat(at))
            for position, stream, version, kind, error, tries, at in found
        ]
        return tuple(sorted(listed, key=in_order))

    def fresh(self) -> TableView:
        """See `View.fresh`."""
        with self.store.transaction() as tx:
            tx.execute("UPDATE companion_views SET newest = newest + 1 WHERE view_name = ?", self.name)
            [(generation,)] = tx.execute("SELECT newest FROM companion_views WHERE view_name = ?", self.name)
            self._make(tx, generation)
        return TableView(self.store, self.name, self.setup, generation=generation)

    def swap(self, fresh: TableView) -> bool:
        """See `View.swap`. The generation before the replaced one is dropped: it is not read any more."""
        new = fresh._fixed
        if new is None:
            raise BadDefinition(self.name, "only a view made by fresh() can replace it")
        with self.store.transaction() as tx:
            self._lock(tx)
            fresh._check_made(tx)
            old = self._generation(tx)
            at, reached = (tx.checkpoint(self._checkpoint_name(each)) for each in (old, new))
            if reached < at:
                return False
            tx.execute("UPDATE companion_views SET generation = ? WHERE view_name = ?", new, self.name)
            for generation in range(1, min(old, new)):  # of two rebuilds the later may be done first
                self._drop(tx, generation)
        return True

    def discard(self) -> None:
        """See `View.discard`."""
        with self.store.transaction() as tx:
            self._lock(tx)
            seen = tx.execute("SELECT generation FROM companion_views WHERE view_name = ?", self.name)
            if seen[0][0] != self._fixed:  # else the swap went through, and its caller does not know
                self._drop(tx, self._generation(tx))

    def _reading(self) -> AbstractContextManager[Batch]:
        """Read what was committed, without locking out writers if the database can do so."""
        look: Callable[[], AbstractContextManager[Batch]]
        look = getattr(self.store, "reading", self.store.transaction)
        return look()

    def named(self, sql: str, generation: int) -> str:
        """`sql` with the names in braces replaced by the real table names of a generation."""
        return _IN_BRACES.sub(lambda found: f"{self.name}_{found[1]}_g{generation}", sql)

    def _begin(self) -> None:
        """Make the first generation, unless it is there: opening the view again keeps what it holds."""
        with self.store.transaction() as tx:
            for table in _OWN_TABLES:
                tx.execute(table)
            if tx.execute("SELECT 1 FROM companion_views WHERE view_name = ?", self.name):
                return  # an INSERT, even of nothing, can wait for who writes into the view just now
            made = tx.execute(
                "INSERT INTO companion_views (view_name, generation, newest) VALUES (?, 1, 1) "
                "ON CONFLICT (view_name) DO NOTHING RETURNING generation",
                self.name,
            )
            if made:
                self._make(tx, 1)

    def _make(self, tx: Batch, generation: int) -> None:
        for statement in self.setup:
            tx.execute(self.named(statement, generation))

    def _tables(self) -> list[str]:
        return list(dict.fromkeys(found for each in self.setup for found in _CREATED.findall(each)))

    def _check_made(self, tx: Batch) -> None:
        """Raise `BadDefinition` for a fresh view whose tables later rebuilds have dropped."""
        try:
            for table in self._tables() if self._fixed is not None else ():
                tx.execute(self.named(f"SELECT 1 FROM {{{table}}} LIMIT 0", self._generation(tx)))
        except StatementFailed:
            problem = "later rebuilds have replaced and deleted this one: nothing is to be done"
            raise BadDefinition(self.name, problem) from None

    def _drop(self, tx: Batch, generation: int) -> None:
        for table in self._tables():
            tx.execute(self.named(f"DROP TABLE IF EXISTS {{{table}}}", generation))
        tx.execute(
            "DELETE FROM companion_parked WHERE view_name = ? AND generation = ?", self.name, generation
        )

    def _lock(self, tx: Batch) -> None:
        """Lock the row by an UPDATE that changes nothing, if several can write at once: the second waits
        here.
        """
        tx.execute("UPDATE companion_views SET newest = newest WHERE view_name = ?", self.name)

    def _generation(self, tx: Batch) -> int:
        if self._fixed is not None:
            return self._fixed
        found = tx.execute("SELECT generation FROM companion_views WHERE view_name = ?", self.name)
        return int(found[0][0])

    def _checkpoint_name(self, generation: int) -> str:
        return f"view {self.name} {generation}"


class TableWriting:
    """One batch: its transaction is the target, with the table names in braces understood."""

    def __init__(self, view: TableView, tx: Batch, generation: int) -> None:
        self._view, self._tx, self._generation = view, tx, generation
        self.target = self

    def execute(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run one statement in the batch's transaction; `?` stands for a value, `{likes}` for a table."""
        return self._tx.execute(self._view.named(sql, self._generation), *values)

    rows = execute  # what reads a view can read what a batch has written so far

    def save_checkpoint(self, position: Position) -> None:
        """See `Writing.save_checkpoint`."""
        self._tx.save_checkpoint(self._view._checkpoint_name(self._generation), position)

    def park(self, parked: Parked) -> None:
        """See `Writing.park`."""
        self.unpark(parked.position)
        self._tx.execute(
            "INSERT INTO companion_parked (view_name, generation, position, stream, version, event_type, "
            "error, tries, parked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._view.name, self._generation, str(parked.position), parked.stream, parked.version,
            parked.type, parked.error, parked.tries, parked.time.isoformat(),
        )  # fmt: skip

    def held(self, streams: Collection[str]) -> set[str]:
        """See `Writing.held`."""
        found = self._tx.execute(
            "SELECT DISTINCT stream FROM companion_parked WHERE view_name = ? AND generation = ? "
            f"AND stream IN ({', '.join('?' * len(streams))})",
            self._view.name, self._generation, *sorted(streams),
        )  # fmt: skip
        return {stream for (stream,) in found}

    def unpark(self, position: Position) -> bool:
        """See `Writing.unpark`."""
        return bool(self._tx.execute(
            "DELETE FROM companion_parked WHERE view_name = ? AND generation = ? AND position = ? "
            "RETURNING position",
            self._view.name, self._generation, str(position),
        ))  # fmt: skip
