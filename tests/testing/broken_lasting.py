"""Stores that hide what they cannot read, and those that do not last."""

import os
import time
from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

from caught import caught_by
from mini_store import MiniStore, check_expected

from companion.sourcing import SQLiteStore
from companion.sourcing.errors import StoreUnavailable, UnreadableEvent
from companion.sourcing.store import ANY


@caught_by("an event of an unknown type is named", "read of an unreadable event should be refused")
class SkipsTheUnreadable(MiniStore):
    """A log line, and on."""

    def envelopes(self, rows):
        for row in rows:
            try:
                yield from super().envelopes([row])
            except UnreadableEvent:
                continue


@caught_by("a closed store says so", "append on a closed store should be refused")
class ClosedIsEmpty(MiniStore):
    """After closing there is nothing."""

    def alive(self):
        pass


class Remote(MiniStore):
    """An honest store with a connection that can be cut, and `damage` to be done to it."""

    generation = 0

    def cut(self):
        self.generation += 1

    def damage(self, stream, version, data):
        self.rows = [
            row._replace(data=data)
            if (row.envelope.stream, row.envelope.version) == (stream, version)
            else row
            for row in self.rows
        ]

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            generation, append = self.generation, tx.append

            def over_the_wire(*args, **named):
                if generation != self.generation:
                    raise StoreUnavailable("the server", "connection reset")
                return append(*args, **named)

            tx.append = over_the_wire
            yield tx


@caught_by("a dropped connection loses nothing", "looked as if it were stored")
class ConnectsAgain(Remote):
    """Connects again in the middle of a transaction, and goes on as if nothing were lost."""

    @contextmanager
    def transaction(self):
        with MiniStore.transaction(self) as tx:
            generation, append = self.generation, tx.append

            def over_the_wire(*args, **named):
                if generation != self.generation:
                    tx.added.clear()
                    named["expected"] = ANY
                return append(*args, **named)

            tx.append = over_the_wire
            yield tx


@caught_by("a damaged event is named", "read of an unreadable event should be refused")
class HandsOutAGuess(Remote):
    """Reads what it can and makes up the rest."""

    def envelopes(self, rows):
        for row in rows:
            try:
                yield from super().envelopes([row])
            except UnreadableEvent:
                yield row.envelope


@caught_by("a store opened again is the same store", "the store's id")
class AnotherIdEachTime(SQLiteStore):
    """Makes its id when it is opened."""

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self.id = self.clock.new_id()


@caught_by("two openings see each other", "the version: expected")
class RemembersVersions(SQLiteStore):
    """A cache that nobody tells what others wrote."""

    def version(self, stream):
        self.known = getattr(self, "known", {})
        return self.known.setdefault(stream, super().version(stream))


@caught_by("processes that race lose nothing", "had decided on, and got: expected [1, 2, 3")
class LocksItsOwnProcess(SQLiteStore):
    """Checks under a lock of this process, then appends whatever others did."""

    def append(self, stream, events, *, expected, **named):
        check_expected(stream, expected, self.version(stream))
        time.sleep(0.005)
        return super().append(stream, events, expected=ANY, **named)


@caught_by("what was acknowledged survives kill 9", "were acknowledged, and 0 are there")
class WritesWhenItCloses(SQLiteStore):
    """Answers at once, and writes later."""

    def append(self, stream, events, **named):
        self.later = [*getattr(self, "later", []), (stream, list(events), named)]
        return ()

    @contextmanager
    def transaction(self):
        yield SimpleNamespace(append=self.append)

    def close(self):
        for stream, events, named in getattr(self, "later", []):
            super().append(stream, events, **named)
        super().close()


@caught_by("a transaction dies with its process", "expected (0, 1), got (3, 1)")
class WritesAtOnce(SQLiteStore):
    """Each step of a transaction is one of its own."""

    @contextmanager
    def transaction(self):
        yield SimpleNamespace(
            append=self.append, save_checkpoint=self.save_checkpoint, execute=self.execute, read=self.read
        )

    def execute(self, sql, *values):
        with super().transaction() as tx:
            return tx.execute(sql, *values)


@caught_by("a fork is refused or safe", "events that the forked child was told are stored")
class ForgetsWhoseItIs(MiniStore):
    """A forked child writes into a list of its own."""

    def alive(self):
        self.process = os.getpid()
        super().alive()


@caught_by("a store whose file is gone says so", "append to a deleted store should be refused")
class LooksAtNoFile(SQLiteStore):
    """Writes into a file that has no name any more."""

    def __init__(self, *args, **named):
        super().__init__(*args, **named)
        self._log._file = mock.ANY  # equal to every file
