"""Which cells of a lesson go on which slide, and as what.

A slide begins at a cell tagged slide or subslide, at a prediction (which becomes a poll) and at the reveal
after it; every other cell goes on below. Left out: cells tagged skip or further, the set-up, checks and
hints (tag them to keep them). Where a learner writes, the class sees the learner's stub. Instructor notes
become the speaker's.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from companion.classroom import slide_blocks
from companion.classroom.cells import Cell, Lesson
from companion.classroom.slide_blocks import Block
from companion.exercises.registry import find
from companion.exercises.words import Prediction, Recall

SHORT = 8
"""Lines of code that stay on one page with the beginning of their output."""

_ALONE = ("check", "hint", "lesson", "progress")
_POLLS = ("predict", "explain", "recall")


@dataclass
class Slide:
    """What stands together: blocks, the speaker's notes as markdown, and the heading over further pages."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    title: str = ""


def slides(lesson: Lesson, solved: Any) -> list[Slide]:
    """The lesson's slides, with the outputs stored in its solved notebook."""
    outputs = {cell.id: cell.get("outputs", []) for cell in solved.cells}
    found: list[Slide] = []
    for cell in lesson.cells:
        if cell.slide_role == "notes":
            (found[-1] if found else _begin(found)).notes.append(cell.text)
            continue
        if not _wanted(cell):
            continue
        if not found or _begins(cell):
            _begin(found)
        slide = found[-1]
        blocks = _blocks(cell, outputs.get(cell.name, []))
        fragment = cell.slide_role == "fragment"
        slide.blocks += [replace(block, fragment=True) for block in blocks] if fragment else blocks
        slide.title = slide.title or _title(cell)
    return [slide for slide in found if slide.blocks]


def _begin(found: list[Slide]) -> Slide:
    found.append(Slide())
    return found[-1]


def _calls(cell: Cell) -> dict[str, str]:
    return dict(cell.calls())


def _wanted(cell: Cell) -> bool:
    if cell.slide_role == "skip" or "further" in cell.tags:
        return False
    return bool(cell.slide_role) or not any(word in _calls(cell) for word in _ALONE)


def _begins(cell: Cell) -> bool:
    calls = _calls(cell)
    return cell.slide_role in ("slide", "subslide") or any(word in calls for word in (*_POLLS, "reveal"))


def _title(cell: Cell) -> str:
    first = cell.text.splitlines()[0] if cell.text else ""
    return first.lstrip("# ").replace("`", "") if cell.heading_level else ""


def _blocks(cell: Cell, outputs: list[Any]) -> list[Block]:
    if cell.kind == "markdown":
        return slide_blocks.text(cell.name, cell.text)
    calls = _calls(cell)
    for word in _POLLS:
        if word in calls:
            return _poll(cell, word, calls[word])
    written = slide_blocks.code(cell.name, cell.learner())
    if cell.has_solution:
        return [written]
    shown = [block for output in outputs for block in _output(cell, output, calls.get("reveal", ""))]
    short = len(written.pieces) <= SHORT
    if short and shown and shown[0].aspect:
        return shown  # what draws a picture is plumbing: the picture says it
    return [replace(written, heading=bool(shown) and short), *shown]


def _poll(cell: Cell, word: str, item_id: str) -> list[Block]:
    item = find(item_id)
    assert isinstance(item, (Prediction, Recall)), f"{item_id} is asked with {word} and has no choices"
    if word == "explain" and isinstance(item, Prediction):
        answer = f"{item.reason}) {item.reasons[item.reason]}"
        return slide_blocks.poll(cell.name, "And why?", item.why, item.reasons.items(), answer)
    after = f"{item.answer}) {item.says[item.answer]}" if isinstance(item, Recall) else ""
    kicker = "Remember?" if isinstance(item, Recall) else "Predict, before it runs"
    return slide_blocks.poll(cell.name, kicker, item.question, item.choices.items(), after)


def _output(cell: Cell, output: Any, revealed: str) -> list[Block]:
    if output.output_type == "stream":
        text = output.text.split(f"{revealed}: you said")[0] if revealed else output.text
        return [slide_blocks.printed(cell.name, text)] if text.strip() else []
    if output.output_type == "error":
        return [slide_blocks.printed(cell.name, f"{output.ename}: {output.evalue}", "error")]
    return [slide_blocks.shown(cell.name, output.data)]
