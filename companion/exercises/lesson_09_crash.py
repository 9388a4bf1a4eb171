"""09-crash: Payment keeps the keys of its charges and not those of its refunds: where does that hurt?"""

from functools import cache
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

TWICE = "one crash at this point, and Ada is refunded twice"
MISSING = "the line that the saga's log lacked at that moment"
LACKED = "StepCompensated"
STEPS = 4_000_000  # 33 runs of the course's own code


@cache
def _grid() -> Any:
    """What a crash does at each point; the same for every answer."""
    from companion.scenarios.surviving import refunded_twice

    return call(refunded_twice, steps=STEPS).value


def _observe(answer: Any) -> Seen:
    given = [plain(each) for each in list(answer)[:3]]
    grid = _grid()
    typed = [_spelled(each, (*grid.points, LACKED)) for each in (*given, None, None)]
    point, missing = typed[:2]
    broken = [row.point for row in grid.rows if row.broken]
    return {
        "count": len(given),
        "point": point if type(point) is str else None,
        "missing": missing if type(missing) is str else None,
        "open": {"todo": True} in given,
        "known": list(grid.points),
        "broken": broken,
    }


def _spelled(typed: Any, known: tuple[str, ...]) -> Any:
    """The known name that was typed, in any case and with spaces around it; else what was typed."""
    if type(typed) is not str:
        return typed
    return next((name for name in known if name.lower() == typed.strip().lower()), typed.strip())


def _twice(seen: Seen) -> Finding | None:
    if seen["point"] is None:
        return Finding("the name of one of the points, as a text", "there is no point yet")
    if seen["point"] not in seen["known"]:
        return Finding(
            "one of the names that were printed", f"no crash point is called {seen['point'][:60]!r}"
        )
    if seen["point"] not in seen["broken"]:
        return Finding("refunded twice", f"crashed {seen['point']}, started again: Ada was refunded once")
    return None


def _missing(seen: Seen) -> Finding | None:
    if seen["missing"] is None:
        return Finding("the name of an event, as a text", "nothing is said to be missing yet")
    if seen["missing"] == LACKED:
        return None
    return Finding(
        "the line by which an orchestrator knows that the refund is done",
        f"you say that {seen['missing'][:60]} was missing",
    )


def _at(*points: str) -> Any:
    return lambda seen: seen["point"] in points


CRASH = Exercise(
    id="09-crash",
    title="the point and the line",
    kind="break it",
    points=3,
    bonus=True,
    accepts=(tuple, list),
    example='("before action ship", "StepSucceeded")',
    observe=_observe,
    criteria=(Criterion(TWICE, 2, _twice), Criterion(MISSING, 1, _missing)),
    misconceptions=(
        Misconception(
            "before the deed",
            TWICE,
            _at("before append CardRefunded", "before compensation charge"),
            "Nothing had been given back yet. Asked again, Payment refunded for the first time.",
        ),
        Misconception(
            "the charge",
            TWICE,
            _at("after append CardCharged", "after action charge", "before append StepSucceeded (2nd)"),
            "Payment keeps the keys of its charges: asked again, nothing happened.",
        ),
        Misconception(
            "it is written",
            TWICE,
            _at("after append StepCompensated", "before compensation reserve", "at the end"),
            "By then the saga's log says that the charge is undone, and nobody asks again.",
        ),
        Misconception(
            "a point that does not exist",
            TWICE,
            lambda seen: seen["point"] is not None and seen["point"] not in seen["known"],
            "Copy a name from the list above, with its before or after.",
        ),
        Misconception(
            "the other book",
            MISSING,
            lambda seen: seen["missing"] in ("CardRefunded", "StockReleased", "CardCharged"),
            "That is a line in the service's own book, and it is there. Which line of the *saga's* log "
            "would have told the next orchestrator?",
        ),
    ),
    hints=(
        "When is it done and not yet written?",
        "Behind the refund, before the orchestrator's own line about it.",
        "Between `append CardRefunded` and `append StepCompensated`; the line is the second of the two.",
    ),
)
