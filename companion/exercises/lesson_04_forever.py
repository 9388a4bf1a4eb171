"""04-forever: one more reaction, each of its runs short, and the shop never comes to rest.

The shop is played three times: all well, card declined, shelf empty. A circle in any of them counts.
"""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

DELIVERIES = 200

CIRCLE = "one order, and the events come round in a circle"
CASES: dict[str, dict[str, Any]] = {
    "all well": {},
    "card declined": {"declined": ["order-77"]},
    "shelf empty": {"shelf": {}},
}
ONE = "one reaction was added, and the others are as they were"
SLIPS = ("NameError(", "AttributeError(", "TypeError(", "InvalidEvent(")
SHORT = "every single reaction comes to its end"


def _observe(answer: Any) -> Seen:
    """What the case with a circle showed, else the one with trouble, else the first."""
    runs = [{"case": name, **_run(answer, **case)} for name, case in CASES.items()]
    telling = [run for run in runs if run["endless"] and run["circle"]]
    troubled = [run for run in runs if run["trouble"] or run["failed"]]
    happened = list(dict.fromkeys(name for run in runs for name in run["happened"]))
    heard = [run for run in runs if run["ran"]]
    return {**(telling or troubled or heard or runs)[0], "anywhere": happened}


def _run(answer: Any, **case: Any) -> Seen:
    from companion.bus import Bus, TooManyDeliveries
    from companion.events import VirtualClock
    from companion.scenarios import shop

    bus = Bus(VirtualClock(), max_deliveries=DELIVERIES)
    shop.wire_corrected(bus, **case)
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
    new = [
        (s.service, s.name) for s in bus.subscriptions() if (s.service, s.event_type, s.name) not in before
    ]
    ran = [r for r in bus.trace if r.kind in ("handled", "failed") and (r.service, r.handler) in new]
    return {
        "ran": len(ran),
        "said": list(dict.fromkeys(e.type for e in born if e.causation_id and e.service in dict(new))),
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
    """The type names from an event back to the nearest cause of the same name, for the first event that has
    one; empty if there is none."""
    known = {e.id: e for e in born}
    for last in born:
        here, names = known.get(last.causation_id), [last.type]
        while here is not None:
            names.append(here.type)
            if here.type == last.type:
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
    times = {0: "never", 1: "once", 2: "twice"}.get(seen["ran"], f"{seen['ran']} times")
    said = f"{seen['case']}: one order, and the shop came to rest after: {' '.join(seen['happened'])}"
    return Finding("", f"{said}. What you added ran {times}")


def _one(seen: Seen) -> Finding | None:
    if seen["trouble"] and not seen["added"]:
        return Finding("", f"your code {seen['trouble']}")
    if not seen["kept"]:
        return Finding("", "a reaction of the shop was replaced")
    if seen["early"]:
        return Finding("", "something was published while wiring, before anybody ordered")
    if len(seen["added"]) != 1:
        named = f" ({', '.join(seen['added'])})" if seen["added"] else ""
        return Finding("1", f"reactions added: {len(seen['added'])}{named}")
    return None


def _short(seen: Seen) -> Finding | None:
    if seen["stopped"]:
        return Finding("", f"your code {seen['trouble']}")
    if seen["failed"]:
        return Finding("", f"{seen['failed'][0]}, three times; then the bus gave up")
    if seen["trouble"] and not seen["endless"]:
        return Finding("", f"your code {seen['trouble']}")
    if not seen["endless"]:
        return Finding("", "the shop comes to rest, so there is nothing to compare with yet")
    return None


FOREVER = Exercise(
    id="04-forever",
    title="one_more",
    kind="break it",
    points=1,
    bonus=True,
    signature="one_more(bus)",
    returns=False,
    observe=_observe,
    gate=(Criterion(ONE, 0, _one), Criterion(SHORT, 0, _short)),
    criteria=(Criterion(CIRCLE, 1, _round),),
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
            lambda seen: bool(seen["failed"]) and not any(slip in seen["failed"][0] for slip in SLIPS),
            "A failing handler is tried three times and becomes a dead letter. That ends.",
        ),
        Misconception(
            "unreachable loop",
            CIRCLE,
            lambda seen: any(each.split(" on ")[-1] not in seen["anywhere"] for each in seen["added"]),
            lambda seen: (
                f"{seen['added'][0]}: nobody in this shop publishes that, with a good card or a bad one. "
                "A fine circle nobody ever enters."
            ),
        ),
        Misconception(
            "nobody listens",
            CIRCLE,
            lambda seen: (
                not seen["endless"] and bool(seen["said"]) and not set(seen["said"]) & set(seen["heard"])
            ),
            lambda seen: (
                f"You publish {seen['said'][0]}, and nobody reacts to it: one hop and silence. "
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
