"""The doctor: the same words in every healthy installation, and a remedy in every other."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.classroom import doctor as exported
from companion.classroom.doctor import doctor, examine, main

Find = Callable[[str], object]


def without(monkeypatch: pytest.MonkeyPatch, *missing: str) -> None:
    """Pretend that these packages are not installed."""
    module = sys.modules[doctor.__module__]  # the name in the package is the function's
    found: Find = module.find_spec
    monkeypatch.setattr(module, "find_spec", lambda name: None if name in missing else found(name))


def test_a_healthy_installation_prints_no_version_and_no_path(capsys: pytest.CaptureFixture[str]) -> None:
    doctor()
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == "Everything a lesson needs is here."
    assert not re.search(r"\d|[/\\]", said)


def test_what_only_tests_and_later_lessons_need_is_left_to_the_verbose_doctor() -> None:
    assert not any(finding.optional for finding in examine(everything=False))
    assert {finding.name for finding in examine(everything=True) if finding.optional} >= {
        "browser of tests and PDFs",
        "slides",
        "PostgreSQL",
    }


def test_verbose_says_versions_and_the_progress_folder(
    companion_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor(verbose=True)
    said = capsys.readouterr().out
    assert str(companion_home) in said
    assert re.search(r"jupyterlab \d+\.\d+", said)


def test_a_missing_package_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "networkx")
    doctor()
    said = capsys.readouterr().out
    assert "missing  packages; networkx not installed; run `python3 -m companion lab` once more" in said
    assert said.splitlines()[-1] == "1 to mend, see above."


def test_a_progress_folder_that_cannot_be_written_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("COMPANION_HOME", str(in_the_way / "home"))
    doctor()
    assert re.search(
        r"^missing  progress can be saved; .*COMPANION_HOME$", capsys.readouterr().out, re.MULTILINE
    )


def test_in_the_browser_only_what_a_lesson_needs_there_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "ipykernel", "jupyterlab", "matplotlib", "pandas", "sphinx_revealjs")
    monkeypatch.setattr(sys, "platform", "emscripten")
    doctor()
    said = capsys.readouterr().out
    assert "ok       JupyterLab, in the browser\n" in said
    assert said.splitlines()[-1] == "Everything a lesson needs is here."
    assert not any(finding.optional for finding in examine(everything=True))
    without(monkeypatch, "networkx")
    doctor()
    assert "networkx not installed; reload the page" in capsys.readouterr().out


def test_it_saves_to_find_out_whether_progress_can_be_saved(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*names: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    doctor()
    assert "missing  progress can be saved; No space left on device: make" in capsys.readouterr().out


def test_an_engine_is_listed_with_what_was_found_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from companion import engines

    found = [engines.Found("PostgreSQL", "18.6 on PATH"), engines.Found("Abacus", "", "none here: buy one")]
    monkeypatch.setattr(engines, "survey", lambda: found)
    doctor(verbose=True)
    lines = capsys.readouterr().out.splitlines()
    assert "ok       PostgreSQL: 18.6 on PATH" in lines
    assert "absent   Abacus; none here: buy one" in lines
    assert lines[-1] == "Everything a lesson needs is here."


def test_a_password_in_a_variable_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPANION_POSTGRES_URL", "postgresql://me:Tr0ub4dor@127.0.0.1:1/course")
    doctor(verbose=True)
    said = capsys.readouterr().out
    assert "absent   PostgreSQL; COMPANION_POSTGRES_URL (127.0.0.1:1/course): " in said
    assert "Tr0ub4dor" not in said


def test_looking_leaves_nothing_behind(companion_home: Path) -> None:
    examine(everything=True)
    assert list(companion_home.iterdir()) == []


def test_the_command_ends_with_1_only_when_a_lesson_cannot_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "sphinx_revealjs")
    assert main([]) == 0
    without(monkeypatch, "jupyterlab")
    assert main([]) == 1


def test_the_name_a_lesson_imports_stays_the_function(capsys: pytest.CaptureFixture[str]) -> None:
    exported()
    from companion.classroom import doctor as again

    again()
    assert capsys.readouterr().out.count("Everything a lesson needs is here.") == 2


def test_another_project_s_package_of_the_same_name_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    info = tmp_path / "companion-0.0.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: companion\nVersion: 0.0.2\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert main([]) == 1
    assert "pip uninstall companion eda-companion" in capsys.readouterr().out
