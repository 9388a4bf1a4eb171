"""`lint NAME...` in a terminal."""

import pytest

from companion.classroom.lint import main


def test_each_name_gets_a_line_with_its_kind_the_reason_and_a_better_name(capsys):
    assert main(["OrderPlaced", "PlaceOrder"]) == 1
    placed, place = capsys.readouterr().out.splitlines()
    assert placed.startswith("OrderPlaced: event. 'placed'")
    assert place.startswith("PlaceOrder: command.") and place.endswith("Better: OrderPlaced")


def test_names_are_read_from_a_file_without_its_comments(tmp_path, capsys):
    file = tmp_path / "names.txt"
    file.write_text("\ufeff# ours\nOrderPlaced\n\n  MealServed \n", encoding="utf-8")
    assert main(["--file", str(file)]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "OrderPlaced",
        "MealServed",
    ]


def test_a_file_is_looked_for_where_the_command_was_typed(tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_text("OrderPlaced\n", encoding="utf-8")
    monkeypatch.setenv("COMPANION_STARTED_IN", str(tmp_path))
    assert main(["--file", "names.txt"]) == 0


@pytest.mark.parametrize("asked", [[], ["42"], ["--file", "missing.txt"], ["--file", "latin.txt"]])
def test_what_cannot_be_judged_is_one_sentence(asked, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "latin.txt").write_bytes(b"Gesch\xe4ft")
    assert main(asked) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.endswith(".\n")


def test_help_shows_examples(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "lint OrderPlaced" in capsys.readouterr().out
