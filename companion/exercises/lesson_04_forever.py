"""04-forever: one more reaction, each of its runs short, and the shop never comes to rest."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

DELIVERIES = 200

CIRCLE = "one order, and the events come round in a circle"
ONE = "one reaction was added, and the others are as they were"
SHORT = "every single reaction comes to its end"


def _observe(answer: Any) -> Seen:
    from companion.bus import Bus
    from companion.bus.errors import TooManyDeliveries
    from companion.events import VirtualClock
    from companion.scenarios import shop

    bus = Bus(VirtualClock(), max_deliveries=DELIVERIES)
    shop.wire_corrected(bus)
    before = [(s.service, s.event_type, s.name) for s in bus.subscriptions()]
    endless = []

    def place() -> None:
        try:
            shop.place_order(bus)
        except TooManyDeliveries:
            endless.append(True)

    wired = call(answer, bus)
    after = [(s.service, s.event_type, s.name) for s in bus.subscriptions()]
    early = len(bus.trace.published())
    placed = call(place) if wired.ok else wired
    born = bus.trace.published()
    return {
        "returned": wired.seen(),
        "trouble": wired.trouble or placed.trouble,
        "stopped": wired.stopped or placed.stopped,
        "endless": bool(endless),
        "circle": _circle(born),
        "added": [f"{each[0]}.{each[2]} on {each[1]}" for each in after if each not in before],
        "kept": all(each in after for each in before),
        "early": early,
        "happened": list(dict.fromkeys(e.type for e in born)),
        "heard": [event for _, event, _ in after],
        "failed": [f"{d.service}.{d.handler}: {d.error!r}" for d in bus.dead_letters][:3],
    }


def _circle(born: list[Any]) -> list[str]:
    """The type names from an event back to the nearest cause of the same name; empty if there is no such."""
    known = {e.id: e for e in born}
    here = born[-1] if born else None
    names: list[str] = []
    while here is not None:
        names.append(here.type)
        if len(names) > 1 and names[0] == here.type:
            return names[::-1]
        here = known.get(here.causation_id)
    return []


def _round(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", f"your code {seen['trouble']}")
    if seen["endless"] and seen["circle"]:
        return None
    if seen["endless"]:
        return Finding("", f"more than {DELIVERIES} deliveries, and no event is among its own causes")
    return Finding("", f"one order, and the shop came to rest after: {' '.join(seen['happened'])}")


def _one(seen: Seen) -> Finding | None:
    if not seen["kept"]:
        return Finding("", "a reaction of the shop was replaced")
    if seen["early"]:
        return Finding("", "something was published while wiring, before anybody ordered")
    if len(seen["added"]) != 1:
        return Finding("1", f"reactions added: {len(seen['added'])}")
    return None


def _short(seen: Seen) -> Finding | None:
    if seen["stopped"]:
        return Finding("", f"your code {seen['trouble']}")
    if seen["failed"]:
        return Finding("", f"{seen['failed'][0]}, three times; then the bus gave up")
    if not seen["endless"]:
        return Finding("", "the shop comes to rest, so there is nothing to compare with yet")
    return None


FOREVER = Exercise(
    id="04-forever",
    title="one_more",
    kind="break it",
    points=3,
    bonus=True,
    signature="one_more(bus)",
    returns=False,
    observe=_observe,
    criteria=(Criterion(CIRCLE, 1, _round), Criterion(ONE, 1, _one), Criterion(SHORT, 1, _short)),
    misconceptions=(
        Misconception(
            "one endless handler",
            SHORT,
            lambda seen: bool(seen["stopped"]),
            "That is one reaction that never ends. Make all of them end, and the system not.",
        ),
        Misconception(
            "raises",
            SHORT,
            lambda seen: bool(seen["failed"]),
            "A failing handler is tried three times and becomes a dead letter. That ends.",
        ),
        Misconception(
            "unreachable loop",
            CIRCLE,
            lambda seen: any(each.split(" on ")[-1] not in seen["happened"] for each in seen["added"]),
            lambda seen: (
                f"{seen['added'][0]}: in a shop without trouble nobody publishes that. "
                "A fine circle nobody ever enters."
            ),
        ),
        Misconception(
            "nobody listens",
            CIRCLE,
            lambda seen: len(seen["added"]) == 1,
            lambda seen: (
                f"After {seen['happened'][-1]} nobody reacts: one hop and silence. "
                "Which event would start the shop again?"
            ),
        ),
    ),
    hints=(
        "Which event starts everything? Who could want to publish it again?",
        "A customer who got a parcel is offered a subscription: the same order, once more.",
        '@bus.service("Subscription").on("ShipmentCreated")\n'
        "def order_again(event):\n"
        '    bus.service("Subscription").publish(...)',
    ),
)
