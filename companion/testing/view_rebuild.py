"""Promises of a view that is made again: next to the old one, which is still read and written, then in its
place.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise
from threading import Thread
from typing import Any, cast

from companion.events import BadDefinition
from companion.lab import Crash
from companion.sourcing.position import START
from companion.sourcing.store import EventStore

from .evidence import at_once, fail, same, true
from .facts import PebbleDropped, position_of
from .view_backend import ViewBackend
from .view_parking import Refuses
from .view_strikes import Strikes, struck

HANDS = ("ann", "bob", "ann", "eve")
ROWS = {"ann": 2, "bob": 1, "eve": 1}


class Reading:
    """A store whose reader does something else first: what others do while a rebuild goes on."""

    def __init__(self, store: EventStore, before_page: Callable[[int], object]) -> None:
        self._store, self._before_page = store, before_page
        self._pages = 0

    def read_all(self, *args: Any, **named: Any) -> Any:
        """One page; others are at work before it."""
        self._pages += 1
        self._before_page(self._pages)
        return self._store.read_all(*args, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def a_view_made_anew_shows_the_same(backend: ViewBackend) -> None:
    """As often as one likes; it goes on from there."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        before = counting.rows(), counting.view.checkpoint()
        for _ in range(3):
            same(counting.projection.rebuild(counting.store), 4, "how many events were applied")
            same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint")
        counting.drop("ann")
        same((counting.catch_up(), counting.rows()), (1, {**ROWS, "ann": 3}), "what comes after, and rows")


def a_new_view_can_begin_with_a_rebuild(backend: ViewBackend) -> None:
    """One command for both."""
    with backend.counting() as counting:
        same((counting.projection.rebuild(counting.store), counting.rows()), (0, {}), "of an empty store")
        counting.drop(*HANDS)
        same((counting.projection.rebuild(counting.store), counting.rows()), (4, ROWS), "of four events")


def readers_see_the_old_view_until_the_new_one_is_whole(backend: ViewBackend) -> None:
    """Not an empty one, nor half of it, nor its checkpoint."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        before = counting.rows(), counting.view.checkpoint()
        seen: list[object] = []

        def look(page: int) -> None:
            seen.append((counting.rows(), counting.view.checkpoint()))

        counting.projection.rebuild(cast(EventStore, Reading(counting.store, look)))
        true(len(seen) >= 2, "the rebuild read nothing")
        same(seen, [before] * len(seen), "what readers saw meanwhile")


def what_is_written_during_a_rebuild_is_in_it(backend: ViewBackend) -> None:
    """Events that come while it goes on, also when the old view has shown them already."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        seen = [counting.view.checkpoint()]

        def others(page: int) -> None:
            if page <= 4:
                counting.drop("ann")
                counting.catch_up()
            seen.append(counting.view.checkpoint())

        counting.projection.rebuild(cast(EventStore, Reading(counting.store, others)))
        seen.append(counting.view.checkpoint())
        counting.catch_up()
        same(counting.rows(), {**ROWS, "ann": 6}, "what the view shows")
        true(all(not later < earlier for earlier, later in pairwise(seen)),
             f"readers went back in time: {seen}")  # fmt: skip


def a_swap_never_takes_readers_back_in_time(backend: ViewBackend) -> None:
    """A fresh view that has come less far is refused, and nothing is changed."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        fresh = counting.view.fresh()
        same((backend.read(fresh), fresh.checkpoint()), ({}, START), "a fresh view")
        counting.on(fresh).catch_up(counting.store)
        same((counting.rows(), counting.view.checkpoint()), ({}, START), "the old one, before the swap")
        counting.drop("ann")
        counting.catch_up()
        last = position_of(counting.store.read_all()[-1])
        same(counting.view.swap(fresh), False, "what swap says of a view that is one event behind")
        same((counting.rows(), counting.view.checkpoint()), ({**ROWS, "ann": 3}, last), "rows and checkpoint")
        counting.on(fresh).catch_up(counting.store)
        same(counting.view.swap(fresh), True, "what swap says of a view that has come as far")
        same((counting.rows(), counting.view.checkpoint()), ({**ROWS, "ann": 3}, last), "rows and checkpoint")


def a_rebuild_that_fails_leaves_the_old_view_as_it_was(backend: ViewBackend) -> None:
    """A handler that dies half way; the next rebuild is not hindered by it."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        before = counting.rows(), counting.view.checkpoint()

        def die(event: PebbleDropped) -> None:
            if event.number == 3:
                raise Crash

        counting.after = die
        try:
            counting.projection.rebuild(counting.store)
            fail("the rebuild swallowed a BaseException")
        except Crash:
            pass
        same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint after that")
        counting.after = lambda event: None
        counting.drop("eve")
        counting.catch_up()
        same(counting.rows(), {**ROWS, "eve": 2}, "what it shows when it goes on")
        counting.projection.rebuild(counting.store)
        same(counting.rows(), {**ROWS, "eve": 2}, "what the next rebuild shows")


def a_crash_at_any_point_of_a_rebuild_is_made_good(backend: ViewBackend) -> None:
    """The old view is there, whole, or the new one is."""
    for at in range(1, 1000):
        with backend.counting() as counting:
            counting.drop(*HANDS)
            counting.catch_up()
            counting.drop("bob")
            strikes = Strikes(at)
            try:
                counting.on(struck(counting.view, strikes)).rebuild(counting.store)
                true(at > 6, f"the rebuild passed only {strikes.passed}")
                return
            except Crash:
                pass
            again = counting.started_again()
            when = f"after a crash at point {at}, {strikes.passed[-1]}"
            true(again.rows() in (ROWS, {**ROWS, "bob": 2}), f"{when} the view shows {again.rows()}")
            again.catch_up()
            same(again.rows(), {**ROWS, "bob": 2}, f"what the view shows {when}")
            again.projection.rebuild(again.store)
            same(again.rows(), {**ROWS, "bob": 2}, f"what the next rebuild shows {when}")


def a_rebuild_tries_parked_events_again(backend: ViewBackend) -> None:
    """The handler was mended: the new view has them, and nothing is parked. Not mended: they are parked."""
    with backend.counting() as counting:
        counting.drop("ann", "bad", "bad")
        counting.before = refuses = Refuses("bad")
        counting.catch_up()
        before = [each.version for each in counting.projection.parked()]
        counting.projection.rebuild(counting.store)
        after = [each.version for each in counting.projection.parked()]
        same((before, after), ([1, 2], [1, 2]), "the versions parked before and after a rebuild")
        refuses.hands.clear()
        counting.projection.rebuild(counting.store)
        same((counting.rows(), counting.projection.parked()), ({"ann": 1, "bad": 2}, ()), "rows and parked")


def a_fresh_view_that_is_not_needed_is_gone(backend: ViewBackend) -> None:
    """Discarding it changes nothing for readers, nor for the next rebuild."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        before = counting.rows(), counting.view.checkpoint()
        fresh = counting.view.fresh()
        counting.on(fresh).catch_up(counting.store)
        fresh.discard()
        same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint after that")
        counting.projection.rebuild(counting.store)
        same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint after a rebuild")


def a_rebuild_slower_than_two_later_ones_takes_nothing_from_readers(backend: ViewBackend) -> None:
    """Its tables may be gone by then: it ends with an error, and they see what the later ones have made."""
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        before = counting.rows(), counting.view.checkpoint()
        slow = counting.view.fresh()
        for _ in range(2):
            counting.projection.rebuild(counting.store)
        with suppress(BadDefinition):
            counting.on(slow).catch_up(counting.store)
        with suppress(BadDefinition):
            counting.view.swap(slow)
        same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint after all three")
        counting.drop("ann")
        counting.catch_up()
        same(counting.rows(), {**ROWS, "ann": 3}, "what comes after")


def a_rebuild_while_others_catch_up_and_write_loses_nothing(backend: ViewBackend) -> None:
    """Three threads: one appends, one keeps the old view current, one makes the view again."""
    backend.needs_many()
    with backend.counting() as counting:
        counting.drop(*HANDS)
        write = partial(counting.drop, *HANDS * 5)
        follower = counting.started_again()
        follow = partial(_catch_up_often, follower)
        rebuild = partial(counting.on(counting.view).rebuild, counting.store)
        ends = at_once([write, follow, rebuild], backend.patience_s)
        same([each for each in ends if isinstance(each, BaseException)], [], "what was raised")
        counting.catch_up()
        same(counting.rows(), {by: 6 * n for by, n in ROWS.items()}, "what the view shows")


def _catch_up_often(counting: Any) -> None:
    for _ in range(20):
        counting.catch_up()


def a_view_opened_after_a_rebuild_is_the_new_one(backend: ViewBackend) -> None:
    """The program that starts next reads what was swapped in, and so does one that was open all the time."""
    backend.needs_to_last()
    with backend.counting() as counting:
        counting.drop(*HANDS)
        counting.catch_up()
        other = counting.started_again()
        counting.before = Refuses("bob")
        counting.projection.rebuild(counting.store)
        shown = {"ann": 2, "eve": 1}
        same(counting.rows(), shown, "what the view shows after a rebuild with another meaning")
        same(other.rows(), shown, "what another object of it shows, opened before")
        same(counting.started_again().rows(), shown, "what one shows that is opened now")
        results: list[int] = []
        thread = Thread(target=lambda: results.append(other.catch_up()), daemon=True)
        thread.start()
        thread.join(backend.patience_s)
        same(results, [0], "how much the other has to catch up")
