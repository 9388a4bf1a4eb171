"""Promises of a store: every value that was written is read back the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from companion.events import Envelope
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend
from .evidence import same, true
from .facts import LetterKept, PebbleDropped, ShelfMark, given, pebbles

TEXTS = (
    "", " ", "café", "cafe\u0301", "漢字", "עברית", "🧡👩‍👩‍👧", "\U0010ffff", "a\0b", "\u2028", "\t\r\n",
    '"quoted" and \\back\\', "%s ? :x {0} $1", "'; DROP TABLE events; --", "\u007f\ufeff\ufffd", "x" * 70_000,
)  # fmt: skip


def any_text_in_an_event_comes_back(backend: Backend) -> None:
    """Names of people are not ASCII, and a NUL in a JSON string is legal JSON."""
    with backend.store() as store:
        letters = [LetterKept(text=text, pages=(text[:99], "é")) for text in TEXTS]
        store.append("s-1", letters, expected=NO_STREAM)
        _comes_back(backend, store, letters)


def any_number_in_an_event_comes_back(backend: Backend) -> None:
    """Cents are counted, weights are measured: neither may lose a digit."""
    with backend.store() as store:
        floats = (0.1, 1e300, 5e-324, -0.0, 1.0, 123456789.123456789)
        whole = (0, -1, 2**53 + 1, 2**63 - 1, -(2**63))
        letters = [LetterKept(text="", weight_g=weight) for weight in floats]
        letters += [LetterKept(text="", number=number) for number in whole]
        store.append("s-1", letters, expected=NO_STREAM)
        _comes_back(backend, store, letters)


def a_value_inside_a_value_comes_back(backend: Backend) -> None:
    """Nested values, nothing, and a time of another zone."""
    sent = datetime(2024, 3, 1, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with backend.store() as store:
        letters = [
            LetterKept(text="", read=read, shelf=shelf, sent=when)
            for read in (True, False, None)
            for shelf in (None, ShelfMark("東", -3))
            for when in (None, sent)
        ]
        store.append("s-1", letters, expected=NO_STREAM)
        _comes_back(backend, store, letters)


def any_name_comes_back(backend: Backend) -> None:
    """Of a stream, a story, a service, an id: letters that look alike are not the same letter."""
    names = ("café", "cafe\u0301", "CAFÉ", "漢-1", "🧡", " a", "a ", "a", "%", "'", '"', "a/b\\c", "x" * 255)
    with backend.store() as store:
        for name in names:
            envelope = Envelope(id=name, type="PebbleDropped", event=PebbleDropped(number=1, by=name),
                                time=given(pebbles(1)[0]).time, correlation_id=name, causation_id=name,
                                service=name)  # fmt: skip
            store.append(name, [envelope], expected=NO_STREAM)
        for name in names:
            [read] = store.read(name)
            got = (read.stream, read.id, read.correlation_id, read.causation_id, read.service)
            same(got, (name,) * 5, "stream, id, story, cause and service")
            same(read.event, PebbleDropped(number=1, by=name), "the event")
        same(store.streams(), tuple(sorted(names)), "all streams")


def a_time_keeps_its_moment_to_the_microsecond(backend: Backend) -> None:
    """In whichever zone it was told, and before 1970 too."""
    utc = datetime(2024, 3, 31, 1, 59, 59, 999999, tzinfo=UTC)
    times = (utc, utc.astimezone(timezone(timedelta(hours=-9, minutes=-30))), utc + timedelta(microseconds=1),
             datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), datetime(1815, 12, 10, tzinfo=UTC),
             datetime(9000, 1, 1, 0, 0, 0, 7, tzinfo=UTC))  # fmt: skip
    with backend.store() as store:
        for number, time in enumerate(times, 1):
            [stored] = store.append("s-1", [given(pebbles(number)[0], time=time)], expected=ANY)
            same(stored.time, time, "the time that append returned")
        read = store.read("s-1")
        same([each.time for each in read], list(times), "the times that read returned")
        true(all(each.time.utcoffset() is not None for each in read), "a time came back without its zone")


def an_event_gets_its_time_and_id_from_the_store(backend: Backend) -> None:
    """One time for the whole batch, to the microsecond, and ids that differ."""
    with backend.store() as store:
        stored = store.append("s-1", pebbles(1, 50), expected=NO_STREAM)
        same(len({each.time for each in stored}), 1, "different times in one batch")
        same(len({each.id for each in stored}), 50, "different ids in one batch of 50")
        true(stored[0].time.utcoffset() == timedelta(0), f"the time {stored[0].time!r} is not in UTC")
        same(store.read("s-1"), stored, "times and ids as read")


def a_story_is_handed_on(backend: Backend) -> None:
    """Who asks why something happened walks from cause to cause, and must arrive at the first event."""
    with backend.store() as store:
        [cause] = store.append("s-0", pebbles(0), expected=NO_STREAM, service="Shore")
        same((cause.correlation_id, cause.causation_id), (cause.id, None), "story and cause of the first")
        for depth in range(1, 40):
            [next_] = store.append(f"s-{depth}", pebbles(depth), expected=NO_STREAM, cause=cause,
                                   service=f"S{depth}")  # fmt: skip
            same(next_.causation_id, cause.id, "the cause of the next")
            cause = next_
        found = {each.id: each for each in backend.log(store, 40)}
        depth, at = 39, found[cause.id]
        while at.causation_id is not None:
            same(at.service, f"S{depth}", "who appended it")
            at, depth = found[at.causation_id], depth - 1
        same((depth, at.service), (0, "Shore"), "where the way from cause to cause ends")
        same(len({each.correlation_id for each in found.values()}), 1, "stories that forty events tell")


def a_story_can_be_named(backend: Backend) -> None:
    """The customer's order number, say. A cause knows better, a batch is one story."""
    with backend.store() as store:
        stored = store.append("s-1", pebbles(1, 2), expected=NO_STREAM, correlation_id="order-42")
        same(
            [each.correlation_id for each in store.read("s-1")], ["order-42"] * 2, "the story that was named"
        )
        store.append("s-2", pebbles(1), expected=NO_STREAM, cause=stored[1], correlation_id="another")
        [caused] = store.read("s-2")
        same((caused.correlation_id, caused.causation_id), ("order-42", stored[1].id), "the story of a cause")
        store.append("s-4", pebbles(1, 3), expected=NO_STREAM, cause=stored[1])
        causes = [each.causation_id for each in store.read("s-4")]
        same(causes, [stored[1].id] * 3, "the causes of a batch, as read")
        batch = store.append("s-3", pebbles(1, 3), expected=NO_STREAM)
        same({each.correlation_id for each in batch}, {batch[0].id}, "the story of a batch nobody named")


def _comes_back(backend: Backend, store: EventStore, letters: list[LetterKept]) -> None:
    """All of "s-1" is what was written, by whichever way it is read, to the last digit."""
    whole = backend.log(store, len(letters))
    ways = {
        "read": [each.event for each in store.read("s-1")],
        "read_events": list(store.read_events("s-1")),
        "read_all": [each.event for each in whole],
        "scan": [event for _, event in store.scan()],
    }
    for way, events in ways.items():
        for letter, event in zip(letters, events, strict=True):
            same(event, letter, f"a letter, as {way} gives it")
            same(repr(event), repr(letter), f"the digits of a letter, as {way} gives it")
