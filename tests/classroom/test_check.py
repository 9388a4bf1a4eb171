"""`check`: prints one line a criterion, returns the points, raises nothing, writes nothing to stderr."""

import importlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import companion.classroom
from companion.classroom import TODO, check


def no_memory(till: Any, event: Any) -> None:
    till.total_cents += event.total_cents


def remembers(till: Any, event: Any) -> None:
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


def said(id: Any, answer: Any) -> str:
    with redirect_stdout(io.StringIO()) as out:
        check(id, answer)
    return out.getvalue()


def stored(home: Path) -> Any:
    return json.loads((home / "progress.json").read_text())["items"]


def test_a_half_right_answer_gets_half_the_points_and_the_smallest_evidence() -> None:
    text = said("00-till", no_memory)
    assert check("00-till", no_memory) == 2.0
    assert "delivered A A: Ada ordered once, the till holds 900, expected 450; replay with seed " in text
    assert text.endswith('2 of 4 points. Three hints: hint("00-till")\n')


def test_a_right_answer_gets_all_points_as_a_float() -> None:
    assert check("00-till", remembers) == 4.0
    assert isinstance(check("00-till", remembers), float)


def test_the_number_shows_nothing_in_a_notebook_and_stands_in_its_text_for_nbgrader() -> None:
    from IPython.core.formatters import DisplayFormatter

    data, _ = DisplayFormatter().format(check("00-till", remembers))
    assert data == {"text/plain": "4.0", "text/html": ""}


def test_the_best_attempt_is_kept(companion_home: Path) -> None:
    check("00-till", remembers)
    check("00-till", no_memory)
    assert stored(companion_home)["00-till"]["points"] == 4


LATER = "Does it still fail after a change? Then the next check says what it looks like."
NAMED = "looks like: no memory."


def the_same_but_for_the_name(text: str) -> list[str]:
    lines = text.splitlines()
    place = next((n for n, line in enumerate(lines) if "looks like:" in line), len(lines))
    return [line for line in lines[: min(place, len(lines) - 1)] if line != LATER]


def test_the_first_failure_shows_the_symptom_and_the_second_what_it_looks_like() -> None:
    first, second = said("00-till", no_memory), said("00-till", no_memory)
    assert LATER in first
    assert "looks like:" not in first
    assert NAMED in second
    assert LATER not in second
    assert the_same_but_for_the_name(first) == the_same_but_for_the_name(second)


def test_another_criterion_that_fails_first_begins_anew() -> None:
    def nothing(till: Any, event: Any) -> None:
        pass

    said("00-till", no_memory)
    assert "looks like:" not in said("00-till", nothing)
    assert "looks like:" not in said("00-till", no_memory)
    assert NAMED in said("00-till", no_memory)


def test_full_marks_begin_anew_and_a_stub_or_a_text_does_not() -> None:
    said("00-till", no_memory)
    said("00-till", remembers)
    assert "looks like:" not in said("00-till", no_memory)
    said("00-till", TODO)
    said("00-till", "take_payment")
    assert NAMED in said("00-till", no_memory)


def test_who_has_looked_at_a_hint_is_told_at_once() -> None:
    with redirect_stdout(io.StringIO()):
        companion.classroom.hint("00-till")
    assert NAMED in said("00-till", no_memory)


def test_where_nothing_can_be_remembered_the_name_comes_at_once(companion_home: Path) -> None:
    companion_home.parent.mkdir(parents=True, exist_ok=True)
    companion_home.write_text("a file where the folder should be")
    assert NAMED in said("00-till", no_memory)


@pytest.mark.parametrize("stored", ['{"failing": 3, "times": "x"}', '{"hints": "all"}'])
def test_what_somebody_else_wrote_into_the_progress_costs_no_verdict(
    stored: str, companion_home: Path
) -> None:
    companion_home.mkdir(parents=True)
    items = '{"format": 1, "items": {"00-till": ' + stored + "}}"
    (companion_home / "progress.json").write_text(items)
    assert "2 of 4 points." in said("00-till", no_memory)


def test_a_stub_is_not_attempted_and_nothing_is_recorded(companion_home: Path) -> None:
    assert said("00-till", TODO) == "00-till  take_payment: not attempted yet\n"
    assert check("00-till", TODO) == 0.0
    assert not companion_home.exists()


@pytest.mark.parametrize("id", ["00-tlil", "zz", 3, None, ["00-till"], object()])
def test_an_unknown_id_is_a_sentence(id: Any) -> None:
    assert said(id, 1).startswith("There is nothing with the id")
    assert check(id, 1) == 0.0


def test_a_near_id_is_offered() -> None:
    assert said("00-tlil", 1).startswith("There is nothing with the id '00-tlil'. Did you mean 00-till")


def test_a_prediction_is_not_checked() -> None:
    assert said("00-coffee", "c").startswith("00-coffee is answered with predict(")


def test_a_fault_of_the_course_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(id: object) -> None:
        raise ImportError("no module")

    monkeypatch.setattr(importlib.import_module("companion.classroom.check"), "find", broken)
    assert said("00-till", no_memory) == (
        "This check could not run (ImportError: no module). Nothing was scored.\n"
    )


def test_nothing_reaches_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    def loud(till: Any, event: Any) -> None:
        class Trap:
            def __del__(self) -> None:
                raise ValueError("too late")

        Trap()
        print("loud", file=sys.stderr)
        raise RuntimeError("loud")

    check("00-till", loud)
    assert capfd.readouterr().err == ""


def test_a_generator_that_catches_everything_reaches_no_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    def stubborn(till: Any, event: Any) -> None:
        def ones() -> Iterator[int]:
            while True:
                try:
                    yield 1
                except BaseException:
                    continue

        for _ in ones():
            pass

    assert check("00-till", stubborn) == 0.0
    assert capfd.readouterr().err == ""


def test_a_press_on_stop_ends_the_check_with_a_sentence(companion_home: Path) -> None:
    def pressed(till: Any, event: Any) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    text = said("00-till", pressed)
    assert text.startswith("00-till: you stopped the check; nothing was scored or recorded.")
    assert not companion_home.exists()


def test_a_redefined_check_is_still_reachable() -> None:
    namespace: dict[str, Any] = {}
    exec("from companion.classroom import *\ncheck = 3\nfrom companion.classroom import *", namespace)
    assert namespace["check"] is check is companion.classroom.check


def test_a_re_run_cell_gives_the_same_verdict() -> None:
    cell = "def take_payment(till, event):\n    till.total_cents += event.total_cents\n"
    verdicts = []
    for _ in range(2):
        namespace: dict[str, Any] = {}
        exec(compile(cell, "<ipython-input-1>", "exec"), namespace)
        verdicts.append(the_same_but_for_the_name(said("00-till", namespace["take_payment"])))
    assert verdicts[0] == verdicts[1]


def test_progress_that_cannot_be_saved_is_a_sentence_and_the_points_still_come(
    companion_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    companion_home.parent.mkdir(parents=True, exist_ok=True)
    companion_home.write_text("a file where the folder should be")
    assert check("00-till", remembers) == 4.0
    assert "Your progress was not saved" in said("00-till", remembers)


@pytest.fixture
def shell() -> Iterator[Any]:
    from IPython.core.interactiveshell import InteractiveShell

    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def displayed(code: Any) -> list[Any]:
    from IPython.utils.capture import capture_output

    with capture_output() as captured:
        code()
    return list(captured.outputs)


def test_in_a_notebook_the_schedule_is_drawn_with_the_same_facts_as_text(shell: Any) -> None:
    [picture] = displayed(lambda: check("00-till", no_memory))
    assert "data:image/svg+xml;base64," in picture.data["text/html"]
    assert "A" in picture.data["text/plain"]
    assert "450" in picture.data["text/plain"]


def test_in_a_notebook_a_right_answer_draws_nothing(shell: Any) -> None:
    assert displayed(lambda: check("00-till", remembers)) == []


def test_outside_a_notebook_nothing_is_drawn() -> None:
    assert "svg" not in said("00-till", no_memory)
