"""`progress`: the map of concepts, coloured by how well each is mastered, and a table of the lessons.

    python3 -m companion progress                     the same as text
    python3 -m companion progress export FILE         write all progress to FILE
    python3 -m companion progress import FILE         add the progress in FILE; the better result is kept
    python3 -m companion progress reset               set the progress aside and start over

Promises: import and reset lose nothing (the old progress is kept in another file); the text has no paths and
no times.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from companion.bootstrap import options
from companion.bootstrap.checkout import typed_path
from companion.classroom import store
from companion.classroom.lesson import CONCEPTS, Concept
from companion.classroom.show import in_notebook, show
from companion.events import WrongUse
from companion.exercises.registry import Lesson, numbers
from companion.exercises.registry import lesson as find_lesson
from companion.exercises.words import Exercise, Prediction

if TYPE_CHECKING:
    import networkx

WRONG_RECALL = 0.1
"""How much mastery a lesson loses for each question about it whose last answer was wrong."""


class Standing(NamedTuple):
    """A learner's result in one lesson: points of possible (bonus included, capped), items tried, and mastery
    from 0.0 to 1.0."""

    number: str
    title: str
    points: int
    possible: int
    tried: int
    items: int
    mastery: float


def progress() -> None:
    """Show the concept map (in a notebook) and the table of lessons, from the learner's progress file."""
    standings = [standing(concept, store.read()) for concept in CONCEPTS]
    if in_notebook():
        _show_map(standings)
    print(table(standings))


def course_map() -> None:
    """Show the concept map alone: what builds on what, coloured by how well each is mastered."""
    _show_map([standing(concept, store.read()) for concept in CONCEPTS])


def standing(concept: Concept, stored: store.Progress) -> Standing:
    """The stored result of one lesson. A lesson that this copy of the course does not have has 0 of 0."""
    if concept.number not in numbers():
        return Standing(concept.number, concept.title, 0, 0, 0, 0, 0.0)
    lesson = find_lesson(concept.number)
    asked: tuple[Prediction | Exercise, ...] = (*lesson.predictions, *lesson.exercises)
    graded = [item for item in asked if item.points]
    earned = sum(min(store.number(stored.get(i.id, {}).get("points")), i.points) for i in graded)
    points = min(earned, lesson.points)
    return Standing(
        concept.number,
        concept.title,
        points,
        lesson.points,
        sum(i.id in stored and "points" in stored[i.id] for i in graded if not _is_bonus(i)),
        sum(not _is_bonus(i) for i in graded),
        _mastery(points, lesson, stored),
    )


def table(standings: Sequence[Standing]) -> str:
    """The lessons that are there, one line each, and the total."""
    there = [s for s in standings if s.possible]
    lines = [f"{'lesson':<28}{'points':>9}{'tried':>9}  mastery"]
    lines += [_row(s) for s in there]
    total = f"{sum(s.points for s in there)}/{sum(s.possible for s in there)}"
    return "\n".join([*lines, f"{'all lessons':<28}{total:>9}"])


def _row(s: Standing) -> str:
    name, points, tried = f"{s.number} {s.title}", f"{s.points}/{s.possible}", f"{s.tried}/{s.items}"
    return f"{name:<28}{points:>9}{tried:>9}  {_words(s.mastery)}"


def export(file: Path) -> None:
    """Write all progress to `file`. Raises as `store.saved` does, and then `file` stays as it is; OSError
    if it cannot be written."""
    stored = store.saved()
    file.write_text(store.text_of(stored), encoding="utf-8")


def take_in(file: Path) -> str:
    """Merge the progress in `file` into the learner's; of two results for an item the better one stays.
    Returns a sentence if something went wrong. Raises `OSError` if the file cannot be read, `ValueError` if
    it has no progress in it, and `WrongUse` if it is newer than this course."""
    new = store.parse(file.read_text(encoding="utf-8"))

    def merge(old: store.Progress) -> None:
        for id, record in new.items():
            old[id] = _better(old.get(id, {}), record)

    return store.rewrite(merge)


def reset() -> str:
    """Set the progress aside as `progress-kept-N.json` in its folder and start over; returns what was
    done."""
    file = store.home() / "progress.json"
    if not file.exists():
        return "There was no progress to reset."
    kept = next(p for n in range(1, 10_000) if not (p := store.home() / f"progress-kept-{n}.json").exists())
    file.replace(kept)
    return f"Your progress was set aside as {kept.name}; you start over."


def main(argv: Sequence[str]) -> int:
    """The command `progress [export FILE | import FILE | reset]`; returns the exit code."""
    words = options.read("progress", argv).words
    try:
        if not words:
            progress()
        elif words == ["reset"]:
            print(reset())
        elif len(words) == 2 and words[0] == "export":
            export(typed_path(words[1]))
            print(f"Your progress was written to {words[1]}.")
        elif len(words) == 2 and words[0] == "import":
            print(take_in(typed_path(words[1])) or f"The progress in {words[1]} was taken in.")
        else:
            print(
                "Use: progress, progress export FILE, progress import FILE or progress reset.",
                file=sys.stderr,
            )
            return 2
    except OSError as problem:
        print(f"{words[-1]}: {problem.strerror}.", file=sys.stderr)
        return 1
    except (ValueError, WrongUse) as problem:
        reason = "it is not text." if isinstance(problem, UnicodeDecodeError) else problem
        read = (
            "Your own progress cannot be read, so nothing was written" if words[0] == "export" else words[-1]
        )
        print(f"{read}: {reason}", file=sys.stderr)
        return 1
    return 0


def _is_bonus(item: Any) -> bool:
    return isinstance(item, Exercise) and item.bonus


def _mastery(points: int, lesson: Lesson, stored: store.Progress) -> float:
    wrong = sum(r.get("right") is False and r.get("about") == lesson.number for r in stored.values())
    share = points / lesson.points if lesson.points else 0.0
    return float(max(0.0, round(share - WRONG_RECALL * wrong, 3)))


def _better(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    first, second = (old, new) if _points(old) >= _points(new) else (new, old)
    return {**second, **first}


def _points(record: dict[str, Any]) -> int:
    points = record.get("points", -1)
    return points if type(points) is int else -1


def _words(mastery: float) -> str:
    if mastery >= 0.8:
        return "mastered"
    return "on the way" if mastery > 0 else "not yet"


def graph() -> "networkx.DiGraph[str]":
    """The concepts as a networkx graph: nodes are numbers such as "00" with their `title`, edges lead to what
    builds on them."""
    import networkx

    found: networkx.DiGraph[str] = networkx.DiGraph()
    for each in CONCEPTS:
        found.add_node(each.number, title=each.title)
    found.add_edges_from((need, each.number) for each in CONCEPTS for need in each.needs)
    return found


def _show_map(standings: Sequence[Standing]) -> None:
    from companion.diagrams import concept_map

    show(concept_map(graph(), {s.number: s.mastery for s in standings}, title="What you have mastered"))
