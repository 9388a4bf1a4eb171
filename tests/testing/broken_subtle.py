"""Stores that are wrong in one small way."""

import time
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from typing import Any, ClassVar

import msgspec
from caught import caught_by
from mini_store import MiniStore

from companion.events.arguments import check_name
from companion.sourcing.position import START, Position
from companion.sourcing.store import ANY

LONG_S = 60.0


@caught_by("what append returns is what is read", "read after two appends")
class ReturnsHalfAnEnvelope(MiniStore):
    """What append returns was put together from memory, without the service."""

    def append(self, stream, events, **named):
        stored = super().append(stream, events, **named)
        return tuple(msgspec.structs.replace(each, service=None) for each in stored)


@caught_by("a stream nobody wrote is empty", "KeyError")
class UnknownIsAnError(MiniStore):
    """Raises for a stream nobody wrote."""

    def read(self, stream, **named):
        if stream not in self.streams():
            raise KeyError(stream)
        return super().read(stream, **named)


@caught_by("any asks for nothing", "'s-1' has 1 events, expected 0")
class AnyIsNew(MiniStore):
    """Takes ANY for a new stream."""

    def check(self, stream, expected, actual):
        super().check(stream, 0 if expected is ANY else expected, actual)


@caught_by("a name no store can keep is refused", "a stream called '' should be refused")
class TakesAnyName(MiniStore):
    """Cuts a name to what fits."""

    def append(self, stream, events, **named):
        return super().append(str(stream).replace("\0", "")[:99] or "unnamed", events, **named)


@caught_by("reading goes on after a version", "read after 1: expected [2, 3, 4, 5], got [1, 2, 3, 4, 5]")
class AfterIsFrom(MiniStore):
    """`>=` for `>`."""

    def of(self, rows, stream, after, until, zone):
        return super().of(rows, stream, after - 1, until, zone)


@caught_by("head is the last position", "head of a store with 12 events")
class HeadIsTheNext(MiniStore):
    """Says where the next event will stand."""

    def head(self):
        return Position(self.id, len(self.rows) + 1) if self.rows else START


@caught_by("positions have an order", "should come before")
class OnePlaceForABatch(MiniStore):
    """All events of a batch stand at the position of its commit."""

    def number(self, tx):
        return len(self.rows) + 1


@caught_by("events after a position can be counted", "count after event 1: expected 11, got 12")
class CountsOneMore(MiniStore):
    """Counts the event it stands at."""

    def count(self, *, after=START):
        return super().count(after=after) + (after != START)


@caught_by("a checkpoint is start at first and then where it was put", "another subscriber: expected <START>")
class OneCheckpointForAll(MiniStore):
    """Forgets whose it is."""

    def checkpoint(self, name):
        super().checkpoint(name)
        return max(self.checkpoints.values(), default=START, key=self.place)


@caught_by("another store of the same kind is another store", "version, checkpoint, snapshot and streams")
class OneForTheWholeProcess(MiniStore):
    """A class attribute where an instance's was meant."""

    shared: ClassVar[dict[Any, Any]] = {}

    def __init__(self):
        super().__init__()
        self.snapshots = self.shared


@caught_by("sql and events are stored together", "the row: expected")
class ForgetsToCommit(MiniStore):
    """The rows go with the connection."""

    def commit(self, rows):
        super().commit(rows)
        if rows and self.begun:
            self.sql.executescript("DELETE FROM " + self.begun)

    begun = ""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            execute = tx.execute

            def remembering(sql, *values):
                if sql.startswith("INSERT INTO"):
                    self.begun = sql.split()[2]
                return execute(sql, *values)

            tx.execute = remembering
            yield tx


@caught_by("a transaction reads its own checkpoint and rows", "the checkpoint it sees")
class LooksOutside(MiniStore):
    """Inside a transaction, a checkpoint is what it was outside."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.checkpoint = self.checkpoint
            yield tx


@caught_by("a snapshot is read as it was saved", "the snapshot: expected")
class SnapshotsAreText(MiniStore):
    """A column of text."""

    def save_snapshot(self, stream, version, tag, data):
        super().save_snapshot(stream, version, tag, bytes(data).decode("utf-8", "replace").encode())


@caught_by("it answers as a plain list would", "the checkpoint after 1 events: expected")
class NothingToCommit(MiniStore):
    """A transaction without an event ends early, and its checkpoint is forgotten."""

    def save_checkpoint(self, name, position):
        with MiniStore.transaction(self) as tx:
            tx.save_checkpoint(name, position)

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            yield tx
            if not tx.added:
                tx.checkpoints.clear()


@caught_by("writers who try again lose nothing", "had decided on, and got")
class ChecksOutside(MiniStore):
    """Checks before it takes the lock."""

    def append(self, stream, events, *, expected, **named):
        events = list(events)
        if not any(hasattr(each, "correlation_id") for each in events):
            self.check(stream, expected, self.version(stream))
            time.sleep(0.001)
            expected = ANY
        return super().append(stream, events, expected=expected, **named)


@caught_by("one envelope sent by many is stored once", "what each sender was told")
class LooksBeforeItLocks(MiniStore):
    """Looks for a repeat, then waits its turn, and does not look again."""

    def append(self, stream, events, **named):
        events = list(events)
        ids = {getattr(each, "id", None) for each in events}
        looked = not ids & {row.envelope.id for row in self.now()}
        time.sleep(0.002)
        with self.transaction() as tx:
            if looked:
                tx.store = Unlooking(self)
            return tx.append(stream, events, **named)


class Unlooking:
    """The store, without its memory of ids."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    def repeated(self, stream, drafts, known):
        return None


@caught_by("a follower of many writers sees everything once", "has hung")
class LastRowFirst(MiniStore):
    """Shows the rows of a transaction one by one, the last one first; a follower looks in between."""

    def __init__(self):
        super().__init__()
        self.following, self.followed, self.looked = 0, Event(), Event()

    def commit(self, rows):
        if len(rows) > 1 and current_thread() is not main_thread():
            self.followed.wait(LONG_S)  # one of many writers: the follower may begin after them
        for row in reversed(rows):
            self.looked.clear()
            with self.news:
                self.rows = sorted([*self.rows, row], key=lambda each: each.envelope.position.number)
                self.news.notify_all()
            if self.following:
                self.looked.wait(LONG_S)

    def later(self, position):
        found = super().later(position)
        self.looked.set()
        return found

    def subscribe(self, name, *, follow=False, **named):
        self.following += follow
        if follow:
            self.followed.set()
        try:
            yield from super().subscribe(name, follow=follow, **named)
        finally:
            self.following -= follow


@caught_by("a page of nothing is empty", "read_all with a limit of 0")
class NoLimitIsNoLimit(MiniStore):
    """`if limit:`"""

    def read_all(self, *, after=START, limit=500):
        return super().read_all(after=after, limit=limit or 10**9)


@caught_by("a name is judged at every entrance", "version of '' should be refused")
class JudgesWhenItWrites(MiniStore):
    """To a reader, a name that cannot be is a stream without events."""

    def of(self, rows, stream, after, until, zone):
        return [row for row in rows if row.envelope.stream == stream]

    def read(self, stream, **named):
        check_name("stream", stream)
        return super().read(stream, **named)


@caught_by("a subscription that is told to stop stops", "has hung")
class IgnoresTheStop(MiniStore):
    """Follows for ever."""

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        return super().subscribe(name, follow=follow, poll_s=poll_s)


@caught_by("an error at the commit is one of ours", "IntegrityError")
class CommitsAsItComes(MiniStore):
    """Nobody thought that a COMMIT can fail."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.commit_sql = self.commit_sql
            yield tx
