"""Stores that give back something else than they were given, and snapshots nobody should read."""

import json
from datetime import UTC

import msgspec
from caught import caught_by, changed
from mini_store import MiniStore


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


@caught_by("any number in an event comes back", "a letter, as read gives it")
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


@caught_by("any number in an event comes back", "a letter, as read gives it")
class RoundsWhenRead(MiniStore):
    """Rounds for the eye, in one of four ways to read."""

    def read(self, stream, **named):
        return tuple(self.rounded(each) for each in super().read(stream, **named))

    def read_events(self, stream, **named):
        return tuple(each.event for each in super().read(stream, **named))

    def rounded(self, envelope):
        weight = getattr(envelope.event, "weight_g", 0.0)
        if weight == round(weight, 3):
            return envelope
        event = msgspec.structs.replace(envelope.event, weight_g=round(weight, 3))
        return msgspec.structs.replace(envelope, event=event)


@caught_by("a story can be named", "the causes of a batch, as read")
class OnlyTheFirstHasACause(MiniStore):
    """Joins the cause to the first row of a batch."""

    def read(self, stream, **named):
        first, *rest = super().read(stream, **named) or (None,)
        return (first, *(msgspec.structs.replace(each, causation_id=None) for each in rest)) if first else ()
