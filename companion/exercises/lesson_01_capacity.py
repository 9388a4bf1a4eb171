"""01-capacity (bonus): try to make the shop with events slower or faster than parallel calls, by arrivals
alone. It cannot be done, and finding that out is the exercise."""

from typing import Any

from companion.exercises.plain import number, plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MOST, LAST = 6, 60

MORNING = "one to six minutes, from 0 to 60"
QUEUE = "somebody queues, and events serve the last one no earlier"


def _observe(answer: Any) -> Seen:
    given: Any = plain(list(answer)[:100])
    minutes = [number(each) for each in given]
    legal = 0 < len(given) <= MOST and all(each is not None and 0 <= each <= LAST for each in minutes)
    seen: Seen = {"given": given, "count": len(answer), "minutes": minutes, "legal": legal}
    return seen | (_simulated(sorted(each for each in minutes if each is not None)) if legal else {})


def _simulated(arrivals: list[float]) -> Seen:
    from companion.scenarios import coffee_shop

    calls, events = coffee_shop.parallel(arrivals=arrivals), coffee_shop.events(arrivals=arrivals)
    alone = coffee_shop.events(arrivals=[0]).served[0]
    return {
        "alone": alone,
        "longest": max(events.served),
        "calls_last": max(calls.served_at.values()),
        "events_last": max(events.served_at.values()),
    }


def _morning(seen: Seen) -> Finding | None:
    if seen["count"] > MOST:
        return Finding(f"at most {MOST}", f"{seen['count']} customers")
    for given, minute in zip(seen["given"], seen["minutes"], strict=True):
        if minute is None:
            text = ", but a text" if type(given) is str else ""
            return Finding("", f"{given!r} is not a number of minutes{text}")
        if not 0 <= minute <= LAST:
            return Finding(f"from 0 to {LAST}", f"a customer in minute {minute:g}")
    return None


def _queue(seen: Seen) -> Finding | None:
    if not seen["legal"]:
        return Finding("", "no morning to play yet")
    if seen["longest"] <= seen["alone"]:
        return Finding("", f"everybody waits {seen['longest']:g} minutes, as if they were alone")
    if seen["events_last"] < seen["calls_last"]:
        return Finding(
            f"{seen['calls_last']:g} or later", f"events serve the last in {seen['events_last']:g}"
        )
    return None


CAPACITY = Exercise(
    id="01-capacity",
    title="a morning on which events are no earlier",
    kind="break it",
    points=2,
    bonus=True,
    accepts=(list, tuple),
    example="[0, 3, 20]",
    blank=([], ()),
    observe=_observe,
    criteria=(Criterion(MORNING, 1, _morning), Criterion(QUEUE, 1, _queue)),
    misconceptions=(
        Misconception(
            "a crowd",
            MORNING,
            lambda seen: bool(seen["count"] > MOST),
            "It does not take a crowd. Two customers are enough to compare two shops.",
        ),
        Misconception(
            "clock times",
            MORNING,
            lambda seen: any(type(each) is str and ":" in each for each in seen["given"]),
            "Minutes from opening, as numbers: five past the hour is 5.",
        ),
        Misconception(
            "outside the hour",
            MORNING,
            lambda seen: any(each is not None and not 0 <= each <= LAST for each in seen["minutes"]),
            "The shop opens in minute 0 and lets people in until minute 60.",
        ),
        Misconception(
            "a single customer",
            QUEUE,
            lambda seen: bool(seen["legal"] and seen["count"] == 1),
            "One customer meets an empty shop: nothing queues, so there is nothing to compare.",
        ),
        Misconception(
            "nobody queues",
            QUEUE,
            lambda seen: bool(seen["legal"] and seen["longest"] <= seen["alone"]),
            "They come so far apart that each finds an empty shop. Let them come closer than the kitchen's "
            "5 minutes.",
        ),
    ),
    hints=(
        "What has to happen so that somebody waits longer than 6 minutes?",
        "The kitchen needs 5 minutes an order. Let two customers come closer than that.",
        "[0, ___]   # closer than 5; and now try to find a list that does *not* work",
    ),
)
