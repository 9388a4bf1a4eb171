"""README's two paths: nothing is missing on the way, and the minutes are those of the lessons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from companion.classroom.execute import ROOT
from companion.classroom.lesson import CONCEPTS
from companion.classroom.source import sources

README = (ROOT / "README.md").read_text(encoding="utf-8")
PATHS = {
    "Weekend": (*(f"{n:02}" for n in range(9)), "11"),
    "Whole": tuple(concept.number for concept in CONCEPTS),
}
TOLD = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sources(ROOT))


@pytest.mark.parametrize("path", PATHS)
def test_a_path_has_all_that_its_lessons_build_on(path: str) -> None:
    needs = {need for concept in CONCEPTS if concept.number in PATHS[path] for need in concept.needs}
    assert needs <= set(PATHS[path])


@pytest.mark.parametrize("path", PATHS)
def test_the_readme_states_the_minutes_of_a_path(path: str) -> None:
    minutes = sum(concept.minutes for concept in CONCEPTS if concept.number in PATHS[path])
    said = re.search(rf"\*{path}\*:.*?(\d+) minutes", README, re.DOTALL)
    assert said
    assert int(said[1]) == minutes


@pytest.mark.parametrize("file", TOLD, ids=lambda file: file.name)
def test_no_lesson_is_called_planned_any_more(file: Path) -> None:
    assert not re.findall(r"not\s+written\s+yet|\bare\s+planned", file.read_text("utf-8"))
