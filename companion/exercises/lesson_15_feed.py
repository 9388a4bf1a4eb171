"""15-feed: question 2 of the exam. A social feed by CQRS, handed in as data, and run.

Each criterion runs the design in a small world of its own (`scenarios.feed_design`) and looks at what comes
out. CONTENT's answer (24 of 40) and its printed example are marked by the same seventeen criteria (`exam`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.lesson_15_feed_ideas import IDEAS
from companion.exercises.lesson_15_feed_numbers import NUMBERS, results, worked_out
from companion.exercises.lesson_15_feed_read import read
from companion.exercises.lesson_15_feed_runs import (
    AFTER,
    EDIT,
    FIFTY,
    LATE,
    LIKES,
    NOW,
    OUTAGE,
    READ_ALONE,
    RUNS,
    SEARCH,
    WRITE_ALONE,
)
from companion.exercises.lesson_15_feed_tables import INDEX, TABLES
from companion.exercises.words import Criterion, Exercise, Finding, Seen

_READS: Final = {
    WRITE_ALONE: ("write",),
    AFTER: ("feed", "sync", "questions"),
    LATE: ("may_be_late",),
    NOW: (),
    TABLES: ("tables",),
    SEARCH: ("search", "index_tables"),
    LIKES: ("likes",),
}
"""The parts whose slips a criterion tells."""


def observe(answer: Any) -> Seen:
    """Run the design once for each criterion; what each has to say, empty where it holds."""
    found = read(answer)
    given = results(found)
    return {
        "told": {**{name: run(found) for name, run in RUNS.items()}, **worked_out(given)},
        "numbers": given,
        "typed": type(found.numbers) is dict,
        "slips": found.slips,
        "commands": [
            [model, event, how] for model, by in found.design.sync.items() for event, how in by.items()
        ],
        "questions": dict(found.design.questions),
        "late": list(found.may_be_late),
    }


def _judge(name: str, part: tuple[str, ...]) -> Callable[[Seen], Finding | None]:
    def judged(seen: Seen) -> Finding | None:
        said = [sentence for each in part for sentence in seen["slips"].get(each, ())][:4]
        said += [seen["told"][name]] if seen["told"][name] else []
        return Finding("", "; ".join(said)) if said else None

    return judged


def _criterion(name: str, points: int) -> Criterion:
    return Criterion(name, points, _judge(name, _READS.get(name, ())))


FEED_EXERCISE = Exercise(
    id="15-feed",
    title="question 2: a social feed, by CQRS",
    kind="design",
    points=40,
    accepts=(dict,),
    example='{"write": […], "sync": {…}, …}',
    blank=({},),
    observe=observe,
    criteria=(
        *(_criterion(name, 4) for name in (WRITE_ALONE, READ_ALONE, AFTER, OUTAGE, LATE, NOW)),
        _criterion(TABLES, 2),
        _criterion(INDEX, 1),
        *(_criterion(name, 2) for name in (FIFTY, EDIT, SEARCH, LIKES)),
        *(Criterion(name, 1, _judge(name, ("numbers",))) for name in NUMBERS),
    ),
    misconceptions=IDEAS,
    hints=(
        "Take the first criterion that fails: which line of your dict does it read?",
        "Ids as members: an edit writes over itself. Delete before you insert: a repeat does no harm.",
        '"feed": {"PostCreated": put, "PostEdited": put, "PostDeleted": ["ZREM feed:{follower} {post_id}"]}, '
        'with put = ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"]; '
        '"likes": {"PostLiked": ["SADD likes:{post_id} {user_id}"]}, asked by "SCARD likes:{post_id}"',
    ),
)
