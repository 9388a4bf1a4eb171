"""Scores the predictions of a submission by reading its cells; nothing is run.

As in a lesson, any locked choice is worth half of the points and the right reason the other half. A notebook
shows only its last state, so the last letter of each prediction counts.
"""

import ast
from dataclasses import dataclass

from companion.exercises.words import Prediction
from companion.grading.names import literal_calls
from companion.grading.notebook import Notebook

SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Predicted:
    """What a student chose: a letter, "skip", or "" where nothing counts; `reason` is a letter or ""."""

    id: str
    choice: str
    reason: str
    points: int
    possible: int
    misconception: str
    note: str


def predicted(item: Prediction, said: dict[tuple[str, str], str]) -> Predicted:
    """The score of one prediction; `said` is what `letters` read."""
    choice, reason = said.get(("predict", item.id), ""), said.get(("explain", item.id), "")
    choice = choice if choice in item.choices or choice == SKIP else ""
    reason = reason if reason in item.reasons and choice else ""
    half = item.points // 2
    points = (half if choice else 0) + (half if reason == item.reason else 0)
    wrong = item.says[reason][0] if reason and reason != item.reason else ""
    return Predicted(
        item.id, choice, reason, points, item.points, wrong, "" if choice else "no choice locked"
    )


def letters(notebook: Notebook) -> dict[tuple[str, str], str]:
    """The letters in calls of predict and explain: (word, id) → the last one that is a text in quotes."""
    found: dict[tuple[str, str], str] = {}
    for cell in notebook.cells:
        for word, id, argument in literal_calls(cell.source, ("predict", "explain")):
            if isinstance(argument, ast.Constant) and type(argument.value) is str:
                found[word, id] = argument.value
    return found
