"""Submissions made from the shipped lessons."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def lesson_of(number: str, *, solved: bool = False) -> Path:
    """The shipped notebook of a lesson."""
    folder = ROOT / "notebooks" / "solutions" if solved else ROOT / "notebooks"
    return next(folder.glob(f"{number}_*.ipynb"))


def notebook(number: str, answers: dict[str, str] | None = None, *, solved: bool = False) -> dict[str, Any]:
    """A lesson's notebook with other sources in some cells, named by their ids."""
    made: dict[str, Any] = json.loads(lesson_of(number, solved=solved).read_text("utf-8"))
    for cell in made["cells"]:
        if cell["id"] in (answers or {}):
            cell["source"] = answers[cell["id"]]
    return made


def cell(made: dict[str, Any], id: str) -> dict[str, Any]:
    """One cell of a notebook."""
    return next(each for each in made["cells"] if each["id"] == id)


def hand_in(folder: Path, student: str, number: str, made: dict[str, Any] | None = None) -> Path:
    """Put a notebook (default: the lesson as it was handed out) where a student's submission stands."""
    path = folder / student / lesson_of(number).name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made if made is not None else notebook(number)), "utf-8")
    return path
