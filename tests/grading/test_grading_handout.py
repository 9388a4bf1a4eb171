"""`handout`: what a class gets has everything to work with, and nothing that solves it."""

import errno
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from submitted import ROOT, lesson_of

from companion.bootstrap.commands import inside
from companion.exercises.registry import numbers
from companion.grading import handout, output

SAID_ANYWAY = {
    ("11", "likes"): "two lines that the package's own view has: companion/scenarios/counting_likes.py",
    ("14", "known"): "the third hint, which is nearly the code",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("handout")
    assert inside("handout", [str(folder)]) == 0
    [path] = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def texts(made) -> dict[str, str]:
    """What a student can read, file by file; notebooks and JSON as the text in them."""
    found = {}
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            if name.endswith(".ipynb"):
                text = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
            elif name.endswith(".json"):
                text = text.replace("\\n", "\n").replace('\\"', '"')
            found[name.partition("/")[2]] = flat(text)
    return found


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def solutions(number: str) -> dict[str, str]:
    """What the solved cells of a lesson have that the learner's have not, by the cells' ids."""
    sources = []
    for solved in (False, True):
        cells = json.loads(lesson_of(number, solved=solved).read_text("utf-8"))["cells"]
        sources.append({c["id"]: "".join(c["source"]) for c in cells if c["cell_type"] == "code"})
    given, done = sources
    return {
        id: flat("\n".join(line for line in text.split("\n") if line not in given[id].split("\n")))
        for id, text in done.items()
        if text != given[id]
    }


@pytest.mark.parametrize("number", numbers())
def test_no_solution_stands_in_it(number, texts):
    lines = {id: text for id, text in solutions(number).items() if len(text) > 25}
    found = {(number, id) for id, text in lines.items() if any(text in each for each in texts.values())}
    assert found - set(SAID_ANYWAY) == set()


def test_the_scan_for_solutions_finds_one_that_is_there(texts):
    [bus] = [text for id, text in solutions("03").items() if id == "bus"]
    assert len(bus) > 25 and bus in flat(f"# {bus}")
    assert not any(bus in text for text in texts.values())


def test_nothing_that_solves_or_tells_an_instructor_more_is_in_it(texts):
    assert not [
        n for n in texts if n.startswith(("tests/", "benchmarks/")) or "solutions" in n or "/source/" in n
    ]
    assert not [n for n in texts if "box-office" in n or "__pycache__" in n]
    for path in (ROOT / "notebooks/source").glob("[0-9]*.py"):
        notes = [part for part in path.read_text("utf-8").split("# %%") if 'tags=["notes"]' in part]
        for note in notes:
            line = max((flat(line.lstrip("# ")) for line in note.splitlines()[1:]), key=len)
            assert not any(line in text for text in texts.values()), line


def test_a_note_that_the_build_let_through_does_not_pass(tmp_path):
    stored = json.loads(lesson_of("00").read_text("utf-8"))
    stored["cells"][0]["metadata"] = {"slideshow": {"slide_type": "notes"}}
    (tmp_path / "00_x.ipynb").write_text(json.dumps(stored))
    left = json.loads(handout._without_notes(tmp_path / "00_x.ipynb"))
    assert [cell["id"] for cell in left["cells"]] == [cell["id"] for cell in stored["cells"][1:]]


def test_what_a_student_needs_is_in_it(texts):
    assert {"README.md", "LICENSE", "pyproject.toml", "requirements.lock", "companion/__main__.py"} <= set(
        texts
    )
    assert len([name for name in texts if re.match(r"notebooks/\d\d_", name)]) == len(numbers())
    assert [name for name in texts if name.startswith("data/")]


def test_a_check_can_name_wrong_ideas_and_offers_no_answers(made):
    with zipfile.ZipFile(made) as archive:
        stored = json.loads(archive.read(f"{handout.NAME}/companion/exercises/shown/03.json"))
    assert stored["03-bus"]["shown"] and stored["03-bus"]["good"] == []


def test_the_same_course_gives_the_same_bytes(made, tmp_path):
    assert inside("handout", [str(tmp_path)]) == 0
    assert (tmp_path / made.name).read_bytes() == made.read_bytes()


def test_some_lessons_may_be_chosen(tmp_path):
    assert inside("handout", [str(tmp_path), "3", "00"]) == 0
    with zipfile.ZipFile(next(tmp_path.iterdir())) as archive:
        lessons = [name for name in archive.namelist() if re.search(r"notebooks/\d\d_", name)]
    assert [name[-30:].split("/")[-1][:2] for name in lessons] == ["00", "03"]


def test_a_lesson_that_is_none_and_a_folder_that_is_none_get_a_sentence(tmp_path, capsys):
    assert inside("handout", [str(tmp_path), "77"]) == 2
    (tmp_path / "file").write_text("x")
    assert inside("handout", [str(tmp_path / "file")]) == 2
    said = capsys.readouterr().err
    assert "There is no lesson 77" in said and "is a file" in said


def test_the_path_that_is_told_is_a_plain_one(tmp_path, capsys, monkeypatch):
    (tmp_path / "course").mkdir()
    monkeypatch.setenv("COMPANION_STARTED_IN", str(tmp_path / "course"))
    assert inside("handout", ["../class", "00"]) == 0
    assert capsys.readouterr().out.startswith(str(tmp_path / "class" / handout.NAME))


def test_a_full_disk_leaves_no_half_of_a_zip(tmp_path, capsys, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(output.os, "replace", full)
    assert inside("handout", [str(tmp_path)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def unpacked(path: Path, place: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(place)
    return place / handout.NAME


IN_IT = """\
import sys
from companion.bootstrap import commands
commands.environment.ready = lambda *_: None
run = commands.inside if sys.argv[1] == "handout" else lambda name, typed: commands.main([name, *typed])
sys.exit(run(sys.argv[1], sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("command", "words"),
    [("new", "this hand-out does not have it"), ("handout", "This is a hand-out itself")],
)
def test_a_hand_out_says_what_it_has_not(command, words, made, tmp_path):
    root = unpacked(made, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", IN_IT, command, str(tmp_path / "new")],
        cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert done.returncode == 2 and words in done.stderr, done.stderr


@pytest.mark.parametrize("command", ["test", "build", "slides", "site", "poll", "handout"])
def test_a_command_of_authors_is_one_sentence_in_a_hand_out(command, made, tmp_path):
    root = unpacked(made, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "companion", command],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr
    assert f"{command} is for authors and instructors, and this is a hand-out: use a checkout." in done.stderr
    assert done.stdout == "" and not (root / ".venv").exists()
