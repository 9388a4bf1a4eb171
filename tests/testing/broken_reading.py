"""Stores that read otherwise than they promise, a stream or the whole log."""

import re
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from itertools import count

import msgspec
from caught import caught_by
from mini_store import MiniStore

from companion.sourcing.position import START, Position


@caught_by("a date means the end of that day", "at 2024-01-31: expected 81000, got 80000")
class DateIsItsMidnight(MiniStore):
    """A date becomes the first moment of that day: $800."""

    def within(self, envelope, until, zone):
        if isinstance(until, date) and not isinstance(until, datetime):
            until = datetime.combine(until, datetime.min.time(), tzinfo=zone)
        return super().within(envelope, until, zone)


@caught_by("a date is a day in a zone", "2024-01-31 in New York: expected [1], got []")
class DaysAreInLondon(MiniStore):
    """Forgets the zone."""

    def within(self, envelope, until, zone):
        return super().within(envelope, until, UTC)


@caught_by("reading ends at a moment included", "expected [1], got []")
class MomentExcluded(MiniStore):
    """`<` for `<=`."""

    def within(self, envelope, until, zone):
        if isinstance(until, datetime):
            until -= timedelta(microseconds=1)
        return super().within(envelope, until, zone)


@caught_by("reading ends at a version included", "read until 1: expected [1], got []")
class VersionExcluded(MiniStore):
    """A slice where a comparison was meant."""

    def within(self, envelope, until, zone):
        return super().within(envelope, until - 1 if type(until) is int else until, zone)


@caught_by("read events gives the events of read", "read_events(after=1, until=None)")
class FastPathForgetsAfter(MiniStore):
    """The short cut was written later."""

    def read_events(self, stream, *, after=0, **named):
        return super().read_events(stream, **named)


@caught_by("streams are told apart and listed in order", "streams that begin with '100%'")
class PrefixIsLike(MiniStore):
    """`LIKE prefix || '%'`, without escaping."""

    def streams(self, prefix=""):
        pattern = re.compile(re.escape(prefix).replace("%", ".*").replace("_", "."))
        return tuple(name for name in super().streams() if pattern.match(name))


@caught_by("streams are told apart and listed in order", "types of the last events of streams")
class LastIsFirst(MiniStore):
    """Sorted the wrong way round."""

    def last_types(self, prefix=""):
        return {name: self.read(name)[0].type for name in self.streams(prefix)}


@caught_by("any name comes back", "'CAFÉ' has 1 events")
class CaseIsNothing(MiniStore):
    """A collation that takes a for A."""

    def key(self, stream):
        return stream.casefold()


@caught_by("what was read does not change afterwards", "expected (2, 2), got (2, 3)")
class HandsOutItsList(MiniStore):
    """What it gives away is what it keeps."""

    def __init__(self):
        super().__init__()
        self.lists = {}

    def read_events(self, stream, *, after=0, until=None, **named):
        found = super().read_events(stream, after=after, until=until, **named)
        if after or until is not None or stream not in ("s-1",):
            return found
        kept = self.lists.setdefault(stream, Growing())
        kept[:] = found
        return kept

    def commit(self, rows):
        super().commit(rows)
        for row in rows:
            if row.envelope.stream in self.lists:
                self.lists[row.envelope.stream].append(row.envelope.event)


class Growing(list):
    """A list that equals a tuple, so that only its growing gives it away."""

    def __eq__(self, other):
        return tuple(self) == tuple(other)

    __hash__ = None


@caught_by("a reader skips nothing of a slow transaction", "got [3, 4, 5, 6]")
class NaiveOrder(MiniStore):
    """A position is taken at the insert and seen at the commit, as `bigserial` does."""

    def __init__(self):
        super().__init__()
        self.numbers = count(1)

    def turn(self, what):
        self.alive()
        return nullcontext()

    def number(self, tx):
        return next(self.numbers)

    def commit(self, rows):
        with self.news:
            self.rows = sorted([*self.rows, *rows], key=lambda row: row.envelope.position.number)
            self.news.notify_all()


@caught_by("a stream never runs backwards in the log", "has versions [2, 1]")
class AsOldAsItsTransaction(NaiveOrder):
    """Sorts by when a transaction began: one that began early and appended late stands before the others."""

    @contextmanager
    def transaction(self):
        self.begun = getattr(self, "begun", None) or count(1)
        with super().transaction() as tx:
            tx.began = next(self.begun)
            yield tx

    def number(self, tx):
        return tx.began * 10_000 + len(tx.added)


@caught_by("pages neither overlap nor skip", "a reader never ends")
class PagesOverlap(MiniStore):
    """`>=` for `>`: each page begins with the last event of the one before."""

    def read_all(self, *, after=START, limit=500):
        back = Position(self.id, after.number - 1) if after.number and self.count(after=after) else after
        return super().read_all(after=back, limit=limit)


@caught_by("pages neither overlap nor skip", "got [1, 2, 4, 5, 6, 8, 9, 10, 12]")
class PagesSkip(MiniStore):
    """Page by number: the next one begins a page further, whatever this one held."""

    def read_all(self, *, after=START, limit=500):
        page = super().read_all(after=after, limit=limit)
        return (
            page[:-1] + super().read_all(after=page[-1].position, limit=1)
            if len(page) == limit == 3
            else page
        )


@caught_by("a position of another store is refused", "read_all after it should be refused")
class AnyPositionWillDo(MiniStore):
    """Looks at the number only."""

    def place(self, position):
        return super().place(msgspec.structs.replace(position, store=self.id)
                             if isinstance(position, Position) else position)  # fmt: skip


@caught_by("what is no position is refused", "read_all(after=5) should be refused")
class NumbersArePositions(MiniStore):
    """Takes 5."""

    def place(self, position):
        return position if isinstance(position, int) else super().place(position)


@caught_by("scan gives the whole log", "or another order")
class ScansByStream(MiniStore):
    """Walks over an index of streams, not over the log."""

    def scan(self):
        return iter(sorted(super().scan(), key=lambda found: found[0]))


@caught_by("a long log is read in pages of its default", "expected [500, 1100], got [1000, 1100]")
class LongPages(MiniStore):
    """Reads a thousand where five hundred were promised."""

    def read_all(self, *, after=START, limit=1000):
        return super().read_all(after=after, limit=limit)


@caught_by("lag counts the events still to come", "got [30, 30, 20, 10, 0]")
class LagIsADistance(MiniStore):
    """Subtracts positions, which have gaps here as they do on a server."""

    def number(self, tx):
        return 10 * super().number(tx)

    def lag(self, name):
        head = self.head()
        return self.place(head) - self.place(self.checkpoint(name))
