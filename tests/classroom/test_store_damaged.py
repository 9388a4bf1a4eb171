"""Whatever stands in the progress file, or whether there is a place for one, a check says and returns its
verdict."""

import json
from pathlib import Path
from typing import Any

import pytest

from companion.classroom import check, hint, predict, progress, reveal


def remembers(till: Any, event: Any) -> None:
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


@pytest.mark.parametrize("points", ['"lots"', "null", "Infinity", "[]", "true"])
def test_points_that_are_no_number_cost_nothing_and_are_replaced(
    points: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    file = tmp_path / "progress.json"
    file.write_text('{"format":1,"items":{"00-till":{"points":' + points + "}}}")
    assert check("00-till", remembers) == 4.0
    assert "could not run" not in capsys.readouterr().out
    assert json.loads(file.read_text())["items"]["00-till"]["points"] == 4


@pytest.mark.parametrize("word", ['"lots"', "null", "Infinity", "[]", "{}", "true", "-3", '"z"'])
def test_whatever_was_written_by_hand_into_the_file_progress_hints_and_predictions_go_on(
    word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    record = "{" + ",".join(f'"{name}":{word}' for name in ("points", "hints", "choice")) + "}"
    (tmp_path / "progress.json").write_text(
        '{"format":1,"items":{"00-till":' + record + ',"00-coffee":' + record + "}}"
    )
    progress()
    assert "0/" in capsys.readouterr().out
    reveal("00-coffee", lambda: None)
    assert "Lock a prediction first" in capsys.readouterr().out
    predict("00-coffee", "a")
    hint("00-till")
    assert "locked a)" in capsys.readouterr().out


def test_a_file_nested_past_reading_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path))
    (tmp_path / "progress.json").write_text("[" * 100_000)
    assert check("00-till", remembers) == 4.0
    assert (tmp_path / "progress-damaged-1.json").exists()


def test_without_a_home_folder_progress_is_kept_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("COMPANION_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    monkeypatch.chdir(tmp_path)
    assert check("00-till", remembers) == 4.0
    assert (tmp_path / ".companion" / "progress.json").exists()
