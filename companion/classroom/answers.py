"""`answers` shows two good answers in different styles to learners whose own answer has full marks.

Promises: it shows nothing before that; tests check that what it shows is right.
"""

from companion.classroom import store
from companion.exercises.judging import wrapped
from companion.exercises.registry import UnknownItem, find
from companion.exercises.shown import Good, good_answers
from companion.exercises.words import Exercise


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
