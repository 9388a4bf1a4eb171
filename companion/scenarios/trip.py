"""Ada's trip: a seat, a room, a ticket, and a plan with their order and the pivot.

The five steps are fixed, their order and the pivot are the reader's. A refusal has no effect. The ticket has
no undo, the itinerary has none and is never refused, but its mail server may be down all day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from companion.events import Trace, VirtualClock
from companion.sagas import Saga, SagaRun, Step
from companion.sourcing import MemoryStore, Refused

__all__ = ["CANNOT_BE_UNDONE", "LEAVES", "WHY", "Trip", "travel"]

LEAVES = {
    "hold seat": "seat",
    "hold room": "room",
    "take money": "money",
    "issue ticket": "ticket",
    "send itinerary": "itinerary",
}
CANNOT_BE_UNDONE = ("issue ticket", "send itinerary")


class Trip(NamedTuple):
    """How it ended: the saga's `run`, what is still `kept` (seat, room, …), what happened, in order, as
    `story`, and the `trace` of the store.
    """

    run: SagaRun
    kept: tuple[str, ...]
    story: tuple[str, ...]
    trace: Trace


def travel(plan: Sequence[str], pivot: str | None, *, refuses: str = "", mail_is_down: bool = False) -> Trip:
    """Run the steps of `plan`, with `pivot` as the step after which nothing is undone.

    `refuses` is the step that is refused. Raises KeyError for a step that there is not.
    """
    kept: list[str] = []
    story: list[str] = []

    def action(name: str) -> Callable[[Any, str], None]:
        def act(data: Any, key: str) -> None:
            if name == refuses:
                raise Refused(WHY[name])
            if name == "send itinerary" and mail_is_down:
                raise ConnectionError("the mail server is down")
            kept.append(LEAVES[name])
            story.append(name)

        return act

    def compensation(name: str) -> Callable[[Any, str], None]:
        def undo(data: Any, key: str) -> None:
            if LEAVES[name] in kept:
                kept.remove(LEAVES[name])
                story.append(f"undo {name}")

        return undo

    steps = [
        Step(
            name,
            action(name),
            None if name in CANNOT_BE_UNDONE else compensation(name),
            pivot=name == pivot,
        )
        for name in plan
    ]
    trace = Trace()
    run = Saga("trip", steps).run(MemoryStore(clock=VirtualClock(), trace=trace), "trip-7", {})
    return Trip(run, tuple(kept), tuple(story), trace)


WHY = {
    "hold seat": "the flight is sold out",
    "hold room": "the hotel is full",
    "take money": "card declined",
    "issue ticket": "the airline refuses",
    "send itinerary": "the mail server refuses",
}
