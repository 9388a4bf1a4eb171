"""`grade`: a class's notebooks become a gradebook, pages and verdicts that can be kept."""

import contextlib
import errno
import gc
import inspect
import json
import os
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from submitted import ROOT, cell, hand_in, lesson_of, notebook

from companion.bootstrap.commands import inside
from companion.exercises.registry import exercise, lesson, numbers
from companion.grading import output, suspicious
from companion.grading.gradebook import Graded, Results
from companion.grading.names import names
from companion.grading.pages import class_page
from companion.grading.sandboxes import Sandboxes
from companion.grading.verdict import no_verdict

TYPO = "class TinyBus:\n    def on(self, event_type, handler)\n        pass\n"
RECURSIVE = (ROOT / "tests/answers/03/03-bus/wrong_recursion.py").read_text("utf-8")


def points(rows, student):
    return {exercise: row["points"] for (who, exercise), row in rows.items() if who == student}


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_solved_lesson_gets_what_its_title_states_and_an_untouched_one_nothing(tmp_path, graded):
    hand_in(tmp_path / "class", "ada", "03", notebook("03", solved=True))
    hand_in(tmp_path / "class", "bob", "03")
    rows = graded(tmp_path / "class").rows
    ada = [row for (who, _), row in rows.items() if who == "ada"]
    assert sum(int(row["points"]) for row in ada) == lesson("03").points
    assert sum(int(row["possible"]) for row in ada) == lesson("03").points
    assert rows["ada", "03-isolate"]["note"] == "bonus: 3 of 3"
    assert set(points(rows, "bob").values()) == {"0"}


@pytest.mark.parametrize(("number", "id"), [("00", "00-kernel"), ("05", "05-undo")])
def test_faulty_code_that_is_as_it_was_handed_out_was_not_attempted(number, id, tmp_path, graded):
    hand_in(tmp_path / "class", "bob", number)
    done = graded(tmp_path / "class")
    assert (done.rows["bob", id]["points"], done.rows["bob", id]["note"]) == ("0", "not attempted")
    page = (done.folder / "feedback/bob.html").read_text("utf-8")
    assert f"{id}  " in page and "FAIL" not in page


def test_faulty_code_with_any_change_is_judged(tmp_path, graded):
    given = "".join(cell(notebook("00"), "receipt")["source"])
    hand_in(tmp_path / "class", "bob", "00", notebook("00", {"receipt": given + "\n    # tried"}))
    assert graded(tmp_path / "class").rows["bob", "00-kernel"]["note"] == ""


def test_code_in_a_question_is_set_as_code(tmp_path, graded):
    hand_in(tmp_path / "class", "bob", "00")
    page = (graded(tmp_path / "class").folder / "feedback/bob.html").read_text("utf-8")
    assert (
        "What does <code>first_receipt</code> do now?" in page and "`" not in page.partition("Predictions")[2]
    )


@pytest.mark.parametrize(("points", "told"), [((1, 4), "2.5"), ((1, 3), "2"), ((0, 1, 4), "1")])
def test_the_class_page_tells_the_median(points, told):
    graded = [Graded(f"s{n}", "00", ({**no_verdict(exercise("00-till"), "", remarks=[]), "points": n},), ())
              for n in points]  # fmt: skip
    assert f"median {told}, highest" in class_page(Results(graded))


@pytest.mark.parametrize(("points", "told"), [((1,), "1 student, 1 notebook graded."),
                                              ((1, 4), "2 students, 2 notebooks graded.")])  # fmt: skip
def test_the_class_page_counts_one_notebook_and_two_notebooks(points, told):
    page = class_page(Results([Graded(f"s{n}", "00", (), ()) for n in points]))
    assert told in page and f"<p>{told.split(', ')[1].removesuffix(' graded.')}. Points of 0" in page


def test_graded_twice_the_same_bytes_with_any_number_of_jobs(tmp_path, graded):
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    hand_in(tmp_path / "class", "bob", "03", notebook("03", {"bus": RECURSIVE + "TinyBus = answer\n"}))
    first = graded(tmp_path / "class", "--jobs", "1", out="one")
    again = graded(tmp_path / "class", "--jobs", "3", out="two")
    assert files(first.folder) == files(again.folder)


def test_what_was_judged_before_a_stop_is_not_judged_again(tmp_path, graded, monkeypatch):
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    tried = notebook("00")
    for each in tried["cells"]:
        if each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = [*each["source"], "\n# tried"]
    hand_in(tmp_path / "class", "bob", "00", tried)
    asked, ask = [], Sandboxes.ask

    def stops(self, request):
        asked.append(request)
        if len(asked) == 4:
            raise KeyboardInterrupt
        return ask(self, request)

    monkeypatch.setattr(Sandboxes, "ask", stops)
    stopped = graded(tmp_path / "class", "--jobs", "1")
    assert stopped.code == 130 and "goes on" in stopped.err
    assert not (stopped.folder / "gradebook.csv").exists()
    done = graded(tmp_path / "class", "--jobs", "1")
    assert done.code == 0 and len(done.rows) > 6
    assert len(asked) == 4 + 3, "three of six verdicts were kept; the one that was stopped is asked again"


def test_a_class_may_come_as_zips_folders_and_single_files(tmp_path, graded):
    text = json.dumps(notebook("00", solved=True))
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "00-ada.ipynb").write_text(text)
    (folder / "00_start_here-bea.ipynb").write_text(text)
    (folder / "curiemarie_LATE_2021_99_00_start_here-1.ipynb").write_text(text)
    with zipfile.ZipFile(folder / "dan.zip", "w") as archive:
        archive.writestr("my-course/00_start_here.ipynb", text)
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("Eve Adams_123_assignsubmission_file/00_start_here.ipynb", text)
        archive.writestr("Fay_124_assignsubmission_file_/00_start_here.ipynb", text)
        archive.writestr("__MACOSX/._00_start_here.ipynb", "x")
    hand_in(folder / "submitted", "gus", "00", notebook("00", solved=True))
    hand_in(folder / "submitted", "hal/00", "00", notebook("00", solved=True))
    hand_in(folder, "01 Ida", "00", notebook("00", solved=True))
    result = graded(folder)
    assert result.code == 0, result.out
    students = sorted({who for who, _ in result.rows})
    assert students == ["01 Ida", "Eve Adams", "Fay", "ada", "bea", "curiemarie", "dan", "gus", "hal"]
    assert {row["points"] for (_, id), row in result.rows.items() if id == "00-till"} == {"4"}


def test_bad_files_get_a_sentence_each_and_the_others_are_graded(tmp_path, graded):
    folder = tmp_path / "class"
    hand_in(folder, "ada", "00", notebook("00", solved=True))
    for name, content in {
        "bob/00_start_here.ipynb": b"PK\x03\x04 not json",
        "cem/00_start_here.ipynb": b"",
        "dan/00_start_here.ipynb": b'{"cells": 3}',
        "eva/27_next_year.ipynb": json.dumps(notebook("00")).encode(),
        "fay.zip": b"no zip at all",
        "00_start_here.ipynb": json.dumps(notebook("00")).encode(),
        "hal/00_start_here.ipynb": b"[" * 100_000,
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    result = graded(folder)
    assert result.code == 1
    for words in (
        "bob/00_start_here.ipynb is not a notebook",
        "cem/00_start_here.ipynb is empty",
        "dan/00_start_here.ipynb is not a notebook: it has no list of cells",
        "eva/27_next_year.ipynb: there is no lesson 27 to grade (there are 00 to ",
        "fay.zip cannot be read as a zip",
        "00_start_here.ipynb does not say whose it is",
        "hal/00_start_here.ipynb is not a notebook",
    ):
        assert words in result.out
    assert {who for who, _ in result.rows} == {"ada"}
    assert "bob/00_start_here.ipynb" in (result.folder / "class.html").read_text("utf-8")


def test_two_students_of_one_name_are_not_mixed(tmp_path, graded):
    folder = tmp_path / "class"
    hand_in(folder, "ada", "00", notebook("00", solved=True))
    (folder / "00-ada.ipynb").write_text(json.dumps(notebook("00")))
    hand_in(folder, "bob", "00")
    result = graded(folder)
    assert "ada has 2 notebooks of lesson 00 that differ" in result.out
    assert {who for who, _ in result.rows} == {"bob"}


@pytest.mark.parametrize("name", ["nowhere", "a file", "an empty one"])
def test_a_folder_that_is_none_gets_a_sentence(name, tmp_path, graded):
    (tmp_path / "a file").write_text("x")
    (tmp_path / "an empty one").mkdir()
    result = graded(tmp_path / name)
    assert result.code == 2 and result.err.count("\n") == 1
    assert name in result.err


def test_two_jobs_may_keep_the_same_verdict_at_once(tmp_path):
    inside_replace, real = threading.Barrier(2), os.replace
    kept = output.KeptVerdicts(tmp_path)

    def both(half, path):
        with contextlib.suppress(threading.BrokenBarrierError):
            inside_replace.wait(timeout=10)
        real(half, path)

    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(2) as pool:
        patched.setattr(output.os, "replace", both)
        list(pool.map(lambda _: kept.put("key", {"points": 1}), range(2)))
    assert kept.get("key") == {"points": 1} and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("which", ["verdicts", "gradebook.csv", "class.html"])
def test_a_full_disk_leaves_nothing_half_written(which, tmp_path, graded, monkeypatch):
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    real = output.os.replace

    def full(half, path):
        if which in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(half, path)

    monkeypatch.setattr(output.os, "replace", full)
    result = graded(tmp_path / "class")
    assert "No space left on device" in result.err
    assert [p for p in (tmp_path / "graded").rglob("*") if "half" in p.name] == []
    assert (result.code == 0) == (which == "verdicts"), "results that are whole count, kept verdicts or not"
    assert bool(result.rows) == (which == "verdicts")


def test_a_notebook_that_was_cut_up_is_judged_by_what_is_left_and_told_what_was_found(tmp_path, graded):
    made = notebook("03", solved=True)
    bus = cell(made, "bus")
    made["cells"].remove(cell(made, "bus-check"))
    cell(made, "retry")["cell_type"] = "raw"
    cell(made, "retry-check")["source"] = "print('7/7')"
    made["cells"] = [each for each in made["cells"] if each["id"] != "bus"]
    made["cells"].append({**bus, "id": "1234abcd", "metadata": {}})
    made["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}
    hand_in(tmp_path / "class", "ada", "03", made)
    result = graded(tmp_path / "class")
    assert result.rows["ada", "03-bus"]["points"] == "6"
    assert result.rows["ada", "03-retry"]["points"] == "7"
    told = (result.folder / "feedback" / "ada.html").read_text("utf-8")
    for words in (
        "kernel is one for R",
        "Missing: bus",
        "Check cells were edited: retry-check",
        "No longer code cells: retry",
    ):
        assert words in told


def test_cells_whose_ids_a_tool_has_made_anew_are_found_by_their_text_and_names(tmp_path, graded):
    made = notebook("03", solved=True)
    for number, each in enumerate(made["cells"]):
        each["id"], each["metadata"] = f"new-{number}", {}
    hand_in(tmp_path / "class", "ada", "03", made)
    rows = graded(tmp_path / "class").rows
    assert points(rows, "ada")["03-bus"] == "6" and points(rows, "ada")["03-twice"] == "3"


def test_a_syntax_error_costs_its_own_exercise_and_is_named(tmp_path, graded):
    hand_in(tmp_path / "class", "ada", "03", {**notebook("03", {"bus": TYPO, "twice": "!ls\nfault = TODO"})})
    result = graded(tmp_path / "class")
    told = (result.folder / "feedback" / "ada.html").read_text("utf-8")
    assert "the cell bus cannot be read as Python (line 2: expected" in told
    assert result.rows["ada", "03-bus"]["note"] == "no verdict"
    assert result.rows["ada", "03-twice"]["note"] == "not attempted"


def test_an_answer_of_one_exercise_is_never_taken_for_that_of_another(tmp_path, graded):
    made = notebook("05", {"plan": "plan = [1]\npivot = 1\n", "moves": "moves = TODO"})
    hand_in(tmp_path / "class", "ada", "05", made)
    assert graded(tmp_path / "class").rows["ada", "05-last"]["note"].startswith("not attempted")


def test_predictions_are_read_and_scored_without_running_anything(tmp_path, graded):
    made = notebook("03", {
        "pays-predict": 'predict("03-pays", "a")', "pays-explain": 'explain("03-pays", "b")',
        "order-predict": 'predict("03-order", "zebra")', "order-explain": 'explain("03-order", "b")',
    })  # fmt: skip
    hand_in(tmp_path / "class", "ada", "03", made)
    result = graded(tmp_path / "class")
    assert result.rows["ada", "03-pays"]["points"] == "2", "a wrong guess costs nothing"
    assert result.rows["ada", "03-order"]["points"] == "0", "a reason without a prediction is none"


def test_a_wrong_idea_is_named_in_the_gradebook_and_ranked_for_the_class(tmp_path, graded):
    for student in ("ada", "bob"):
        hand_in(tmp_path / "class", student, "03", notebook("03", {"bus": RECURSIVE + "TinyBus = answer\n"}))
    result = graded(tmp_path / "class")
    name = result.rows["ada", "03-bus"]["misconceptions"]
    assert name
    page = (result.folder / "class.html").read_text("utf-8")
    assert f'<td class="n">2</td><td>{name}</td><td>03-bus</td>' in page


def test_two_good_answers_are_shown_to_full_marks_only(tmp_path, graded):
    hand_in(tmp_path / "class", "ada", "03", notebook("03", solved=True))
    hand_in(tmp_path / "class", "bob", "03", notebook("03", {"bus": RECURSIVE + "TinyBus = answer\n"}))
    folder = graded(tmp_path / "class").folder / "feedback"
    assert "Two good answers" in (folder / "ada.html").read_text("utf-8")
    assert "Two good answers" not in (folder / "bob.html").read_text("utf-8")


def test_a_page_stands_alone_and_holds_no_markup_of_a_student(tmp_path, graded):
    evil = "<script>alert(1)</script>"
    made = notebook("00", {"till": f"def take_payment(till, event):\n    raise ValueError({evil!r})\n"})
    hand_in(tmp_path / "class", "ada", "00", made)
    (tmp_path / "class" / "00-=1+1.ipynb").write_text(json.dumps(made))
    result = graded(tmp_path / "class")
    for page in [*result.folder.rglob("*.html")]:
        text = page.read_text("utf-8")
        assert "<script" not in text and "http" not in text.replace("http://www.w3.org", "")
    assert ("'=1+1", "00-till") in result.rows, "a spreadsheet must not run a name"


def test_the_file_for_lms_has_a_line_for_each_student_and_the_stated_points(tmp_path, graded):
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    hand_in(tmp_path / "class", "ada", "03", notebook("03", solved=True))
    hand_in(tmp_path / "class", "bob", "03")
    lines = (graded(tmp_path / "class").folder / "gradebook-lms.csv").read_text("utf-8").splitlines()
    assert lines == [
        "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 00,Lesson 03",
        f"Points Possible,,,,,{lesson('00').points},{lesson('03').points}",
        f"ada,,,ada,,{lesson('00').points},{lesson('03').points}",
        "bob,,,bob,,,0",
    ]


EXAM = """
from companion.exercises import call, plain
from companion.exercises.words import Criterion, Finding
from companion.grading.private import Extra

def run(answer):
    till = {"paid_cents": 0, "seen": []}
    return {"twice": plain(call(lambda: answer).ok)}

def holds(seen):
    return None if seen["twice"] is True else Finding("", "it cannot be run twice")

def never(seen):
    return Finding("a till", "no till was seen")

EXTRAS = [Extra("00-till", (Criterion("runs twice", 2, holds), Criterion("never", 3, never)), observe=run)]
"""


def test_private_criteria_are_judged_and_stand_on_a_line_of_their_own(tmp_path, graded):
    (tmp_path / "exam.py").write_text(EXAM)
    hand_in(tmp_path / "class", "ada", "00", notebook("00", solved=True))
    result = graded(tmp_path / "class", "--private", str(tmp_path / "exam.py"))
    row = result.rows["ada", "00-till/private"]
    assert (row["points"], row["possible"]) == ("2", "5")
    assert result.rows["ada", "00-till"]["points"] == "4"
    assert "never 0/3: no till was seen, expected a till" in (result.folder / "feedback/ada.html").read_text(
        "utf-8"
    )


def test_the_example_of_the_page_for_instructors_runs(tmp_path, graded):
    page = (ROOT / "companion/grading/README.md").read_text("utf-8")
    (tmp_path / "exam.py").write_text(page.split("```python\n")[1].split("```")[0])
    hand_in(tmp_path / "class", "ada", "03", notebook("03", solved=True))
    row = graded(tmp_path / "class", "--private", str(tmp_path / "exam.py")).rows["ada", "03-retry/private"]
    assert (row["points"], row["possible"]) == ("2", "2")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EXTRAS = 3", "must define EXTRAS"),
        ("1 / 0", "ZeroDivisionError"),
        (EXAM.replace("00-till", "00-tall"), "00-till"),
    ],
)
def test_a_private_file_that_is_wrong_gets_a_sentence(text, words, tmp_path, graded):
    (tmp_path / "exam.py").write_text(text)
    hand_in(tmp_path / "class", "ada", "00")
    result = graded(tmp_path / "class", "--private", str(tmp_path / "exam.py"))
    assert result.code == 2 and words in result.err


def test_a_seed_tries_schedules_that_the_students_copy_does_not(tmp_path, graded):
    wrong = (ROOT / "tests/answers/00/00-till/wrong_no_memory.py").read_text("utf-8")
    hand_in(tmp_path / "class", "ada", "00", notebook("00", {"till": wrong + "take_payment = answer\n"}))
    at = {}
    for seed in ("0", "7000"):
        folder = graded(tmp_path / "class", "--seed", seed, out=seed).folder
        told = [json.loads(p.read_text("utf-8"))["verdict"] for p in (folder / "verdicts").iterdir()]
        at[seed] = " ".join(
            line for verdict in told if verdict["exercise"] == "00-till" for line in verdict["lines"]
        )
    assert "seed 7" in " ".join(at["7000"].split())
    assert "seed 7" not in " ".join(at["0"].split()) and "seed" in at["0"]


def test_every_shipped_lesson_can_be_handed_in():
    assert [lesson_of(number).exists() for number in numbers()]


@pytest.mark.parametrize("options", [["x", "--jobs", "0"], ["x", "--seed", "-1"], [], ["x", "--jbos", "2"]])
def test_a_wrong_option_is_refused(options, capsys):
    assert inside("grade", options) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("read", [names, suspicious.odd], ids=["names", "suspicious"])
def test_two_notebooks_read_at_the_same_moment_are_both_read(read: Callable[[str], object]) -> None:
    """In CPython 3.11 two threads that parse at once disturb each other where a garbage collection lets the
    other go on."""
    source = Path(inspect.getsourcefile(names) or "").read_text("utf-8")
    before, switch = gc.get_threshold(), sys.getswitchinterval()

    def let_others_go_on(*_: object) -> None:
        time.sleep(0.0001)

    gc.callbacks.append(let_others_go_on)
    gc.set_threshold(200, 5, 5)
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(read, [source] * 40))
    finally:
        gc.callbacks.remove(let_others_go_on)
        gc.set_threshold(*before)
        sys.setswitchinterval(switch)
    assert all(each == found[0] for each in found)
