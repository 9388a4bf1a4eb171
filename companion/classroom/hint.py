"""`hint`: three per exercise, from a nudge over the concept to nearly the code. They cost nothing."""

from typing import Any

from companion.classroom import store
from companion.exercises.registry import UnknownItem, find
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
    return int(store.read().get(id, {}).get("hints", 0)) % 3 + 1


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
