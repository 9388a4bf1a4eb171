"""The instructor's guide, `notebooks/solutions/guide.md`: a page a lesson, and plans, made of the lessons.

People write `notebooks/source/guide.md`: how a class runs, plans (`- WHEN (LESSONS): what`), and for each
lesson the three commonest wrong answers (`- EXERCISE (MISCONCEPTION): a question to ask`). Everything else
comes from the lessons: objectives, minutes, votes, exercises, what to discuss and to cut. `complaints` finds
what is no longer true, so the guide stays up to date. Nothing is executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from companion.classroom.cells import AuthorError, Lesson
from companion.classroom.reference import cheat_sheet
from companion.classroom.source import read, sources
from companion.classroom.terms import TERMS
from companion.exercises import registry
from companion.exercises.words import Exercise, Prediction

GUIDE = "guide"
COMMONEST = 3
_PLAN = re.compile(r"- (.+?) \(([\d ]+)\): ")
_WRONG = re.compile(r"- (\d\d-[\w-]+) \((.+?)\): (.+)$")
_CLOCK = re.compile(r"(\d\d):(\d\d)–(\d\d):(\d\d)")
_MINUTES = re.compile(r"(\d+) minutes · .+")
_OURS = "Commonest wrong answers"
"""The guide replaces this paragraph of a lesson's notes by its own."""


class Wrong(NamedTuple):
    """A frequent wrong answer: the exercise, the misconception's name, and the question to ask."""

    exercise: str
    name: str
    ask: str


def page(root: Path) -> dict[Path, str]:
    """The guide as path and text; empty if there is no `guide.md`."""
    written = root / "notebooks" / "source" / f"{GUIDE}.md"
    if not written.exists():
        return {}
    opening, told = _written(written)
    summaries = {line.lesson: line.text for line in cheat_sheet(root) if line.about == "remember"}
    pages = [
        _lesson_page(read(path), told.get(path.stem[:2], []), summaries.get(path.stem[:2], ""))
        for path in sources(root)
    ]
    note = f"<!-- Made by `build` of the lessons and of notebooks/source/{GUIDE}.md: edit those. -->"
    text = "\n".join([note, _with_minutes(opening, _minutes(root)), *pages])
    return {root / "notebooks" / "solutions" / f"{GUIDE}.md": text.rstrip("\n") + "\n"}


def complaints(root: Path) -> list[str]:
    """Where the written part and the lessons disagree; a sentence each."""
    opening, told = _written(root / "notebooks" / "source" / f"{GUIDE}.md")
    minutes = _minutes(root)
    said = [
        f"{GUIDE}.md: lesson {lesson} has {len(found)} commonest wrong answers, not {COMMONEST}"
        for lesson in minutes
        if len(found := told.get(lesson, [])) != COMMONEST
    ]
    for lesson, wrongs in told.items():
        said += [f"{GUIDE}.md: {sentence}" for wrong in wrongs for sentence in _strays(lesson, wrong)]
    for when, lessons in _plans(opening):
        missing = [number for number in lessons if number not in minutes]
        taken, room = sum(minutes.get(number, 0) for number in lessons), _room(when)
        said += [f"{GUIDE}.md: “{when}”: there is no lesson {number}" for number in missing]
        said += [f"{GUIDE}.md: “{when}” has {room} minutes for {taken} of lessons"] if taken > room else []
    return said


def _written(path: Path) -> tuple[list[str], dict[str, list[Wrong]]]:
    """The part before the lessons, line by line, and the wrong answers by lesson."""
    opening: list[str] = []
    told: dict[str, list[Wrong]] = {}
    lesson = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if heading := re.fullmatch(r"## (\d\d)", line):
            lesson = heading[1]
            told[lesson] = []
        elif not lesson:
            opening.append(line)
        elif line.strip():
            if not (found := _WRONG.match(line)):
                raise AuthorError(path, number, f"{line[:40]!r} is not written as the lines above it")
            told[lesson].append(Wrong(*found.groups()))
    return opening, told


def _strays(lesson: str, wrong: Wrong) -> Iterator[str]:
    try:
        item = registry.exercise(wrong.exercise)
    except registry.UnknownItem as problem:
        yield str(problem)
        return
    if not wrong.exercise.startswith(lesson):
        yield f"{wrong.exercise} does not belong to lesson {lesson}"
    if wrong.name not in {each.name for each in item.misconceptions}:
        yield f"{wrong.exercise} has no misconception “{wrong.name}”"


# --- plans ----------------------------------------------------------------------------------------


def _plans(opening: list[str]) -> Iterator[tuple[str, list[str]]]:
    for line in opening:
        if found := _PLAN.match(line):
            yield found[1], found[2].split()


def _with_minutes(opening: list[str], minutes: dict[str, int]) -> str:
    """The written part; each block of a plan says how many minutes its lessons take."""

    def spelled(found: re.Match[str]) -> str:
        numbers = found[2].split()
        names = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
        return f"- **{found[1]}**, {names} ({sum(minutes.get(n, 0) for n in numbers)} minutes): "

    return "\n".join(_PLAN.sub(spelled, line) for line in opening)


def _room(when: str) -> int:
    """How many minutes a block of a plan has."""
    if found := _CLOCK.search(when):
        begins, ends = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        return ends - begins
    named = re.search(r"(\d+) min", when)
    return int(named[1]) if named else 0


def _minutes(root: Path) -> dict[str, int]:
    found = {path.stem[:2]: _MINUTES.search(_title_cell(read(path))) for path in sources(root)}
    return {number: int(match[1]) if match else 0 for number, match in found.items()}


# --- a lesson's page ------------------------------------------------------------------------------


def _lesson_page(lesson: Lesson, wrongs: list[Wrong], summary: str) -> str:
    number, stem = lesson.stem[:2], lesson.stem
    title, *paragraphs = _title_cell(lesson).split("\n\n")
    stated = next((each.strip() for each in paragraphs if _MINUTES.search(each)), "")
    terms = ", ".join(dict.fromkeys(term.term for term in TERMS if term.lesson == number))
    items = registry.lesson(number)
    about = f"[lesson](../{stem}.ipynb) · [solved]({stem}.ipynb) · `python3 -m companion slides {number}`"
    parts = [
        f"\n## {number} {title.lstrip('# ')}",
        f"{stated} · {about}",
        *(each.strip() for each in paragraphs if each.strip() != stated),
        f"**In one sentence:** {summary}" if summary else "",
        f"**New words:** {terms}." if terms else "",
        *_notes(lesson, before=True),
        "\n".join(["**Votes:**", "", *map(_vote, items.predictions)]),
        "\n".join(["**Exercises:**", "", *map(_exercise, items.exercises)]),
        "\n".join(["**The three commonest wrong answers:**", "", *map(_wrong, wrongs)]),
        *_notes(lesson, before=False),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title_cell(lesson: Lesson) -> str:
    return next(cell.text for cell in lesson.cells if cell.heading_level == 1)


def _notes(lesson: Lesson, *, before: bool) -> list[str]:
    """The paragraphs of the instructor's notes: the first, with the minutes, or all the others."""
    texts = [cell.text for cell in lesson.cells if cell.slide_role == "notes"]
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n")]
    first = [paragraph for paragraph in paragraphs if paragraph.startswith("**Minutes:**")]
    others = [p for p in paragraphs if p not in first and not p.startswith(f"**{_OURS}")]
    return first if before else others


def _vote(item: Prediction) -> str:
    right, why = item.choices[item.answer], item.reasons[item.reason]
    return (
        f"- `{item.id}`: {_sentence(item.question)} Right is {item.answer}) *{right}*. Why: {_sentence(why)}"
    )


def _exercise(item: Exercise) -> str:
    points = f"{item.points} point{'' if item.points == 1 else 's'}" + (", bonus" if item.bonus else "")
    return f"- `{item.id}`: {item.title} ({item.kind}, {points}). First hint: {_sentence(item.hints[0])}"


def _wrong(wrong: Wrong) -> str:
    item = registry.exercise(wrong.exercise)
    says = next((each.says for each in item.misconceptions if each.name == wrong.name), "")
    told = f" They read: “{says}”" if isinstance(says, str) and says else ""
    return f"- *{wrong.name}* (`{wrong.exercise}`).{told} Ask: {wrong.ask}"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "?", "!")) else f"{text}."
