"""Stores that break one promise each, as real ones have. `BROKEN_STORES` says which promise catches which,
and with what evidence."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Lock, get_ident
from types import SimpleNamespace
from typing import Any, ClassVar

import msgspec
from mini_store import MiniStore, MiniTransaction, Row

from companion.sourcing import SQLiteStore
from companion.sourcing.drafts import check_expected
from companion.sourcing.errors import StoreUnavailable, UnreadableEvent
from companion.sourcing.position import START, Position
from companion.sourcing.store import ANY

BROKEN_STORES: dict[Any, tuple[str, str]] = {}


def caught_by(promise: str, says: str) -> Callable[[Any], Any]:
    """Enter a broken store into the table: the promise that must catch it, and a part of the evidence."""

    def enter(store: Any) -> Any:
        BROKEN_STORES[store] = promise, says
        return store

    return enter


def changed(row: Row, **fields: Any) -> Row:
    """`row` with other fields on its envelope."""
    return row._replace(envelope=msgspec.structs.replace(row.envelope, **fields))


# --- appending ----------------------------------------------------------------------------------------


@caught_by("an expectation beyond the end is refused", "expected=7 of 3 should be refused")
class BeyondTheEnd(MiniStore):
    """Refuses only a version that is taken."""

    def check(self, stream, expected, actual):
        if not (isinstance(expected, int) and expected > actual):
            check_expected(stream, expected, actual)


@caught_by("a wrong expectation is refused and nothing is stored", "expected=0 of 3 should be refused")
class ExpectsNothing(MiniStore):
    """Appends whatever the writer believed."""

    def check(self, stream, expected, actual):
        pass


@caught_by("stream exists asks for one event at least", "STREAM_EXISTS of nothing should be refused")
class ExistsIsAny(MiniStore):
    """Takes STREAM_EXISTS for ANY."""

    def check(self, stream, expected, actual):
        check_expected(stream, ANY if isinstance(expected, type(ANY)) else expected, actual)


@caught_by(
    "an id that is taken keeps the whole batch out",
    "versions after a refused batch: expected (1, 0), got (1, 3)",
)
class HalfABatch(MiniStore):
    """Appends event by event: what was written before the refusal stays."""

    def append(self, stream, events, *, expected, **named):
        stored = ()
        for each in list(events):
            stored += super().append(stream, [each], expected=expected, **named)
            expected = stored[-1].version if stored[-1].stream == stream else ANY
        return stored or super().append(stream, [], expected=expected, **named)


@caught_by("versions begin at 1 and have no gap", "expected [1, 2, 3], got [0, 1, 2]")
class VersionsFromZero(MiniStore):
    """Counts as programmers do."""

    def row(self, stream, version, each, number):
        return super().row(stream, version - 1, each, number)

    def of(self, rows, stream, after, until, zone):
        return super().of(rows, stream, after - 1, until, zone)


@caught_by("versions begin at 1 and have no gap", "got [1, 2, 4]")
class GapAfterARefusal(MiniStore):
    """Takes the version from a sequence before it checks, as a database does."""

    def __init__(self):
        super().__init__()
        self.burnt = {}

    def check(self, stream, expected, actual):
        self.burnt[stream] = self.burnt.get(stream, -1) + 1
        super().check(stream, expected, actual)
        self.burnt[stream] -= 1

    def row(self, stream, version, each, number):
        return super().row(stream, version + max(self.burnt.get(stream, 0) + 1, 0), each, number)


@caught_by("an empty append stores nothing and still checks", "an empty append at 2 of 0 should be refused")
class EmptyIsAlwaysRight(MiniStore):
    """Returns at once when there is nothing to do."""

    def append(self, stream, events, **named):
        events = list(events)
        return super().append(stream, events, **named) if events else ()


@caught_by("events may come from a generator", "expected [1, 2, 3], got []")
class LooksTwice(MiniStore):
    """Walks over the events once to count them."""

    def append(self, stream, events, **named):
        self.wanted = len([*events]) if not isinstance(events, (str, bytes)) else 0
        return super().append(stream, events, **named)


@caught_by("an oversized event is refused and nothing is lost", "a huge event should be refused")
class TakesAnySize(MiniStore):
    """No limit."""

    limit = 1 << 60


# --- repeating ----------------------------------------------------------------------------------------


@caught_by("a repeated envelope is stored once", "'s-1' has 3 events, expected 0")
class RepeatsAreNew(MiniStore):
    """Never looks at ids."""

    def repeated(self, stream, drafts, known):
        return None


@caught_by("a repeated envelope is stored once", "'s-1' has 3 events, expected 0")
class RepeatsAreConflicts(MiniStore):
    """Checks the version first: a sender that got no answer is told that somebody else was faster."""

    def append(self, stream, events, *, expected, **named):
        self.check(stream, expected, self.version(stream))
        return super().append(stream, events, expected=expected, **named)


@caught_by("an id with another content is refused", "its id with another content should be refused")
class AnIdIsEnough(MiniStore):
    """Returns what is stored under the id, whatever was given now."""

    def repeated(self, stream, drafts, known):
        found = tuple(known[each.id] for each in drafts if each.id in known)
        if len(found) == len(drafts) and {each.stream for each in found} == {stream}:
            return found
        return super().repeated(stream, drafts, known)


@caught_by("an id in another stream is refused", "its id in another stream should be refused")
class IdsPerStream(MiniStore):
    """Has its unique index on stream and id."""

    def repeated(self, stream, drafts, known):
        return super().repeated(stream, drafts, {i: e for i, e in known.items() if e.stream == stream})


@caught_by("a repeat of a part with something new is refused", "two known and a new one should be refused")
class SkipsWhatItKnows(MiniStore):
    """`ON CONFLICT DO NOTHING`, event by event."""

    def append(self, stream, events, *, expected, **named):
        events = list(events)
        known = {row.envelope.id for row in self.now()}
        new = [each for each in events if getattr(each, "id", None) not in known]
        if len(new) in (0, len(events)):
            return super().append(stream, events, expected=expected, **named)
        return super().append(stream, new, expected=ANY, **named)


@caught_by("a repeat in another order is refused", "the batch backwards should be refused")
class OrderIsNothing(MiniStore):
    """Compares a repeat as a set."""

    def repeated(self, stream, drafts, known):
        return (
            super().repeated(stream, sorted(drafts, key=lambda e: known[e.id].version), known)
            if len(known) == len(drafts) and known
            else super().repeated(stream, drafts, known)
        )


# --- reading ------------------------------------------------------------------------------------------


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


# --- the global order ---------------------------------------------------------------------------------


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


# --- subscribers --------------------------------------------------------------------------------------


@caught_by("asking for the next event checkpoints the one before", "expected <START>, got <position 1>")
class ChecksInTooEarly(MiniStore):
    """Saves the checkpoint, then hands the event out: at most once."""

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        for each in subscription_of(self, follow, stop, poll_s, self.checkpoint(name)):
            self.save_checkpoint(name, each.position)
            yield each


@caught_by("what was being handled in a crash comes again", "expected [2, 3], got []")
class ChecksInByThePage(MiniStore):
    """Saves the checkpoint of the whole page when it fetches it."""

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        page = self.read_all(after=self.checkpoint(name))
        if page:
            self.save_checkpoint(name, page[-1].position)
        return iter(page)


def subscription_of(store, follow, stop, poll_s, at):
    """The events after `at`, without any checkpoint."""
    while not stop():
        page = store.read_all(after=at)
        for each in page:
            yield each
            at = each.position
        if not page:
            if not follow:
                return
            store.wait(at, poll_s)


@caught_by("a checkpoint never moves back", "a checkpoint back to <position 1> should be refused")
class LastCheckpointWins(MiniStore):
    """Stores whatever it is given."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.save_checkpoint = lambda name, position: tx.checkpoints.update(
                {name: (self.place(position), position)[1]}
            )
            yield tx


@caught_by("a reader that waits is woken", "has hung")
class NobodyWakesIt(MiniStore):
    """Sleeps, then looks."""

    def wait(self, after, timeout_s):
        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends and not (timeout_s < 5 and self.count(after=after)):
            time.sleep(0.01)
        return bool(self.count(after=after))


# --- transactions -------------------------------------------------------------------------------------


@caught_by("an exception rolls everything back", "the checkpoint after the rollback: expected <START>")
class KeepsTheCheckpoint(MiniStore):
    """The checkpoint is saved by another connection."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.checkpoints = self.checkpoints
            yield tx


@caught_by("an exception rolls sql back", "got ([(1, 'one')], 0)")
class KeepsTheRows(MiniStore):
    """The driver commits each statement."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.execute = lambda sql, *values: self.sql.execute(sql, values).fetchall()
            yield tx


@caught_by("an exception rolls everything back", "versions after the rollback: expected (0, 1), got (1, 2)")
class StopIsNoException(MiniStore):
    """`except Exception`: Ctrl-C commits half."""

    @contextmanager
    def transaction(self):
        with self.turn("transaction"):
            tx = MiniTransaction(self)
            try:
                yield tx
            except Exception:
                tx.roll_back()
                raise
            except BaseException:
                tx.commit()
                raise
            else:
                tx.commit()
            finally:
                tx.ended = True


@caught_by("a transaction reads its own writes and nobody else does", "expected [1, 2, 3], got [1]")
class BlindToItself(MiniStore):
    """Reads what is committed, also inside."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.read = lambda stream, **named: self.read(stream, **named)
            yield tx


@caught_by(
    "a transaction reads its own writes and nobody else does",
    "seen from outside meanwhile: expected (1, [1], [1]), got (3",
)
class DirtyReads(MiniStore):
    """Shows what is not yet sure."""

    def now(self):
        return super().now() + (self.open.added if getattr(self, "open", None) else [])

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            self.open = SimpleNamespace(added=[])
            tx.rows = lambda: self.rows + tx.added
            self.open = tx
            try:
                yield tx
            finally:
                self.open = None


@caught_by("the store is not written around an open transaction", "store.append should be refused")
class OneInTheOther(MiniStore):
    """A lock that lets its own thread in again."""

    @contextmanager
    def turn(self, what):
        if self.owner == get_ident():
            yield
        else:
            with super().turn(what):
                yield


@caught_by("a transaction is over when it is over", "append on it should be refused")
class NeverOver(MiniStore):
    """Forgets to mark the end."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.alive = lambda: None
            yield tx


# --- values -------------------------------------------------------------------------------------------


@caught_by("any text in an event comes back", "text='cafe?'")
class LatinOne(MiniStore):
    """A column in the encoding of Western Europe."""

    def row(self, stream, version, each, number):
        row = super().row(stream, version, each, number)
        return row._replace(data=row.data.decode().encode("latin-1", "replace").decode("latin-1").encode())


@caught_by("any text in an event comes back", "got LetterKept(text='ab'")
class NoNul(MiniStore):
    """`jsonb` has no NUL, so somebody strips it."""

    def row(self, stream, version, each, number):
        row = super().row(stream, version, each, number)
        return row._replace(data=row.data.replace(b"\\u0000", b""))


@caught_by("any number in an event comes back", "letters with numbers")
class NumbersAreFloats(MiniStore):
    """Went through a JSON library that knows one sort of number."""

    def row(self, stream, version, each, number):
        row = super().row(stream, version, each, number)
        floats = json.loads(row.data, parse_int=lambda digits: int(float(digits)))
        return row._replace(data=json.dumps(floats).encode())


@caught_by("a time keeps its moment to the microsecond", "1, 59, 59, tzinfo")
class WholeSeconds(MiniStore):
    """A column of seconds."""

    def row(self, stream, version, each, number):
        row = super().row(stream, version, each, number)
        return changed(row, time=row.envelope.time.replace(microsecond=0))


@caught_by("a time keeps its moment to the microsecond", "the time that append returned")
class ClockOnTheWall(MiniStore):
    """Keeps what the clock showed and forgets where it hung."""

    def row(self, stream, version, each, number):
        row = super().row(stream, version, each, number)
        return changed(row, time=row.envelope.time.replace(tzinfo=UTC))


@caught_by("a story is handed on", "expected 1, got 40")
class LosesTheStory(MiniStore):
    """Every event begins a story of its own."""

    def row(self, stream, version, each, number):
        return changed(super().row(stream, version, each, number), correlation_id=each.id)


@caught_by("an envelope keeps what stands on it", "the envelope returned")
class StampsItsOwnTime(MiniStore):
    """Every event happened when the store heard of it."""

    def row(self, stream, version, each, number):
        return changed(super().row(stream, version, each, number), time=self.clock.now())


# --- snapshots ----------------------------------------------------------------------------------------


@caught_by("a snapshot of another shape is ignored", "expected None, got (3, b'old shape')")
class AnyShapeWillDo(MiniStore):
    """Keeps one snapshot a stream."""

    def load_snapshot(self, stream, tag):
        return next((kept for (of, _), kept in self.snapshots.items() if of == stream), None)


@caught_by("the newest snapshot wins", "got (4, b'four')")
class LastSnapshotWins(MiniStore):
    """Replaces without looking."""

    def save_snapshot(self, stream, version, tag, data):
        self.snapshots[stream, tag] = version, bytes(data)


@caught_by("a snapshot keeps its own bytes", "bytearray(b'other')")
class KeepsYourBuffer(MiniStore):
    """Keeps what it was handed, not what stood in it."""

    def save_snapshot(self, stream, version, tag, data):
        super().save_snapshot(stream, version, tag, data)
        self.snapshots[stream, tag] = self.snapshots[stream, tag][0], data


# --- races --------------------------------------------------------------------------------------------


@caught_by("one writer wins and the others are told", "expected (1, 3), got (4, 0)")
class NoLock(MiniStore):
    """Writers do not wait for each other, and between looking and writing some time goes by."""

    def turn(self, what):
        self.alive()
        return nullcontext()

    def check(self, stream, expected, actual):
        super().check(stream, expected, actual)
        time.sleep(0.002)


@caught_by("one id in two streams at once is stored once", "expected (1, 1), got (2, 0)")
class LocksStreamsOnly(NoLock):
    """Has a lock for each stream and none for ids."""

    def __init__(self):
        super().__init__()
        self.locks = defaultdict(Lock)

    def append(self, stream, events, **named):
        with self.locks[stream]:
            return super().append(stream, events, **named)


@caught_by("two large batches do not interleave", "expected (2000, 1), got (2000, ")
class ByTheHundred(MiniStore):
    """Writes a large batch in pieces, and lets others in between them."""

    def append(self, stream, events, *, expected, **named):
        events, stored = list(events), ()
        for first in range(0, len(events) or 1, 100):
            stored += super().append(stream, events[first : first + 100], expected=expected, **named)
            expected = ANY if len(events) > 100 else expected
            time.sleep(0.001 if len(events) > 100 else 0)
        return stored


@caught_by("a batch becomes visible whole", "saw this many events of one: {0, ")
class RowByRow(MiniStore):
    """Readers see each row as it comes."""

    def commit(self, rows):
        for row in rows:
            super().commit([row])
            time.sleep(0.0005)


# --- what only looks right ----------------------------------------------------------------------------


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


@caught_by("positions have an order", "should stand before")
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
    """Shows the rows of a transaction one by one, the last one first."""

    def commit(self, rows):
        for row in reversed(rows):
            with self.news:
                self.rows = sorted([*self.rows, row], key=lambda each: each.envelope.position.number)
                self.news.notify_all()
            time.sleep(0.001)


# --- what cannot be read, and what is opened again ----------------------------------------------------


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


@caught_by("a dropped connection loses nothing", "ended as if it were stored")
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
