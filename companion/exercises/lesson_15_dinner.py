"""15-dinner: question 1 of the exam. A food delivery, choreographed, handed in as data, and run.

No word of the design is read for its meaning: each criterion plays an evening (`scenarios.reactions`) and
looks at what happened in it. CONTENT's answer (40 of 40) is marked by the same ten criteria (`exam`).
"""

from __future__ import annotations

from typing import Any, Final

from companion.exercises.lesson_15_dinner_ideas import IDEAS
from companion.exercises.lesson_15_dinner_read import Design, as_design
from companion.exercises.lesson_15_dinner_words import (
    CRITICAL,
    DINNER,
    DRIVER,
    FACTS,
    FINE,
    HAPPENS,
    LATER,
    NO_MEAL,
    NOBODY,
    UNDONE,
    judge,
)
from companion.exercises.words import Criterion, Exercise, Seen

MOST_CAUSES: Final = 80
"""Of a circle, or of a chain of hundreds, the nearest causes are enough."""


def observe(answer: Any) -> Seen:
    """Play every evening that a criterion asks for, and say what happened in each."""
    design = as_design(answer)
    rows = design.rows
    return {
        "slips": design.slips,
        "names": list(dict.fromkeys(each for row in rows for each in (row.publishes, row.or_else) if each)),
        "rows": [list(row) for row in rows],
        "listed": {part: list(getattr(design, part)) for part in ("events", "undo", "critical", "later")},
        "promise": design.promise,
        "kinds": _kinds(design),
        **_evenings(design),
        "needed": _needed(design),
        "spared": _spared(design),
        "good_day": sorted(_at_work(design)),
    }


def _kinds(design: Design) -> dict[str, str]:
    """What the linter of lesson 02 calls each published name, and each that is called an event."""
    from companion.naming import lint

    names = [each for row in design.rows for each in (row.publishes, row.or_else) if each]
    return {name: lint(name).kind for name in dict.fromkeys([*names, *design.events])}


def _evenings(design: Design) -> dict[str, Any]:
    from companion.scenarios.reactions import evening

    driver = [row.service for row in design.rows if row.publishes == "DriverAssigned"][:1]
    played = {
        "good": evening(design.rows),
        "declined": evening(design.rows, declined=True),
        "driver_off": evening(design.rows, off=driver),
    }
    told: dict[str, Any] = {
        name: [
            [each.name, each.service, list(dict.fromkeys(each.causes))[:MOST_CAUSES]]
            for each in found.published
        ]
        for name, found in played.items()
    }
    return {**told, "endless": any(each.endless for each in played.values()), "driver": driver}


def _needed(design: Design) -> list[str]:
    """The events without which the promise is not kept, each tried by itself."""
    from companion.scenarios.reactions import evening, without

    good = evening(design.rows).names
    if design.promise not in good:
        return []
    names = list(dict.fromkeys(good))
    return [n for n in names if design.promise not in evening(without(design.rows, n)).names]


def _spared(design: Design) -> dict[str, bool | None]:
    """For each entry of `later`: is the promise kept without it? None for what stands in no row."""
    from companion.scenarios.reactions import evening, without

    names = {each for row in design.rows for each in (row.publishes, row.or_else) if each}
    services = {row.service for row in design.rows}
    found: dict[str, bool | None] = {}
    for name in design.later:
        if name in names:
            found[name] = design.promise in evening(without(design.rows, name)).names
        else:
            kept = name in services and design.promise in evening(design.rows, off=(name,)).names
            found[name] = kept if name in services else None
    return found


def _at_work(design: Design) -> set[str]:
    """The events of a good day, and the services that publish them."""
    from companion.scenarios.reactions import evening

    return {each for event in evening(design.rows).published for each in (event.name, event.service)}


BEGUN: Final = {
    "events": [],
    "reactions": [("a customer orders", "Order", "OrderPlaced")],
    "undo": [],
    "promise": "",
    "critical": [],
    "later": [],
}
"""What the notebook begins with: one row, so that its form is seen."""

DINNER_EXERCISE = Exercise(
    id="15-dinner",
    title="question 1: a dinner, choreographed",
    kind="design",
    points=40,
    accepts=(dict,),
    example='{"events": […], "reactions": […], …}',
    blank=({}, BEGUN),
    observe=observe,
    criteria=(
        Criterion(FACTS, 4, judge(FACTS)),
        Criterion(HAPPENS, 4, judge(HAPPENS)),
        Criterion(DINNER, 4, judge(DINNER)),
        Criterion(NOBODY, 4, judge(NOBODY)),
        Criterion(DRIVER, 4, judge(DRIVER)),
        Criterion(NO_MEAL, 4, judge(NO_MEAL)),
        Criterion(UNDONE, 3, judge(UNDONE)),
        Criterion(FINE, 3, judge(FINE)),
        Criterion(CRITICAL, 5, judge(CRITICAL)),
        Criterion(LATER, 5, judge(LATER)),
    ),
    misconceptions=IDEAS,
    hints=(
        "For each of your events: who says it, having heard what?",
        "Take one event away: does the promise still come? Then it was not critical. Switch a service off: "
        "is the promise kept? Then it may come later.",
        'the chain of lesson 04, and Payment with a fourth entry: ("OrderPlaced", "Payment", '
        '"PaymentAuthorized", "PaymentDeclined"), and ("PaymentDeclined", "Inventory", "InventoryReleased")',
    ),
)
