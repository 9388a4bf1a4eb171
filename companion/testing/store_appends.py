"""Promises of a store: appending."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from companion.events import BadInput, InvalidEvent
from companion.sourcing.errors import ConcurrencyError
from companion.sourcing.position import Position
from companion.sourcing.store import ANY, MAX_EVENT_BYTES, NO_STREAM, STREAM_EXISTS, EventStore

from .backend import Backend
from .evidence import refused, same, true
from .facts import LetterKept, PebbleDropped, given, numbers, pebbles, position_of, versions


def what_append_returns_is_what_is_read(backend: Backend) -> None:
    """Who has appended must not need to read in order to know ids, versions and positions."""
    with backend.store() as store:
        stored = store.append("s-1", pebbles(1, 3), expected=NO_STREAM, service="Shore")
        stored += store.append("s-1", pebbles(4), expected=3)
        same(store.read("s-1"), stored, "read after two appends")
        same(tuple(backend.log(store, 4)), stored, "read_all after two appends")
        same([each.service for each in stored], ["Shore"] * 3 + [None], "who appended")


def versions_begin_at_1_and_have_no_gap(backend: Backend) -> None:
    """Version n means: the n-th fact of this stream. Folds, snapshots and expectations count on it."""
    with backend.store() as store:
        stored = store.append("s-1", pebbles(1, 2), expected=NO_STREAM)
        refused(ConcurrencyError, "a second NO_STREAM", store.append, "s-1", pebbles(9), expected=NO_STREAM)
        stored += store.append("s-1", pebbles(3), expected=2)
        other = store.append("s-2", pebbles(1), expected=NO_STREAM)
        same(versions(stored), [1, 2, 3], "versions that append returned")
        same(versions(store.read("s-1")), [1, 2, 3], "versions that read returned")
        same(versions(other), [1], "the first version of another stream")
        same((store.version("s-1"), store.version("s-2")), (3, 1), "version()")


def a_stream_nobody_wrote_is_empty(backend: Backend) -> None:
    """An unknown stream is not an error: "nothing happened yet" is an answer."""
    with backend.store() as store:
        got = (store.read("nobody"), store.version("nobody"), store.read_events("nobody"), store.streams())
        same(got, ((), 0, (), ()), "read, version, read_events and streams of an empty store")


def a_wrong_expectation_is_refused_and_nothing_is_stored(backend: Backend) -> None:
    """This is the lock of event sourcing: who decided on an old state must decide again."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        for wrong in (NO_STREAM, 1, 2):
            error = refused(ConcurrencyError, f"expected={wrong} of 3", store.append, "s-1", pebbles(9),
                            expected=wrong)  # fmt: skip
            same((error.stream, error.expected, error.actual), ("s-1", wrong, 3), "evidence of the error")
        _holds(store, [1, 2, 3])


def an_expectation_beyond_the_end_is_refused(backend: Backend) -> None:
    """A store that only looks for a taken version lets 7 follow 3, and the stream has a hole for ever."""
    with backend.store() as store:
        store.append("s-1", pebbles(1, 3), expected=NO_STREAM)
        error = refused(ConcurrencyError, "expected=7 of 3", store.append, "s-1", pebbles(9), expected=7)
        same((error.expected, error.actual), (7, 3), "evidence of the error")
        refused(ConcurrencyError, "expected=1 of nothing", store.append, "s-2", pebbles(9), expected=1)
        _holds(store, [1, 2, 3])
        same(store.version("s-2"), 0, "version of the stream that was refused")


def any_asks_for_nothing(backend: Backend) -> None:
    """For facts that no decision rests on, such as a measurement."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=ANY)
        store.append("s-1", pebbles(2), expected=ANY)
        _holds(store, [1, 2])


def stream_exists_asks_for_one_event_at_least(backend: Backend) -> None:
    """It means: append only to a stream that was begun, with any number of events."""
    with backend.store() as store:
        error = refused(ConcurrencyError, "STREAM_EXISTS of nothing", store.append, "s-1", pebbles(9),
                        expected=STREAM_EXISTS)  # fmt: skip
        same((error.expected, error.actual), (STREAM_EXISTS, 0), "evidence of the error")
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        store.append("s-1", pebbles(2), expected=STREAM_EXISTS)
        _holds(store, [1, 2])


def what_is_no_expectation_is_refused(backend: Backend) -> None:
    """None, True and "3" could each mean something; a store that guesses loses the check."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        for odd in (-1, True, None, "1", 1.0):
            refused(BadInput, f"expected={odd!r}", store.append, "s-1", pebbles(9), expected=odd)
        _holds(store, [1])


def an_empty_append_stores_nothing_and_still_checks(backend: Backend) -> None:
    """A decider that decides nothing must still hear that it decided on an old state."""
    with backend.store() as store:
        same(store.append("s-1", [], expected=NO_STREAM), (), "an append of nothing")
        same((store.version("s-1"), store.streams()), (0, ()), "version and streams after it")
        refused(ConcurrencyError, "an empty append at 2 of 0", store.append, "s-1", [], expected=2)
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        same(store.append("s-1", [], expected=1), (), "an append of nothing at the right version")


def events_may_come_from_a_generator(backend: Backend) -> None:
    """A store that walks over them twice stores nothing the second time."""
    with backend.store() as store:
        store.append("s-1", (each for each in pebbles(1, 3)), expected=NO_STREAM)
        _holds(store, [1, 2, 3])


def one_bad_event_keeps_the_whole_batch_out(backend: Backend) -> None:
    """Half a decision was never decided."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        odd = PebbleDropped(number="three")  # type: ignore[arg-type]
        refused(InvalidEvent, "a batch with a bad event", store.append, "s-1", [*pebbles(2), odd], expected=1)
        refused(TypeError, "one event instead of several", store.append, "s-1", pebbles(2)[0], expected=1)
        _holds(store, [1])


def an_id_that_is_taken_keeps_the_whole_batch_out(backend: Backend) -> None:
    """The last event of the batch is the one the database refuses: the others are written by then."""
    with backend.store() as store:
        known = given(pebbles(1)[0])
        store.append("s-1", [known], expected=NO_STREAM)
        batch = [*pebbles(2, 4), known]
        refused(BadInput, "a batch whose last id is taken", store.append, "s-2", batch, expected=ANY)
        same((store.version("s-1"), store.version("s-2")), (1, 0), "versions after a refused batch")
        same(numbers(backend.log(store, 1)), [1], "the log after a refused batch")


def an_oversized_event_is_refused_and_nothing_is_lost(backend: Backend) -> None:
    """What no reader can take must not get in; the rest of the stream stays readable."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        huge = LetterKept(text="x" * MAX_EVENT_BYTES)
        error = refused(BadInput, "a huge event", store.append, "s-1", [*pebbles(2), huge], expected=1)
        true(f"{MAX_EVENT_BYTES:,}" in error.problem, f"the error says {error.problem}")
        store.append("s-1", pebbles(3), expected=1)
        _holds(store, [1, 3])


def a_name_is_judged_at_every_entrance(backend: Backend) -> None:
    """One answer: who misspells a name when reading must not be told that there is nothing."""
    with backend.store() as store:
        [there] = store.append("s-1", pebbles(1), expected=NO_STREAM)
        backend.log(store, 1)
        for name in cast(list[str], ["", "a\0b", "x" * 256, "\ud800", 7, None]):
            for entrance, enter in _entrances(store, name, position_of(there)).items():
                refused(BadInput, f"{entrance} of {name!r}", enter)


def _entrances(store: EventStore, name: str, at: Position) -> dict[str, Callable[[], object]]:
    """Each call that takes a name, by what a broken promise calls it."""
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: store.read(name),
        "read_events": lambda: store.read_events(name),
        "version": lambda: store.version(name),
        "checkpoint": lambda: store.checkpoint(name),
        "lag": lambda: store.lag(name),
        "save_checkpoint": lambda: store.save_checkpoint(name, at),
        "reset_checkpoint": lambda: store.reset_checkpoint(name),
        "subscribe": lambda: list(store.subscribe(name)),
        "save_snapshot": lambda: store.save_snapshot(name, 1, "v1", b""),
        "save_snapshot with the tag": lambda: store.save_snapshot("s-1", 1, name, b""),
        "load_snapshot": lambda: store.load_snapshot(name, "v1"),
        "load_snapshot with the tag": lambda: store.load_snapshot("s-1", name),
        "streams": lambda: store.streams(name),
    }
    if name == "":
        del calls["streams"]  # the prefix of all
    return calls


def a_name_no_store_can_keep_is_refused(backend: Backend) -> None:
    """What one store takes and another cannot keep would tie its users to the first."""
    with backend.store() as store:
        for odd in ("", "a\0b", "x" * 256, "é" * 128, "\ud800", None, 7):
            called = f"a stream called {str(odd)[:9]!r}"
            refused(BadInput, called, store.append, odd, pebbles(1), expected=ANY)
        same(store.streams(), (), "streams after refused names")
        store.append("x" * 255, pebbles(1), expected=NO_STREAM)
        same(store.version("x" * 255), 1, "version of a stream with 255 letters")


def _holds(store: EventStore, expected: list[int]) -> None:
    same(numbers(store.read("s-1")), expected, "what is in the stream")
    same(store.version("s-1"), len(expected), "its version")
