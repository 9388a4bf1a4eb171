"""12-draw: a line for two evenings: one that must be in time, and one in which only the work counts."""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.lesson_12_lines import NO_LIMIT, Case, too_dear_or_late, weighed
from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

TIME = "a: each pushed post is in its feeds within ten seconds, and the work is least then"
WORK = "b: there is time enough, and the work is least"
EVENINGS: Final = {TIME: "a", WORK: "b"}

FOLLOWERS: Final = (3, 200, 20_000, 1_000_000, 50_000_000)
ONCE: Final = tuple((each, 1) for each in FOLLOWERS)
CASES: Final = {
    "a": Case("a", ONCE, 2, 10),
    "b": Case("b", ONCE, 0.5, NO_LIMIT),
}


def _observe(answer: Any) -> Seen:
    given = {str(plain(key)).strip().lower(): value for key, value in dict.items(answer)}
    return {name: _row(case, given.get(name, TODO)) for name, case in CASES.items()}


def _row(case: Case, given: Any) -> dict[str, Any]:
    return weighed(case, given) | {"open": given is TODO}


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        row = seen[EVENINGS[name]]
        if row["open"]:
            return Finding("", f"{row['says']} is not chosen yet")
        if row["line"] is None:
            return Finding("a number of followers", f"{row['says']}: {row['returned']}")
        return too_dear_or_late(row)

    return judge


def _between(evening: str, low: float, high: float) -> Callable[[Seen], bool]:
    """Whether this evening's line lies above `low` and at most at `high`."""
    return lambda seen: seen[evening]["line"] is not None and low < seen[evening]["line"] <= high


DRAW = Exercise(
    id="12-draw",
    title="the line",
    kind="design",
    points=2,
    accepts=(dict,),
    example='{"a": 200, "b": 20_000}',
    blank=({},),
    observe=_observe,
    criteria=(Criterion(TIME, 1, _judge(TIME)), Criterion(WORK, 1, _judge(WORK))),
    misconceptions=(
        Misconception(
            "no deadline",
            TIME,
            _between("a", 50_000_000, float("inf")),
            "That is least work, and fifty million feeds take 500 seconds. Whoever posts next waits, as Ada "
            "did.",
        ),
        Misconception(
            "the line is left out",
            TIME,
            _between("a", 999_999, 1_000_000),
            "Whoever stands *at* the line is pulled, too. A million feeds take exactly ten seconds: that is "
            "in time, and one write for a follower is less than two look-ups.",
        ),
        Misconception(
            "in time is enough",
            TIME,
            lambda seen: _between("a", -1, 999_999)(seen) and seen["a"]["line"] != 10,  # ten seconds
            "Your line keeps the limit, and pulls authors who could be pushed in time: two look-ups for one "
            "write.",
        ),
        Misconception(
            "nobody is worth pulling",
            WORK,
            _between("b", 50_000_000, float("inf")),
            "In b each follower looks once for two posts: two writes stand against one look-up. Who posts "
            "more often than their followers look is cheaper to pull.",
        ),
        Misconception(
            "only the great are pulled",
            WORK,
            _between("b", 3, 50_000_000),
            "In b each follower looks once for two posts, whoever posts. So every author is cheaper to pull, "
            "the one with three followers, too.",
        ),
    ),
    hints=(
        "Take one author at a time: what costs a follower more, the posts of a day or the looks of a day?",
        "And a: how many feeds are written in ten seconds? A line pulls whoever has as many followers, or "
        "more.",
        "a: a million may be pushed, 50 million may not. b: pulling is cheaper for everybody.",
    ),
)
