"""Promises of a store: checkpoints, and subscribers that come back after a crash."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Event

from companion.events import BadInput, Envelope, WrongUse
from companion.sourcing.position import START
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend
from .evidence import at_once, refused, same, true
from .facts import numbers, pebbles, position_of


def a_checkpoint_is_start_at_first_and_then_where_it_was_put(backend: Backend) -> None:
    """Each subscriber has its own."""
    with backend.store() as store:
        [_, second, third] = _three(backend, store)
        same(store.checkpoint("mailer"), START, "a checkpoint nobody saved")
        store.save_checkpoint("mailer", position_of(second))
        same(store.checkpoint("mailer"), position_of(second), "the saved checkpoint")
        store.save_checkpoint("mailer", position_of(third))
        same(store.checkpoint("mailer"), position_of(third), "the checkpoint moved on")
        same(store.checkpoint("печать"), START, "the checkpoint of another subscriber")


def a_checkpoint_never_moves_back(backend: Backend) -> None:
    """Two subscribers of one name, one of them slow: without this the slow one takes the other back."""
    with backend.store() as store:
        [first, second, _] = _three(backend, store)
        store.save_checkpoint("mailer", position_of(second))
        store.save_checkpoint("mailer", position_of(second))  # the same position is not a step back
        for back in (position_of(first), START):
            error = refused(WrongUse, f"a checkpoint back to {back!r}", store.save_checkpoint,
                            "mailer", back)  # fmt: skip
            said = all(repr(each) in str(error) for each in ("mailer", position_of(second), back))
            true(said, f"name and both positions in the sentence: {error}")
        same(store.checkpoint("mailer"), position_of(second), "the checkpoint after that")


def a_checkpoint_goes_back_on_purpose_only(backend: Backend) -> None:
    """There is another method for building a view again."""
    with backend.store() as store:
        [first, second, third] = _three(backend, store)
        store.save_checkpoint("mailer", position_of(third))
        store.reset_checkpoint("mailer", position_of(first))
        same(numbers(store.subscribe("mailer")), [2, 3], "what is seen after a reset to the first")
        store.reset_checkpoint("mailer")
        same(store.checkpoint("mailer"), START, "the checkpoint after a reset")
        store.save_checkpoint("mailer", position_of(second))
        same(store.checkpoint("mailer"), position_of(second), "the checkpoint saved after a reset")


def a_checkpoint_of_no_name_or_no_position_is_refused(backend: Backend) -> None:
    """Without a position, a subscriber could begin anywhere."""
    with backend.store() as store:
        [first, *_] = _three(backend, store)
        refused(BadInput, "a checkpoint without a name", store.save_checkpoint, "", position_of(first))
        refused(BadInput, "a checkpoint at 2", store.save_checkpoint, "mailer", 2)
        same(store.checkpoint("mailer"), START, "the checkpoint after that")


def asking_for_the_next_event_checkpoints_the_one_before(backend: Backend) -> None:
    """It was handled, or the handler would not ask for more. Not a moment earlier."""
    with backend.store() as store:
        [first, second, third] = _three(backend, store)
        subscriber = iter(store.subscribe("mailer"))
        for seen, before in ((first, START), (second, position_of(first)), (third, position_of(second))):
            same(next(subscriber), seen, "the next event")
            same(store.checkpoint("mailer"), before, f"the checkpoint while {seen.event!r} is handled")
        same(next(subscriber, None), None, "after the last event")
        same(store.checkpoint("mailer"), position_of(third), "the checkpoint when all is handled")


def what_was_being_handled_in_a_crash_comes_again(backend: Backend) -> None:
    """At least once: an event is never lost because its handler died."""
    with backend.store() as store:
        _three(backend, store)
        crashed = iter(store.subscribe("mailer"))
        same(numbers([next(crashed), next(crashed)]), [1, 2], "the first two events")
        del crashed
        same(numbers(store.subscribe("mailer")), [2, 3], "what the next subscriber of that name sees")
        same(numbers(store.subscribe("mailer")), [], "what the one after it sees")
        same(numbers(store.subscribe("printer")), [1, 2, 3], "what another subscriber sees")


def lag_counts_the_events_still_to_come(backend: Backend) -> None:
    """Events, not the distance between two positions."""
    with backend.store() as store:
        same(store.lag("mailer"), 0, "lag behind an empty store")
        _three(backend, store)
        lags = [store.lag("mailer")]
        for _ in store.subscribe("mailer"):
            lags.append(store.lag("mailer"))
        same([*lags, store.lag("mailer")], [3, 3, 2, 1, 0], "lag before, at each event, and after")


def a_subscription_that_is_told_to_stop_stops(backend: Backend) -> None:
    """And has checkpointed what was handled, no less and no more."""
    with backend.store() as store:
        [_, second, _] = _three(backend, store)
        seen: list[Envelope] = []

        def follow() -> None:
            for each in store.subscribe("mailer", follow=True, stop=lambda: len(seen) >= 2, poll_s=0.01):
                seen.append(each)

        def never() -> list[Envelope]:
            return list(store.subscribe("printer", follow=True, stop=lambda: True))

        same(at_once([follow, never], backend.patience_s)[1], [], "stopped from the start")
        same(numbers(seen), [1, 2], "what was seen before the stop")
        same(store.checkpoint("mailer"), position_of(second), "the checkpoint after the stop")


def a_subscriber_that_follows_sees_what_comes_later(backend: Backend) -> None:
    """Without being asked again, and in order."""
    with backend.store() as store:
        seen: SimpleQueue[int] = SimpleQueue()
        stop = Event()

        def follow() -> None:
            for each in store.subscribe("mailer", follow=True, stop=stop.is_set, poll_s=0.05):
                seen.put(numbers([each])[0])

        def write() -> list[int]:
            told = []
            try:
                for number in (1, 2, 3):
                    store.append("s-1", pebbles(number), expected=ANY)
                    told.append(seen.get(timeout=backend.patience_s / 2))
            finally:
                stop.set()
            return told

        ends = at_once([follow, write], backend.patience_s)
        same(ends, [None, [1, 2, 3]], "how the follower ended, and what it saw one by one")


def a_reader_that_waits_is_woken(backend: Backend) -> None:
    """Else a follower is late by a whole poll, or asks the store all day."""
    with backend.store() as store:
        [stored] = store.append("s-1", pebbles(1), expected=NO_STREAM)
        true(store.wait(START, backend.patience_s), "waiting for what is there already gave up")
        waiting = Event()

        def wait() -> bool:
            waiting.set()
            return store.wait(position_of(stored), 100 * backend.patience_s)

        def write() -> None:
            waiting.wait()
            store.append("s-1", pebbles(2), expected=1)

        backend.log(store, 1)
        [woken, _] = at_once([wait, write], backend.patience_s)
        same(woken, True, "what wait() says once there is news")
        backend.log(store, 2)
        same(store.wait(store.head(), 0.01), False, "what wait() says when nothing comes")


def _three(backend: Backend, store: EventStore) -> list[Envelope]:
    store.append("s-1", pebbles(1, 2), expected=NO_STREAM)
    store.append("s-2", pebbles(3), expected=NO_STREAM)
    return backend.log(store, 3)
