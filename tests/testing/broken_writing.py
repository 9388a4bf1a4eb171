"""Stores that append or repeat otherwise than they promise."""

from caught import caught_by
from mini_store import MiniStore, check_expected

from companion.events import BadInput
from companion.sourcing.store import ANY


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


@caught_by("a repeat whose value is not equal to itself is stored once", "now given with another content")
class ComparesObjects(MiniStore):
    """Asks Python whether two events are equal, not whether the same was written."""

    def repeated(self, stream, drafts, known):
        for each in drafts:
            there = known.get(each.id)
            if there is not None and there.event != each.event:
                raise BadInput("event id", each.id, f"it is {there}, and was now given with another content")
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
