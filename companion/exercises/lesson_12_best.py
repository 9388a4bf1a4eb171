"""12-best: where to draw the line between push and pull, so that work is least and nobody waits too long."""

import copy
from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.lesson_12_lines import NO_LIMIT, Case, too_dear_or_late, weighed
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

LEAST = "without a limit in its way, the work is least"
NOBODY = "where nobody is worth pulling, nobody is"
LIMIT = "every pushed post is out in time, and the work is least then"

GREAT: Final = ((3, 0.5), (200, 0.2), (20_000, 1), (1_000_000, 5), (50_000_000, 10))
EQUAL: Final = ((20_000, 1), (3, 1), (50_000_000, 1), (1_000_000, 1), (200, 1))
SMALL: Final = ((600_000, 5), (10, 30), (4_000, 1))
QUIET: Final = ((50, 4), (700, 3), (90_000, 1))
UNEVEN: Final = ((40_000, 5), (5_000_000, 1), (9, 1), (50_000, 1))

CASES: Final = {
    LEAST: (
        Case("big ones post more, two looks a day", GREAT, 2, NO_LIMIT),
        Case("all post once, half a look a day", EQUAL, 0.5, NO_LIMIT),
        Case("a small one posts most, two looks a day", SMALL, 2, NO_LIMIT),
    ),
    NOBODY: (
        Case("all post once, two looks a day", EQUAL, 2, NO_LIMIT),
        Case("the great post less, six looks a day", QUIET, 6, NO_LIMIT),
    ),
    LIMIT: (
        Case("all post once, two looks, 10 s", EQUAL, 2, 10),
        Case("all post once, two looks, 9.99 s", EQUAL, 2, 9.99),
        Case("big ones post more, two looks, 60 s", GREAT, 2, 60),
        Case("the great post less, six looks, 0.5 s", QUIET, 6, 0.5),
        Case("big ones post more, twelve looks, 10.1 s", GREAT, 12, 10.1),
        Case("a small one posts most, two looks, 0.5 s", UNEVEN, 2, 0.5),
    ),
}


def _observe(answer: Any) -> Seen:
    return {name: [_asked(answer, case) for case in cases] for name, cases in CASES.items()}


def _asked(answer: Any, case: Case) -> dict[str, Any]:
    outcome = call(answer, [*copy.deepcopy(case.authors)], case.loads, case.limit_s, watch=True)
    return {"trouble": outcome.trouble} | weighed(case, outcome.value)


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for row in seen[name]:
            if row["trouble"]:
                return Finding("", f"{row['says']}: your code {row['trouble']}")
            if row["line"] is None:
                return Finding("a number of followers", f"{row['says']}: best returned {row['returned']}")
            if found := too_dear_or_late(row):
                return found
        return None

    return judge


def _lines(seen: Seen) -> list[float | None]:
    return [row["line"] for rows in seen.values() for row in rows]


def _places(seen: Seen) -> bool:
    """Whether the lines look like places in a list of authors: small, and not always the same."""
    lines = _lines(seen)
    return all(line is not None and line <= 5 for line in lines) and len(set(lines)) > 1


BEST = Exercise(
    id="12-best",
    title="best",
    kind="write",
    points=3,
    signature="best(authors, loads, limit_s)",
    bonus=True,
    observe=_observe,
    criteria=(
        Criterion(LEAST, 1, _judge(LEAST)),
        Criterion(NOBODY, 1, _judge(NOBODY)),
        Criterion(LIMIT, 1, _judge(LIMIT)),
    ),
    misconceptions=(
        Misconception(
            "a number from a talk",
            NOBODY,
            lambda seen: len(set(_lines(seen))) == 1 and _lines(seen)[0] not in (None, 3.0),
            "One line for every world. It may be right where it was found; here it is twice the work.",
        ),
        Misconception(
            "pull everybody",
            LEAST,
            lambda seen: all(line is not None and line <= 50 for line in _lines(seen)) and not _places(seen),
            "Nothing is written when somebody posts, and everything is looked up by everybody, each time. "
            "Look-ups are work, too.",
        ),
        Misconception(
            "one look-up for each author",
            LEAST,
            lambda seen: seen[LEAST][0]["line"] == 200,
            "Each follower looks it up, at each look: followers × loads.",
        ),
        Misconception(
            "followers without posts",
            LEAST,
            lambda seen: seen[LEAST][0]["nobody"] and seen[LEAST][1]["line"] == 3,
            "You left out how often they post. With two looks a day, ten posts a day are dear to push.",
        ),
        Misconception(
            "the deadline alone",
            LEAST,
            lambda seen: all(row["nobody"] for row in seen[LEAST]) and (seen[LIMIT][0]["slow"] or 0) <= 10,
            "Only limit_s is used. With time enough you push all, also ten posts a day to people who look "
            "twice.",
        ),
        Misconception(
            "each author for themselves",
            LEAST,
            lambda seen: seen[LEAST][2]["line"] == 10 and seen[LEAST][0]["line"] == 1_000_000,
            "There is one line. Whoever is above it is pulled with them, also who seldom posts, and weighs "
            "as much as they have followers.",
        ),
        Misconception(
            "the line is left out",
            LEAST,
            lambda seen: (
                seen[LEAST][0]["line"] == 20_000
                and (seen[NOBODY][0]["line"] or 0) >= 50_000_000
                and (seen[NOBODY][1]["line"] or 0) >= 90_000
            ),
            "Whoever stands *at* the line is pulled, and yours pulls the 20,000, too.",
        ),
        Misconception(
            "somebody must be pulled",
            NOBODY,
            lambda seen: (
                seen[NOBODY][0]["line"] == 50_000_000 and not any(row["nobody"] for row in seen[NOBODY])
            ),
            "Anything greater than all of them is a line, too: it pulls nobody.",
        ),
        Misconception(
            "no deadline",
            LIMIT,
            lambda seen: seen[LIMIT][0]["slow"] == 500,
            "The work is least, and the greatest author's followers wait 500 s for a post. limit_s is not "
            "used, or not as seconds.",
        ),
        Misconception(
            "in time is too late",
            LIMIT,
            lambda seen: seen[LIMIT][0]["line"] == 1_000_000 and seen[LIMIT][4]["line"] == 50_000_000,
            "A million feeds take exactly 10 s, and exactly is in time.",
        ),
        Misconception(
            "more than one post is timed",
            LIMIT,
            lambda seen: seen[LIMIT][1]["line"] == seen[LIMIT][4]["line"] == 1_000_000,
            "limit_s is for one post of one author: followers / 100,000 seconds. Yours counts more than "
            "that, and pulls a million followers whose post needs ten seconds.",
        ),
        Misconception(
            "in time is enough",
            LIMIT,
            lambda seen: seen[LIMIT][2]["line"] == 50_000_000,
            "The line keeps the limit, and pushes five posts a day to people who look twice. Of the lines "
            "that are in time, the one with the least work is wanted.",
        ),
    ),
    hints=(
        "Write the work for one line first.",
        "Which lines are worth trying? Each number of followers, and one above all. Which of them keep the "
        "limit?",
        "min((line for line in lines if slow(line) <= limit_s), key=work)",
    ),
)
