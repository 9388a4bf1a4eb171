"""A badly made exercise is refused when its lesson is imported, by name and with the reason."""

from typing import Any

import pytest

from companion.events import BadDefinition
from companion.exercises.words import Criterion, Exercise, Misconception, Prediction, Recall


def criterion(name: str = "it adds", points: int = 2) -> Criterion:
    return Criterion(name, points, lambda seen: None)


def make(**changes: Any) -> Exercise:
    told: dict[str, Any] = {
        "id": "90-sum",
        "title": "add",
        "kind": "write",
        "points": 2,
        "observe": lambda answer: {},
        "criteria": (criterion(),),
        "misconceptions": (),
        "hints": ("nudge", "concept", "code"),
    }
    return Exercise(**(told | changes))


def predict(**changes: Any) -> Prediction:
    told: dict[str, Any] = {
        "id": "90-guess",
        "question": "How many?",
        "choices": {"a": "one", "b": "two"},
        "answer": "b",
        "reasons": {"a": "it adds", "b": "it doubles"},
        "reason": "b",
        "says": {"a": ("adds", "It does not add.")},
    }
    return Prediction(**(told | changes))


def recall(**changes: Any) -> Recall:
    told: dict[str, Any] = {
        "id": "90-recall",
        "question": "Which?",
        "choices": {"a": "one", "b": "two"},
        "answer": "b",
        "says": {"a": "No.", "b": "Yes."},
    }
    return Recall(**(told | changes))


def test_well_made_ones_are_accepted() -> None:
    assert (make().points, predict().points, recall().about) == (2, 2, "00")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"points": 3}, "do not add up"),
        ({"kind": "essay"}, "'essay'"),
        ({"gate": (criterion("still adds", 1),)}, "gate is worth 0"),
        ({"criteria": (criterion(points=1), criterion(points=1))}, "same name"),
        ({"hints": ("one",)}, "three hints"),
        (
            {"misconceptions": (Misconception("adds", "no such", lambda seen: True, "…"),)},
            "'adds' fails no criterion",
        ),
    ],
)
def test_a_badly_made_exercise_is_refused(changes: dict[str, Any], problem: str) -> None:
    with pytest.raises(BadDefinition, match=problem) as caught:
        make(**changes)
    assert caught.value.what == "90-sum"


@pytest.mark.parametrize(
    "changes", [{"answer": "z"}, {"reason": "z"}, {"says": {}}, {"says": {"a": ("x", "y"), "b": ("x", "y")}}]
)
def test_a_badly_made_prediction_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadDefinition):
        predict(**changes)


@pytest.mark.parametrize("changes", [{"answer": "z"}, {"says": {"b": "Yes."}}])
def test_a_badly_made_recall_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadDefinition):
        recall(**changes)
