"""Promises of a store: an append that is repeated because its answer was lost."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from companion.events import BadInput, Envelope
from companion.sourcing.errors import ConcurrencyError
from companion.sourcing.store import ANY, NO_STREAM, STREAM_EXISTS, Expected

from .backend import Backend
from .evidence import refused, same
from .facts import NOON, PearlWeighed, PebbleDropped, given, numbers, pebbles


def a_repeated_envelope_is_stored_once(backend: Backend) -> None:
    """The answer was lost, so the sender sends again. That must be safe with any `expected`, and after any
    other appends.
    """
    with backend.store() as store:
        batch = _batch(1, 2)
        first = store.append("s-1", batch, expected=NO_STREAM)
        store.append("s-1", pebbles(3), expected=2)
        beliefs: tuple[Expected, ...] = (NO_STREAM, 2, 3, 9, ANY, STREAM_EXISTS)
        for expected in beliefs:
            again = store.append("s-1", batch, expected=expected)
            same(again, first, f"the repeat with expected={expected!r}")
        same(numbers(store.read("s-1")), [1, 2, 3], "the stream after six repeats")


def a_repeat_whose_value_is_not_equal_to_itself_is_stored_once(backend: Backend) -> None:
    """What was written decides, not whether Python finds two objects equal."""
    with backend.store() as store:
        weighed = [given(PearlWeighed(carats=Decimal("NaN")))]
        first = store.append("s-1", weighed, expected=NO_STREAM)
        again = store.append("s-1", weighed, expected=NO_STREAM)
        same([each.version for each in again], [each.version for each in first], "version after the repeat")
        same(store.version("s-1"), 1, "version of the stream")


def a_repeat_of_what_was_stored_is_recognised_by_its_stored_form(backend: Backend) -> None:
    """A service that copies a stream sends the envelopes it has read, with their places of elsewhere."""
    with backend.store() as store:
        first = store.append("s-1", pebbles(1, 2), expected=NO_STREAM)
        same(store.append("s-1", store.read("s-1"), expected=NO_STREAM), first, "a repeat of what was read")
        same(store.version("s-1"), 2, "version after it")


def events_without_an_envelope_are_new_each_time(backend: Backend) -> None:
    """Two pebbles of one number are two facts: only an id can say that something is the same."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        refused(ConcurrencyError, "the same event once more", store.append, "s-1", pebbles(1),
                expected=NO_STREAM)  # fmt: skip
        store.append("s-1", pebbles(1), expected=1)
        same(numbers(store.read("s-1")), [1, 1], "the stream")


def an_id_with_another_content_is_refused(backend: Backend) -> None:
    """An id is one fact for ever. Taking the first for the second would lose the second without a word."""
    with backend.store() as store:
        first = _batch(1, 1)[0]
        store.append("s-1", [first], expected=NO_STREAM)
        other = msgspec.structs.replace(first, event=PebbleDropped(number=2))
        error = refused(BadInput, "its id with another content", store.append, "s-1", [other],
                        expected=ANY)  # fmt: skip
        same((error.given, "event 1 of 's-1'" in error.problem), (first.id, True), "the evidence")
        same(numbers(store.read("s-1")), [1], "the stream")


def an_id_in_another_stream_is_refused(backend: Backend) -> None:
    """The same fact cannot have happened in two places."""
    with backend.store() as store:
        first = _batch(1, 1)
        store.append("s-1", first, expected=NO_STREAM)
        error = refused(BadInput, "its id in another stream", store.append, "s-2", first,
                        expected=NO_STREAM)  # fmt: skip
        same((error.given, "event 1 of 's-1'" in error.problem), (first[0].id, True), "the evidence")
        same(store.version("s-2"), 0, "version of the other stream")


def a_repeat_in_another_order_is_refused(backend: Backend) -> None:
    """The order is part of what happened."""
    with backend.store() as store:
        batch = _batch(1, 2)
        store.append("s-1", batch, expected=NO_STREAM)
        refused(BadInput, "the batch backwards", store.append, "s-1", batch[::-1], expected=ANY)
        same(numbers(store.read("s-1")), [1, 2], "the stream")


def a_repeat_of_a_part_with_something_new_is_refused(backend: Backend) -> None:
    """Storing the new rest would make one batch of two; forgetting it would lose a fact."""
    with backend.store() as store:
        old, new = _batch(1, 2), _batch(3, 3)
        store.append("s-1", old, expected=NO_STREAM)
        refused(BadInput, "two known and a new one", store.append, "s-1", old + new, expected=2)
        refused(BadInput, "a new and a known one", store.append, "s-1", new + old[:1], expected=2)
        same(numbers(store.read("s-1")), [1, 2], "the stream")


def a_repeat_with_a_gap_is_refused(backend: Backend) -> None:
    """The first and the third were never one batch."""
    with backend.store() as store:
        batch = _batch(1, 3)
        store.append("s-1", batch, expected=NO_STREAM)
        refused(BadInput, "the first and the third", store.append, "s-1", batch[::2], expected=ANY)
        same(numbers(store.read("s-1")), [1, 2, 3], "the stream")


def a_repeat_of_a_whole_part_returns_that_part(backend: Backend) -> None:
    """Nothing new is asked for, so nothing is refused."""
    with backend.store() as store:
        batch = _batch(1, 3)
        first = store.append("s-1", batch, expected=NO_STREAM)
        same(store.append("s-1", batch[1:], expected=ANY), first[1:], "a repeat of the last two of three")
        same(store.version("s-1"), 3, "version after it")


def an_id_twice_in_one_batch_is_refused(backend: Backend) -> None:
    """Even with one content: a batch does not repeat itself."""
    with backend.store() as store:
        one = _batch(1, 1)
        refused(BadInput, "one id twice in a batch", store.append, "s-1", one * 2, expected=NO_STREAM)
        same(store.version("s-1"), 0, "version after it")


def an_envelope_keeps_what_stands_on_it(backend: Backend) -> None:
    """The sender gave its id, time, story, cause and service, not the store."""
    with backend.store() as store:
        envelope = Envelope(
            id="order-42/paid", type="PebbleDropped", event=PebbleDropped(number=1), time=NOON,
            correlation_id="order-42", causation_id="order-42/placed", service="Shore",
            stream="elsewhere", version=77,
        )  # fmt: skip
        [stored] = store.append("s-1", [envelope], expected=NO_STREAM)
        [read] = store.read("s-1")
        for each, told in ((stored, "returned"), (read, "read")):
            got = (each.id, each.time, each.correlation_id, each.causation_id, each.service)
            same(got, ("order-42/paid", NOON, "order-42", "order-42/placed", "Shore"), f"the envelope {told}")
            same((each.stream, each.version), ("s-1", 1), f"its place as {told}")


def _batch(first: int, last: int) -> list[Envelope]:
    return [given(pebble) for pebble in pebbles(first, last)]
