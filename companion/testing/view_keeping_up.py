"""Promises of a projection: its view keeps up with the store, each event once, in order."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic, sleep

from companion.cqrs.errors import NotCaughtUp
from companion.events import BadInput
from companion.sourcing.position import START
from companion.sourcing.store import ANY

from .evidence import at_once, refused, same, true
from .facts import PurseFilled, pebbles, position_of
from .view_backend import ViewBackend
from .view_parking import Refuses


def a_view_shows_what_was_appended_once_it_caught_up(backend: ViewBackend) -> None:
    """Not before, and completely."""
    with backend.counting() as counting:
        counting.drop("ann", "bob", "ann")
        same((counting.rows(), counting.view.checkpoint()), ({}, START), "what it shows before")
        same(counting.catch_up(), 3, "how many events catch_up says it applied")
        same(counting.rows(), {"ann": 2, "bob": 1}, "what it shows then")
        last = position_of(counting.store.read_all()[-1])
        same(counting.view.checkpoint(), last, "its checkpoint")


def catching_up_again_applies_nothing_twice(backend: ViewBackend) -> None:
    """A like is counted once."""
    with backend.counting() as counting:
        counting.drop("ann")
        counting.catch_up()
        same(counting.catch_up(), 0, "how many events a second catch_up applied")
        counting.drop("ann", "bob")
        same(counting.catch_up(), 2, "how many events were new")
        same(counting.rows(), {"ann": 2, "bob": 1}, "what it shows")
        same(counting.seen, [1, 2, 3], "what the handler was given")


def events_are_applied_in_the_order_of_the_log(backend: ViewBackend) -> None:
    """All of them, in any steps, also when they are more than one batch."""
    with backend.counting() as counting:
        counting.store.append("hand-ann", pebbles(1, 1200, by="ann"), expected=ANY)
        counting.drop("bob")
        applied = counting.projection.catch_up(counting.store, limit=100)
        same(applied, 100, "how many events catch_up(limit=100) applied")
        applied += counting.catch_up()
        same(applied, 1201, "how many events were applied")
        same(counting.seen, list(range(1, 1202)), "what the handler was given")
        same(counting.rows(), {"ann": 1200, "bob": 1}, "what it shows")


def an_event_nobody_handles_is_passed_and_counts_as_done(backend: ViewBackend) -> None:
    """Else the view would stop before it for ever."""
    with backend.counting() as counting:
        counting.store.append("purse", [PurseFilled(cents=5)], expected=ANY)
        counting.drop("ann")
        counting.store.append("purse", [PurseFilled(cents=6)], expected=ANY)
        same(counting.catch_up(), 3, "how many events are done")
        same((counting.rows(), counting.projection.lag(counting.store)), ({"ann": 1}, 0), "rows and lag")


def the_lag_counts_events_the_view_has_not_seen(backend: ViewBackend) -> None:
    """Zero when it is current, whatever happened before."""
    with backend.counting() as counting:
        same(counting.projection.lag(counting.store), 0, "the lag of an empty store")
        counting.drop("ann", "bob", "ann")
        same(counting.projection.lag(counting.store), 3, "the lag of a view that has not begun")
        counting.catch_up()
        same(counting.projection.lag(counting.store), 0, "the lag when it caught up")
        counting.drop("ann")
        same(counting.projection.lag(counting.store), 1, "the lag after one event more")


def a_reader_can_wait_for_its_own_write(backend: ViewBackend) -> None:
    """wait_until returns when the view has come that far, and says how far it is if it has not."""
    with backend.counting() as counting:
        counting.drop("ann")
        wanted = position_of(counting.store.read_all()[-1])
        error = refused(NotCaughtUp, "waiting while no projection runs", counting.projection.wait_until,
                        wanted, timeout_s=0.02)  # fmt: skip
        same((error.wanted, error.at, error.timeout_s), (wanted, START, 0.02), "the evidence")

        def wait() -> dict[str, int]:
            counting.projection.wait_until(wanted, timeout_s=backend.patience_s)
            return counting.rows()

        [rows, _] = at_once([wait, counting.catch_up], backend.patience_s)
        same(rows, {"ann": 1}, "what the reader sees when it has waited")


def run_keeps_the_view_up_until_it_is_stopped(backend: ViewBackend) -> None:
    """In a thread of its own."""
    with backend.counting() as counting:
        stop = Event()
        running = Thread(target=counting.projection.run, args=(counting.store, stop.is_set), daemon=True)
        running.start()
        try:
            for hand in ("ann", "bob", "ann"):
                counting.drop(hand)
            ends = monotonic() + backend.patience_s
            while counting.projection.lag(counting.store):
                true(monotonic() < ends, f"the view lags after {backend.patience_s:g} s")
                sleep(0.01)
        finally:
            stop.set()
            running.join(backend.patience_s)
        true(not running.is_alive(), "run() goes on after stop")
        same(counting.rows(), {"ann": 2, "bob": 1}, "what it shows")


def a_checkpoint_of_another_store_is_refused(backend: ViewBackend) -> None:
    """A view that followed one store says nothing about another; it stays as it was."""
    with backend.counting() as counting, backend.counting() as other:
        counting.drop("ann")
        counting.catch_up()
        other.drop("zoe", "zoe")
        before = counting.rows(), counting.view.checkpoint()
        refused(BadInput, "catching up from another store", counting.projection.catch_up, other.store)
        same((counting.rows(), counting.view.checkpoint()), before, "rows and checkpoint after that")
        counting.drop("ann")
        counting.catch_up()
        same(counting.rows(), {"ann": 2}, "what it shows when it goes on with its own store")


def a_view_opened_again_goes_on_where_it_was(backend: ViewBackend) -> None:
    """With its rows, its checkpoint, and what is parked."""
    backend.needs_to_last()
    with backend.counting() as counting:
        counting.before = Refuses("bad")
        counting.drop("ann", "bad", "bob")
        counting.catch_up()
        rows, at, parked = counting.rows(), counting.view.checkpoint(), counting.projection.parked()
        again = counting.started_again()
        same((again.rows(), again.view.checkpoint()), (rows, at), "rows and checkpoint when opened again")
        same(again.projection.parked(), parked, "what is parked when opened again")
        again.drop("ann")
        same((again.catch_up(), again.rows()), (1, {"ann": 2, "bob": 1}), "what it applies then, and shows")


def views_of_two_names_are_two_views(backend: ViewBackend) -> None:
    """Each with its own rows and its own checkpoint."""
    with backend.counting() as counting:
        other = backend.view(counting.store, f"{counting.name}_too")
        counting.drop("ann")
        counting.catch_up()
        same((backend.read(other), other.checkpoint()), ({}, START), "what the other shows, and where it is")
        counting.on(other).catch_up(counting.store)
        same((backend.read(other), counting.rows()), ({"ann": 1}, {"ann": 1}), "what both show")
