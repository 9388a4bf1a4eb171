"""A poll: a class's predictions as bars, in words and as a page that stands alone."""

from pathlib import Path

import pytest

from companion.bootstrap.commands import inside
from companion.classroom.poll import main, poll
from companion.diagrams.bars import percents
from companion.exercises.registry import lesson, numbers
from companion.exercises.words import Exercise


def test_the_counts_are_printed_as_bars(capsys: pytest.CaptureFixture[str]) -> None:
    poll("00-coffee", a=40, b=120)
    lines = capsys.readouterr().out.splitlines()
    bars = {line[0]: line.count("#") for line in lines if line[1:2] == ")"}
    assert bars == {"a": 13, "b": 40, "c": 0, "d": 0}
    assert "   120  75 %" in next(line for line in lines if line.startswith("b)"))
    assert lines[-1] == "160 answers"


def test_no_answers_at_all_are_no_bars(capsys: pytest.CaptureFixture[str]) -> None:
    poll("00-coffee")
    assert capsys.readouterr().out.endswith("0 answers\n")


def test_the_right_answer_is_not_given_away(capsys: pytest.CaptureFixture[str]) -> None:
    poll("00-coffee", a=1, b=1, c=1, d=1)
    bars = [line for line in capsys.readouterr().out.splitlines() if line[1:2] == ")"]
    assert len({line[30:] for line in bars}) == 1


def test_the_command_writes_a_page_that_needs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["00-coffee", "a=40", "b=120"]) == 0
    page = (tmp_path / "slides" / "poll-00-coffee.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "120" in page
    assert not any(word in page for word in ("src=", "href=", "@import", "url(http"))
    assert "Open slides/poll-00-coffee.html in a browser" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["99"], "There is no lesson 99; the lessons are: 00, 01"),
        (["00-cofee", "a=1"], "Did you mean 00-coffee"),
        (["00-till", "a=1"], "00-till is an exercise"),
        (["00-coffee", "z=1"], "00-coffee has no choice 'z'; its choices are a, b, c, d."),
        (["00-coffee", "a=-1"], "a=-1: write each count as choice=number"),
        (["00-coffee", "a=many"], "a=many: write each count as choice=number"),
        (["00-coffee", "40"], "40: write each count as choice=number"),
    ],
)
def test_bad_input_is_a_sentence_and_no_page(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert inside("poll", words) == 2
    assert sentence in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_in_a_cell_bad_counts_are_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    poll("00-coffee", a=-1)
    assert capsys.readouterr().out == "a=-1: a count is a whole number, 0 or more.\n"


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ({"a": 1, "b": 1, "c": 1}, [34, 33, 33]),
        ({"a": 1, "b": 5}, [17, 83]),
        ({"a": 0, "b": 0}, [0, 0]),
        ({"a": 7, "b": 7, "c": 0, "d": 6, "e": 1}, [33, 33, 0, 29, 5]),
    ],
)
def test_shares_are_whole_and_add_up_to_a_hundred(counts: dict[str, int], shares: list[int]) -> None:
    assert list(percents(counts).values()) == shares


def test_without_an_id_all_questions_are_listed_and_with_a_lesson_its_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0
    told = capsys.readouterr().out
    for number in numbers():
        asked = [item for item in lesson(number).items if not isinstance(item, Exercise)]
        assert asked and all(f"\n  {item.id} " in told for item in asked)
    assert main(["3"]) == 0
    assert "03-pays" in (ours := capsys.readouterr().out) and "00-coffee" not in ours


@pytest.mark.parametrize("words", [["--port", "1"], ["--network"], ["00-coffee", "--network"]])
def test_what_belongs_to_a_vote_is_refused_without_one(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert inside("poll", words) == 2
    assert "goes with --serve" in capsys.readouterr().err
