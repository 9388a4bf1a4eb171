"""Promises of a view: a batch and its checkpoint are there together, or neither is."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread

from companion.cqrs.errors import Overtaken
from companion.cqrs.view import Parked
from companion.events import Envelope, WrongUse
from companion.lab import Crash
from companion.sourcing.position import START

from .evidence import at_once, fail, refused, same, true
from .facts import NOON, PebbleDropped, position_of
from .view_backend import Counting, ViewBackend
from .view_parking import Refuses
from .view_strikes import Strikes, struck

HANDS = ("ann", "bob", "ann", "eve", "bob", "ann")
ROWS = {"ann": 3, "bob": 2, "eve": 1}


def a_batch_is_there_when_its_block_ends(backend: ViewBackend) -> None:
    """What was written, how far it came, and what was parked."""
    with backend.counting() as counting:
        counting.drop("ann", "bad")
        first, second = counting.store.read_all()
        parked = _parked(first)
        with counting.view.writing(START) as writing:
            backend.count(writing.target, "ann", first.id)
            writing.park(parked)
            writing.save_checkpoint(position_of(second))
        same(
            (counting.rows(), counting.view.checkpoint()),
            ({"ann": 1}, position_of(second)),
            "rows, checkpoint",
        )
        same(counting.view.parked(), (parked,), "what is parked")
        with counting.view.writing() as writing:
            same(writing.unpark(position_of(first)), True, "what unpark says of a parked event")
            same(writing.unpark(position_of(second)), False, "what unpark says of one that is not")
        same(counting.view.parked(), (), "what is parked then")


def an_exception_takes_the_whole_batch_back(backend: ViewBackend) -> None:
    """Rows, checkpoint and parked events, after any error; the next batch works."""
    backend.needs_to_take_back()
    with backend.counting() as counting:
        counting.drop("ann", "bad", "eve")
        first, second, third = counting.store.read_all()
        with counting.view.writing(START) as writing:
            writing.park(_parked(first))
            writing.save_checkpoint(position_of(first))
        for error in (ValueError("no"), Crash()):
            try:
                with counting.view.writing(position_of(first)) as writing:
                    backend.count(writing.target, "bob", second.id)
                    writing.unpark(position_of(first))
                    writing.park(_parked(second))
                    writing.save_checkpoint(position_of(second))
                    raise error
            except (ValueError, Crash):
                pass
            else:
                fail(f"the block swallowed {error!r}")
            same(
                (counting.rows(), counting.view.checkpoint()), ({}, position_of(first)), "rows and checkpoint"
            )
            same(counting.view.parked(), (_parked(first),), "what is parked")
        with counting.view.writing(position_of(first)) as writing:
            backend.count(writing.target, "eve", third.id)
            writing.save_checkpoint(position_of(third))
        same(counting.rows(), {"eve": 1}, "rows after the next batch")


def nobody_sees_a_checkpoint_before_its_batch(backend: ViewBackend) -> None:
    """Who waits for its own write would read what was taken back."""
    with backend.counting() as counting:
        counting.drop("ann")
        [first] = counting.store.read_all()
        seen: list[object] = []
        reader = Thread(target=lambda: seen.append(counting.view.checkpoint()), daemon=True)
        try:
            with counting.view.writing(START) as writing:
                backend.count(writing.target, "ann", first.id)
                writing.save_checkpoint(position_of(first))
                reader.start()
                reader.join(0.1)  # a view may let the reader wait until the batch has ended
                raise Crash
        except Crash:
            pass
        reader.join(backend.patience_s)
        same(seen, [START], "what a reader saw as the checkpoint of a batch that was taken back")


def a_batch_that_begins_elsewhere_is_overtaken(backend: ViewBackend) -> None:
    """Another projection was faster: writing on would count its events twice."""
    with backend.counting() as counting:
        counting.drop("ann", "bob")
        first, second = counting.store.read_all()
        counting.catch_up()

        def write() -> None:
            with counting.view.writing(START) as writing:
                backend.count(writing.target, "ann", "another id")
                writing.save_checkpoint(position_of(first))

        error = refused(Overtaken, "a batch from START on", write)
        same((error.since, error.at), (START, position_of(second)), "the evidence")
        same(counting.rows(), {"ann": 1, "bob": 1}, "rows after that")


def a_checkpoint_of_a_view_never_moves_back(backend: ViewBackend) -> None:
    """Every event after it would be applied a second time."""
    with backend.counting() as counting:
        counting.drop("ann", "bob")
        first, second = counting.store.read_all()
        counting.catch_up()

        def move_back() -> None:
            with counting.view.writing() as writing:
                writing.save_checkpoint(position_of(first))

        refused(WrongUse, "a checkpoint before the one there is", move_back)
        same(counting.view.checkpoint(), position_of(second), "the checkpoint after that")


def a_handler_that_dies_at_any_event_is_made_good(backend: ViewBackend) -> None:
    """A crash before or after its write; the program starts again and catches up: each event counts once."""
    for dies_at in range(1, len(HANDS) + 1):
        for when in ("before", "after"):
            with backend.counting() as counting:
                counting.drop(*HANDS)
                setattr(counting, when, partial(_dies, dies_at))
                try:
                    counting.catch_up()
                    fail("the program did not end: BaseException was swallowed")
                except Crash:
                    pass
                again = counting.started_again()
                again.before = again.after = _nothing
                again.catch_up()
                _is_right(again, f"after a crash {when} the write of event {dies_at}")


def a_crash_at_any_point_of_catching_up_is_made_good(backend: ViewBackend) -> None:
    """Before and after each batch, checkpoint, parking and commit, with an event that is parked."""
    for at in range(1, 1000):
        with backend.counting() as counting:
            counting.drop("ann", "bad", *HANDS[1:], "bad")
            strikes = Strikes(at)
            first = counting.on(struck(counting.view, strikes))
            counting.before = Refuses("bad")
            if not _ends(partial(first.catch_up, counting.store)):
                true(at > 10, f"catching up passed only {strikes.passed}")
                return
            again = counting.started_again()
            again.before = Refuses("bad")
            again.catch_up()
            when = f"after a crash at point {at}, {strikes.passed[-1]}"
            _is_right(again, when)
            same([each.version for each in again.view.parked()], [1, 2], f"versions parked {when}")


def two_projections_at_once_count_each_event_once(backend: ViewBackend) -> None:
    """Two workers by mistake, or one too slow to die."""
    backend.needs_many()
    with backend.counting() as counting:
        counting.drop(*HANDS * 5)
        others = [counting.started_again() for _ in range(3)]
        calls = [partial(other.on(other.view).catch_up, counting.store) for other in others]
        ends = at_once(calls, backend.patience_s)
        wrong = [each for each in ends if isinstance(each, BaseException)]
        same(wrong, [], "what the projections raised")
        same(
            sum(each for each in ends if isinstance(each, int)), 30, "how many events they applied, together"
        )
        same(counting.rows(), {by: 5 * n for by, n in ROWS.items()}, "what the view shows")


def _dies(at: int, event: PebbleDropped) -> None:
    if event.number == at:
        raise Crash


def _nothing(event: PebbleDropped) -> None:
    pass


def _ends(call: Callable[[], object]) -> bool:
    """Whether a strike ended the program."""
    try:
        call()
    except Crash:
        return True
    return False


def _is_right(counting: Counting, when: str) -> None:
    same(counting.rows(), ROWS, f"what the view shows {when}")
    same(counting.projection.lag(counting.store), 0, f"the lag {when}")


def _parked(envelope: Envelope) -> Parked:
    stream, version = str(envelope.stream), envelope.version or 0
    return Parked(position_of(envelope), stream, version, envelope.type, "ValueError: é 漢", 3, NOON)
