"""Promises of a projection: one bad event stops neither the view nor the order inside its stream, and none is
forgotten.
"""

from __future__ import annotations

from companion.events import Event
from companion.lab import Crash
from companion.sourcing.errors import StoreUnavailable
from companion.sourcing.store import ANY

from .evidence import refused, same, true
from .facts import LetterKept, PebbleDropped, forgotten, position_of
from .view_backend import ATTEMPTS, Counting, ViewBackend
from .view_strikes import Strikes, struck


class Refuses:
    """A handler's part: raises for the pebbles of some hands, and notes every call."""

    def __init__(self, *hands: str) -> None:
        self.hands = set(hands)
        self.calls: list[int] = []

    def __call__(self, event: PebbleDropped) -> None:
        self.calls.append(event.number)
        if event.by in self.hands:
            raise ValueError(f"pebble {event.number} is chipped, é")


def an_event_whose_handler_fails_is_parked_and_the_rest_goes_on(backend: ViewBackend) -> None:
    """With what went wrong, visible; nothing of it is in the view, though it failed after it had written."""
    refuses = Refuses("bad")
    with backend.counting() as counting:
        counting.drop("ann", "bad", "bob")
        setattr(counting, "after" if backend.takes_back else "before", refuses)
        same(counting.catch_up(), 3, "how many events are done")
        same(counting.rows(), {"ann": 1, "bob": 1}, "what the view shows")
        [parked] = counting.projection.parked()
        bad = counting.store.read_all()[1]
        got = (parked.position, parked.stream, parked.version, parked.type, parked.tries)
        same(got, (position_of(bad), "hand-bad", 1, "PebbleDropped", ATTEMPTS), "what is parked")
        same(parked.error, "ValueError: pebble 2 is chipped, é", "why")
        true(parked.time.utcoffset() is not None, f"it was parked at {parked.time!r}, without a zone")
        same(refuses.calls.count(2) >= ATTEMPTS, True, "whether it was tried that often")
        same((counting.projection.lag(counting.store), counting.catch_up()), (0, 0), "lag, and what is new")


def an_event_that_goes_well_at_a_later_try_is_not_parked(backend: ViewBackend) -> None:
    """A handler that stumbles once; its event counts once."""
    with backend.counting() as counting:
        counting.drop("ann", "bob", "eve")
        stumbles: list[int] = []

        def stumble(event: PebbleDropped) -> None:
            if event.by == "bob" and len(stumbles) < ATTEMPTS - 1:
                stumbles.append(event.number)
                raise ValueError("not yet")

        counting.after = stumble
        counting.catch_up()
        same(len(stumbles), ATTEMPTS - 1, "how often it failed")
        same((counting.projection.parked(), counting.rows()), ((), {"ann": 1, "bob": 1, "eve": 1}),
             "what is parked, and what the view shows")  # fmt: skip


def what_follows_a_parked_event_in_its_stream_waits_behind_it(backend: ViewBackend) -> None:
    """Untried, in this batch and in later ones; other streams go on."""
    with backend.counting() as counting:
        counting.drop("bad", "ann", "bad")
        counting.before = refuses = Refuses("bad")
        counting.catch_up()
        counting.drop("bad", "ann")
        refuses.hands.clear()
        counting.catch_up()
        same(counting.rows(), {"ann": 2}, "what the view shows")
        parked = counting.projection.parked()
        same([each.version for each in parked], [1, 2, 3], "the versions parked, oldest first")
        same([each.tries for each in parked], [ATTEMPTS, 0, 0], "how often each was tried")
        true(all("hand-bad" in each.error for each in parked[1:]), f"they wait for {parked[1].error!r}")


def parked_events_can_be_tried_again_in_their_order(backend: ViewBackend) -> None:
    """The handler was mended. Then nothing is parked and nothing is missing."""
    with backend.counting() as counting:
        counting.drop("bad", "ann", "bad", "worse", "bad")
        counting.before = refuses = Refuses("bad", "worse")
        counting.catch_up()
        same(len(counting.projection.parked()), 4, "how many events are parked")
        refuses.hands, refuses.calls = {"worse"}, []
        same(counting.projection.retry_parked(counting.store), 3, "how many are done")
        same([n for n in refuses.calls if n != 4], [1, 3, 5], "the order in which they were tried")
        same(counting.rows(), {"ann": 1, "bad": 3}, "what the view shows")
        same([each.stream for each in counting.projection.parked()], ["hand-worse"], "what is parked")
        counting.drop("bad")
        counting.catch_up()
        same(counting.rows(), {"ann": 1, "bad": 4}, "what the view shows when that stream goes on")


def a_retry_stops_a_stream_at_its_first_failure(backend: ViewBackend) -> None:
    """Applied behind it, the later ones would be out of order."""
    with backend.counting() as counting:
        counting.drop("bad", "bad", "ann", "bad")
        counting.before = refuses = Refuses("bad")
        counting.catch_up()
        refuses.calls = []
        same(counting.projection.retry_parked(counting.store), 0, "how many are done")
        same(refuses.calls, [1], "which were tried")
        parked = counting.projection.parked()
        same([each.tries for each in parked], [ATTEMPTS + 1, 0, 0], "how often each was tried")
        same(counting.rows(), {"ann": 1}, "what the view shows")


def a_parked_event_can_be_given_up(backend: ViewBackend) -> None:
    """For this view: the store keeps it, and what waits behind it can go on."""
    with backend.counting() as counting:
        counting.drop("bad", "bad", "ann")
        counting.before = refuses = Refuses("bad")
        counting.catch_up()
        counting.projection.discard_parked(counting.projection.parked()[0])
        refuses.hands.clear()
        same(counting.projection.retry_parked(counting.store), 1, "how many are done after that")
        same((counting.rows(), counting.projection.parked()), ({"ann": 1, "bad": 1}, ()), "rows and parked")
        counting.projection.rebuild(counting.store)
        same(counting.rows(), {"ann": 1, "bad": 2}, "what a rebuild shows: the store has kept it")


def an_unreadable_event_is_parked_and_the_rest_goes_on(backend: ViewBackend) -> None:
    """Of a type this program does not know; a newer program reads it later."""
    with backend.counting() as counting:
        read: list[str] = []
        counting.projection.on(LetterKept)(lambda event, target: read.append(event.text))
        counting.drop("ann")
        counting.store.append("letters", [LetterKept(text="one"), LetterKept(text="two")], expected=ANY)
        counting.drop("bob")
        with forgotten(LetterKept):
            counting.catch_up()
            same(counting.rows(), {"ann": 1, "bob": 1}, "what the view shows")
            same(counting.projection.lag(counting.store), 0, "the lag")
            parked = counting.projection.parked()
            same([(each.stream, each.version, each.type) for each in parked],
                 [("letters", 1, "LetterKept"), ("letters", 2, "LetterKept")], "what is parked")  # fmt: skip
            true("LetterKept" in parked[0].error, f"why: {parked[0].error!r}")
            same(counting.projection.retry_parked(counting.store), 0, "how many can be read now")
        same(counting.projection.retry_parked(counting.store), 2, "how many can be read then")
        same((read, counting.projection.parked()), (["one", "two"], ()), "what was read, and what is parked")


def a_store_that_is_away_parks_nothing(backend: ViewBackend) -> None:
    """Every event would fail now, and none is at fault: the view stays where it is."""
    with backend.counting() as counting:
        counting.drop("ann", "bob")

        def gone(event: Event) -> None:
            raise StoreUnavailable("a server", "it is away")

        counting.before = gone
        refused(StoreUnavailable, "catching up", counting.catch_up)
        same((counting.projection.parked(), counting.rows()), ((), {}), "what is parked, and shown")
        same(counting.projection.lag(counting.store), 2, "the lag")
        counting.before = lambda event: None
        counting.catch_up()
        same(counting.rows(), {"ann": 1, "bob": 1}, "what the view shows when it is back")


def a_crash_at_any_point_of_a_retry_is_made_good(backend: ViewBackend) -> None:
    """Each parked event counts once, whenever the program ended."""
    for at in range(1, 1000):
        with backend.counting() as counting:
            counting.drop("bad", "ann", "bad")
            counting.before = Refuses("bad")
            counting.catch_up()
            counting.before = Refuses()
            strikes = Strikes(at)
            if _retried(counting, strikes):
                true(at > 4, f"trying again passed only {strikes.passed}")
                return
            again = counting.started_again()
            again.projection.retry_parked(again.store)
            when = f"after a crash at point {at}, {strikes.passed[-1]}"
            same(again.rows(), {"ann": 1, "bad": 2}, f"what the view shows {when}")
            same(again.projection.parked(), (), f"what is parked {when}")


def _retried(counting: Counting, strikes: Strikes) -> bool:
    try:
        counting.on(struck(counting.view, strikes)).retry_parked(counting.store)
    except Crash:
        return False
    return True
