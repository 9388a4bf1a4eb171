"""The house rules, kept by tools that need no network: style, types, which room may import which."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NO_CACHE = ("--cache-dir", os.devnull)


def run(*command):
    """Run a tool in the checkout; its output is what a failing test shows."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, "\n" + done.stdout + done.stderr


def test_ruff_finds_nothing():
    code, shown = run("-m", "ruff", "check", "--output-format", "concise", ".")
    assert code == 0, shown


def test_mypy_finds_nothing():
    code, shown = run("-m", "mypy", "--strict", "-p", "companion")
    assert code == 0, shown


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_mypy_finds_nothing_in_the_command_line_for_other_systems(platform):
    code, shown = run("-m", "mypy", "--platform", platform, *NO_CACHE, "-p", "companion.bootstrap")
    assert code == 0, shown


def test_a_room_imports_only_the_rooms_below_it():
    # import-linter cannot be started with -m.
    start = "from importlinter.cli import lint_imports_command as lint; lint()"
    code, shown = run("-c", start, "--no-cache")
    assert code == 0 and "0 broken" in shown, shown


def test_test_files_have_different_names():
    names = [path.name for path in (ROOT / "tests").glob("*/test_*.py")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("room", ["companion", "data", "benchmarks"])
def test_no_file_holds_a_path_of_somebodys_machine(room):
    pattern = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w+")
    files = sorted((ROOT / room).rglob("*.py"))
    assert [str(file) for file in files if pattern.search(file.read_text("utf-8"))] == []
