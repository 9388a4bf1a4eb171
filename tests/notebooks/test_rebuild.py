"""One more run of every notebook, offline and under another hash seed: what it must give.

The same bytes as are stored; no point for an untouched notebook, full marks for the solved one.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest

from companion.classroom import reference, store
from companion.classroom.execute import ROOT, environment
from companion.classroom.source import read, sources
from companion.exercises.registry import lesson

FINISHED = tuple(f"{number:02}" for number in range(16))


def test_the_lessons_that_are_finished_are_all_here() -> None:
    if not sources(ROOT):
        pytest.skip("there is no lesson in notebooks/source yet")
    here = tuple(path.stem[:2] for path in sources(ROOT))
    assert not set(FINISHED) - set(here), "a finished lesson is gone"
    assert here == FINISHED, f"add {sorted(set(here) - set(FINISHED))} to FINISHED in {Path(__file__).name}"


@pytest.mark.parametrize("number", FINISHED)
def test_a_finished_lesson_has_its_row_in_the_readme_and_its_test(number: str) -> None:
    row = f"| {number} | {lesson(number).title} | "
    assert row in (ROOT / "README.md").read_text(encoding="utf-8"), f"README.md: add the row {row!r} …"
    test = f"tests/exercises/test_lesson_{number}.py"
    assert (ROOT / test).exists(), f"{test}: write it: figures, and answers that need more than a file to try"


def test_every_built_notebook_has_a_source() -> None:
    built = [
        path for pattern in ("*.ipynb", "solutions/*.ipynb") for path in (ROOT / "notebooks").glob(pattern)
    ]
    made = {path.stem for path in sources(ROOT)} | {path.stem for path in reference.pages(ROOT)}
    assert {path.stem for path in built} == made


def test_nobody_edited_a_built_notebook_by_hand_and_no_hash_seed_shows(notebook: Any, rebuilt: Any) -> None:
    stored = notebook.path.read_text(encoding="utf-8")
    if stored != rebuilt.built.text:
        lines = difflib.unified_diff(
            stored.splitlines(), rebuilt.built.text.splitlines(), "stored", "rebuilt", n=1
        )
        shown = "\n".join(line[:200] for line in list(lines)[:60])
        pytest.fail(
            f"{notebook}: run `python3 -m companion build {notebook.source.stem[:2]}`\n{shown}", pytrace=False
        )


def test_the_rebuilt_notebook_saw_another_hash_seed_than_the_build(tmp_path: Path) -> None:
    assert environment(tmp_path)["PYTHONHASHSEED"] == "0"
    assert environment(tmp_path, hash_seed=2)["PYTHONHASHSEED"] == "2"


def records(home: Path) -> dict[str, dict[str, Any]]:
    """What the notebook's run left in its progress file, by the id of the item."""
    saved = home / "progress.json"
    return store.parse(saved.read_text(encoding="utf-8")) if saved.exists() else {}


def test_an_untouched_notebook_totals_0_and_the_solved_one_all_points(notebook: Any, rebuilt: Any) -> None:
    taught = lesson(notebook.source.stem[:2])
    graded = (*taught.predictions, *taught.exercises)
    expected = {item.id: item.points if notebook.solved else 0 for item in graded}
    scored = {item.id: records(rebuilt.home).get(item.id, {}).get("points", 0) for item in graded}
    assert scored == expected


def test_every_exercise_and_prediction_of_the_lesson_is_in_its_notebook(source: Path) -> None:
    taught = lesson(source.stem[:2])
    assert set(read(source).graded) == {item.id for item in (*taught.predictions, *taught.exercises)}
