"""The set-up cell: which names it brings in, what it says, and what it says in the wrong kernel; and
hints."""

import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import companion
import companion.classroom
from companion.classroom import hint, lesson

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "notebooks" / "source").glob("*.py"))
SETUP = """
try:
    from companion.classroom import *
    lesson("00")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")
"""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_lesson_has_this_set_up_cell(source: Path) -> None:
    assert SETUP.replace("00", source.stem[:2]) in source.read_text(encoding="utf-8")


def test_the_star_brings_in_the_intended_names_and_no_others() -> None:
    namespace: dict[str, Any] = {}
    exec("from companion.classroom import *", namespace)
    assert sorted(namespace.keys() - {"__builtins__"}) == sorted(companion.classroom.__all__)


def test_every_name_is_a_function_also_after_its_module_was_imported() -> None:
    alike = [each.name for each in pkgutil.iter_modules(companion.classroom.__path__)
             if each.name in companion.classroom.__all__]  # fmt: skip
    assert "check" in alike and "lesson" in alike
    for name in alike:
        __import__(f"companion.classroom.{name}")
    names = [name for name in companion.classroom.__all__ if name != "TODO"]
    assert [name for name in names if not callable(getattr(companion.classroom, name))] == []


def test_the_lesson_is_said_in_one_line_without_paths(capsys: pytest.CaptureFixture[str]) -> None:
    exec(SETUP, {})
    out = capsys.readouterr().out
    assert out.startswith("Lesson 00 · Start here · 20 minutes · ")
    assert out.endswith(" points\n")
    assert out.count("\n") == 1


def test_a_lesson_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    lesson("99")
    assert (
        capsys.readouterr().out
        == "There is no lesson '99': lessons are named by two digits, such as \"00\".\n"
    )


def test_in_the_wrong_kernel_the_set_up_cell_says_one_sentence(tmp_path: Path) -> None:
    alone = [sys.executable, "-I", "-S", "-c", SETUP]
    run = subprocess.run(alone, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert run.stdout.startswith("Wrong kernel: use the JupyterLab of `python3 -m companion lab`")
    assert (run.stdout.count("\n"), run.stderr) == (1, "")


def test_the_set_up_cell_loads_no_pictures_and_no_notebook_machinery() -> None:
    heavy = "('matplotlib', 'networkx', 'pandas', 'nbformat', 'simpy')"
    code = SETUP + f"import sys; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_the_package_hands_out_the_same_functions() -> None:
    assert companion.check is companion.classroom.check
    assert companion.TODO is companion.classroom.TODO


def test_hints_come_one_after_the_other_and_begin_again(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(4):
        hint("00-till")
    firsts = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Hint")]
    assert [line[:11] for line in firsts] == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 1 of 3"]
    assert firsts[0] == firsts[3]


def test_a_given_hint_can_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    hint("00-till", 3)
    out = capsys.readouterr().out
    assert out.startswith("Hint 3 of 3: if event.order_id not in till.paid:\n")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("00-till", 4), "00-till has hints 1, 2 and 3.\n"),
        (("00-till", "1"), "00-till has hints 1, 2 and 3.\n"),
        (("00-coffee",), "00-coffee has no hints: a wrong guess costs nothing.\n"),
    ],
)
def test_a_hint_that_is_not_there_is_a_sentence(
    args: tuple[Any, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    hint(*args)
    assert capsys.readouterr().out == sentence
