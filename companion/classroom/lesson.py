"""`lesson`: the last line of every set-up cell. Says where you are in one line, and nothing that differs by
machine. From then on a name that no cell has defined is told with the cell that was skipped."""

from companion.classroom.concepts import concept
from companion.classroom.skipped import watch_names
from companion.exercises.registry import UnknownItem
from companion.exercises.registry import lesson as find_lesson


def lesson(number: str) -> None:
    """Print the lesson's title, minutes and points, such as `Lesson 00 · Start here · 20 minutes · 10
    points`."""
    try:
        found = find_lesson(number)
    except (UnknownItem, TypeError):  # a list cannot even be looked up
        print(f'There is no lesson {number!r}: lessons are named by two digits, such as "00".')
        return
    watch_names(found.number)
    minutes = concept(found.number).minutes
    print(f"Lesson {found.number} · {found.title} · {minutes} minutes · {found.points} points")
