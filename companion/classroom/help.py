"""What helps with an exercise: `hint` before it is solved, `answers` after.

There are three hints for each, from a nudge over the concept to nearly the code. They cost nothing. `answers`
shows two good answers in different styles, and nothing before the learner's own has full marks; tests check
that what it shows is right.
"""

from typing import Any

from companion.classroom import store
from companion.exercises.judging import wrapped
from companion.exercises.registry import UnknownItem, find
from companion.exercises.shown import Good, good_answers
from companion.exercises.words import Exercise


def hint(id: str, number: int | None = None) -> None:
    """Print the next hint for an exercise (after the third, the first again), or hint `number` (1, 2 or
    3)."""
    try:
        item = find(id)
    except UnknownItem as problem:
        print(problem)
        return
    if not isinstance(item, Exercise):
        print(f"{id} has no hints: a wrong guess costs nothing.")
        return
    if number is not None and (type(number) is not int or number not in (1, 2, 3)):
        print(f"{id} has hints 1, 2 and 3.")
        return
    _print_hint(item, number or _next(item.id))


def _next(id: str) -> int:
    return store.number(store.read().get(id, {}).get("hints")) % 3 + 1


def _print_hint(item: Exercise, number: int) -> None:
    def seen(record: dict[str, Any]) -> None:
        record["hints"] = number

    problem = store.change(item.id, seen)
    first, *rest = item.hints[number - 1].split("\n")
    print(f"Hint {number} of 3: {first}")
    for line in rest:
        print(f"    {line}")
    if problem:
        print(problem)


def answers(id: str) -> None:
    """Print two good answers to the exercise `id` and what each style costs, once yours has full marks."""
    try:
        item = find(id)
    except UnknownItem as problem:
        print(problem)
        return
    if not isinstance(item, Exercise):
        print(f"{id} is not an exercise: its own cells say what is right.")
        return
    good = good_answers(item)
    if not good:
        print(f"{id}: no answers are stored with this copy of the course.")
    elif not _solved(item):
        print(f"{id}: answers are shown once yours has full marks.")
    else:
        print(f"{id}: two good answers. Yours may be a third.")
        for number, each in enumerate(good, 1):
            _print_answer(number, each)


def _solved(exercise: Exercise) -> bool:
    points = store.read().get(exercise.id, {}).get("points")
    return type(points) is int and points >= exercise.points


def _print_answer(number: int, good: Good) -> None:
    print()
    for line in wrapped(f"{number}. {good.title}", "", "   "):
        print(line)
    for line in wrapped(good.style, "   ", "   ") if good.style else ():
        print(line)
    print()
    for line in good.code.splitlines():
        print(f"    {line}".rstrip())
