"""Progress: whole or not at all, shared by two notebooks, never lost, moved and reset by command."""

import importlib
import json
import multiprocessing
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx
import pytest

from companion.classroom import store
from companion.classroom.check import check
from companion.classroom.lesson import CONCEPTS
from companion.classroom.predict import predict
from companion.classroom.progress import graph, main, progress, standing
from companion.exercises.registry import Lesson, lesson, numbers
from companion.exercises.words import Exercise


def remembers(till: Any, event: Any) -> None:
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


def file(home: Path) -> Path:
    return home / "progress.json"


def write(home: Path, text: str) -> None:
    home.mkdir(parents=True)
    file(home).write_text(text, encoding="utf-8")


def of_lesson_00() -> Any:
    return standing(CONCEPTS[0], store.read())


def test_without_progress_everything_is_nought() -> None:
    assert (of_lesson_00().points, of_lesson_00().mastery) == (0, 0.0)


def test_points_of_exercises_and_predictions_add_up() -> None:
    check("00-till", remembers)
    predict("00-coffee", "a")
    assert of_lesson_00().points == 5
    assert of_lesson_00().tried == 2


def test_points_stored_beyond_what_an_item_is_worth_do_not_count() -> None:
    assert standing(CONCEPTS[0], {"00-till": {"points": 99}}).points == 4


def test_bonus_points_fill_a_gap_and_never_raise_a_lesson_above_its_points(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graded = next(e for e in lesson("00").exercises if e.id == "00-till")
    bonus = replace(graded, id="00-more", bonus=True)
    module = importlib.import_module("companion.classroom.progress")  # the package's name is the function
    monkeypatch.setattr(
        module, "find_lesson", lambda number: Lesson(number, "Start here", (graded, bonus), (), ())
    )
    assert standing(CONCEPTS[0], {"00-till": {"points": 2}, "00-more": {"points": 1}}).points == 3
    both = standing(CONCEPTS[0], {"00-till": {"points": 4}, "00-more": {"points": 4}})
    assert (both.points, both.possible, both.mastery) == (4, 4, 1.0)
    assert (both.tried, both.items) == (1, 1)


def test_a_wrong_recall_lowers_the_mastery_of_what_it_asks_about() -> None:
    points = {"00-till": {"points": 4}}
    before = standing(CONCEPTS[0], points).mastery
    after = standing(CONCEPTS[0], {**points, "01-again": {"right": False, "about": "00"}}).mastery
    assert after == pytest.approx(before - 0.1)
    assert standing(CONCEPTS[0], {"01-again": {"right": False, "about": "00"}}).mastery == 0.0


def test_the_table_has_no_paths_and_no_times(
    capsys: pytest.CaptureFixture[str], companion_home: Path
) -> None:
    check("00-till", remembers)
    capsys.readouterr()
    progress()
    out = capsys.readouterr().out
    assert "00 Start here" in out
    assert str(companion_home) not in out
    assert out.splitlines()[0].split() == ["lesson", "points", "tried", "mastery"]
    assert out.splitlines()[-1].startswith("all lessons")


def test_every_lesson_that_is_there_has_a_concept_of_the_same_title() -> None:
    titles = {c.number: c.title for c in CONCEPTS}
    assert {n: lesson(n).title for n in numbers()} == {n: titles[n] for n in numbers()}


def test_the_concepts_can_be_learnt_in_their_order() -> None:
    place = {node: n for n, node in enumerate(graph().nodes)}
    assert len(place) == 16
    assert networkx.is_directed_acyclic_graph(graph())
    assert all(place[a] < place[b] for a, b in graph().edges)
    assert networkx.is_weakly_connected(graph())


def test_in_a_notebook_the_map_is_shown_beside_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    module = importlib.import_module("companion.classroom.progress")  # the package's name is the function
    monkeypatch.setattr(module, "in_notebook", lambda: True)
    monkeypatch.setattr(module, "show", shown.append)
    check("00-till", remembers)
    progress()
    [picture] = shown
    assert "00       Start here" in repr(picture)
    assert "15       Practice exam" in repr(picture)


def test_the_file_is_the_same_for_the_same_progress(companion_home: Path) -> None:
    check("00-till", remembers)
    first = file(companion_home).read_bytes()
    check("00-till", remembers)
    assert file(companion_home).read_bytes() == first


def test_nothing_but_the_progress_and_its_lock_is_left_in_the_folder(companion_home: Path) -> None:
    check("00-till", remembers)
    assert sorted(p.name for p in companion_home.iterdir()) == ["progress.json", "progress.lock"]


def test_a_write_that_fails_leaves_the_old_file_whole(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.change("00-till", lambda record: record.update(points=1))
    before = file(companion_home).read_bytes()

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("companion.classroom.store.os.replace", fail)
    said = store.change("00-till", lambda record: record.update(points=4))
    assert said == "Your progress was not saved: No space left on device."
    assert file(companion_home).read_bytes() == before
    assert not list(companion_home.glob("*.tmp"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks with another call")
def test_in_the_browser_where_no_file_can_be_locked_progress_is_saved(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", ModuleType("fcntl"))  # empty, as the kernel in there has it
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert store.change("00-till", lambda record: record.update(points=4)) == ""
    assert store.read() == {"00-till": {"points": 4}}


def test_while_one_notebook_saves_another_waits(companion_home: Path) -> None:
    import fcntl

    def other(record: Any) -> None:
        with open(companion_home / "progress.lock", "rb") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        record["looked"] = True

    assert store.change("00-till", other) == ""
    assert store.read()["00-till"]["looked"]


def add_points(home: str, first: int) -> None:
    import os

    os.environ["COMPANION_HOME"] = home
    for n in range(first, first + 20):
        store.change(f"90-{n}", lambda record: record.update(points=1))


def test_two_notebooks_at_once_lose_nothing(companion_home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    both = [spawn.Process(target=add_points, args=(str(companion_home), first)) for first in (0, 100)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert len(store.read()) == 40


DAMAGED = [
    "{",
    "[]",
    '{"format": 1}',
    '{"format": 1, "items": []}',
    '{"format": 1, "items": {"a": 3}}',
    "null",
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_set_aside_and_said(text: str, companion_home: Path) -> None:
    write(companion_home, text)
    assert store.read() == {}
    said = store.change("00-till", lambda record: record.update(points=4))
    assert said == (
        "Your progress file was damaged. It was kept as progress-damaged-1.json, and a new one begins."
    )
    assert (companion_home / "progress-damaged-1.json").read_text() == text
    assert store.read() == {"00-till": {"points": 4}}


def test_a_second_damaged_file_does_not_replace_the_first(companion_home: Path) -> None:
    write(companion_home, "first")
    store.change("00-till", lambda record: None)
    file(companion_home).write_bytes(b"\xff\xfe")
    store.change("00-till", lambda record: None)
    assert (companion_home / "progress-damaged-1.json").read_text() == "first"
    assert (companion_home / "progress-damaged-2.json").read_bytes() == b"\xff\xfe"


def test_a_newer_file_is_left_alone(companion_home: Path) -> None:
    newer = json.dumps({"format": store.FORMAT + 1, "items": {}, "more": True})
    write(companion_home, newer)
    assert "newer version of the course" in store.change("00-till", lambda record: record.update(points=4))
    assert file(companion_home).read_text() == newer


def test_export_and_import_bring_progress_to_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check("00-till", remembers)
    moved = tmp_path / "mine.json"
    assert main(["export", str(moved)]) == 0
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "other"))
    assert store.read() == {}
    assert main(["import", str(moved)]) == 0
    assert store.read()["00-till"]["points"] == 4


@pytest.mark.parametrize(
    "own", ['{"format": 1, "items": {"00-ti', '{"format": 99, "items": {}}', b"\xff\xfe{"]
)
def test_a_progress_that_cannot_be_read_is_not_exported_over_an_earlier_export(
    companion_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], own: str | bytes
) -> None:
    moved = tmp_path / "mine.json"
    moved.write_text(kept := store.text_of({"00-till": {"points": 4}}))
    companion_home.mkdir(exist_ok=True)
    file(companion_home).write_bytes(own if isinstance(own, bytes) else own.encode())
    assert main(["export", str(moved)]) == 1
    assert "nothing was written" in capsys.readouterr().err
    assert moved.read_text() == kept


def test_progress_is_written_and_read_where_the_command_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_STARTED_IN", str(tmp_path))
    assert main(["export", "mine.json"]) == 0
    assert (tmp_path / "mine.json").is_file()
    assert main(["import", "mine.json"]) == 0


def test_import_keeps_the_better_of_two_results(tmp_path: Path) -> None:
    store.change("00-till", lambda record: record.update(points=4, hints=2))
    moved = tmp_path / "mine.json"
    moved.write_text(store.text_of({"00-till": {"points": 1}, "00-coffee": {"points": 1, "choice": "a"}}))
    assert main(["import", str(moved)]) == 0
    assert store.read()["00-till"] == {"points": 4, "hints": 2}
    assert store.read()["00-coffee"] == {"points": 1, "choice": "a"}


def test_import_of_something_else_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.change("00-till", lambda record: record.update(points=4))
    other = tmp_path / "holiday.json"
    other.write_text("[1, 2]")
    assert main(["import", str(other)]) == 1
    assert "This is not a progress file, or it is damaged." in capsys.readouterr().err
    assert store.read() == {"00-till": {"points": 4}}


def test_import_of_a_missing_file_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(tmp_path / "none.json")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_reset_keeps_what_was_there(companion_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store.change("00-till", lambda record: record.update(points=4))
    assert main(["reset"]) == 0
    assert store.read() == {}
    assert "progress-kept-1.json" in capsys.readouterr().out
    assert (
        json.loads((companion_home / "progress-kept-1.json").read_text())["items"]["00-till"]["points"] == 4
    )
    assert main(["reset"]) == 0
    assert capsys.readouterr().out == "There was no progress to reset.\n"


@pytest.mark.parametrize("words", [["export"], ["reset", "a"]])
def test_other_words_are_answered_with_the_use(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("Use: progress")


def test_without_words_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "00 Start here" in capsys.readouterr().out


def test_every_lesson_has_its_points_in_the_table() -> None:
    for number in numbers():
        graded = [i for i in lesson(number).items if isinstance(i, Exercise)]
        assert all(i.points > 0 for i in graded)
