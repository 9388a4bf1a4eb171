"""What a wheel of the course carries, and does where there is no checkout: installed, or in a browser."""

import email
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from venv import EnvBuilder

import pytest

from companion import __version__
from companion.bootstrap.commands import OUTSIDE
from companion.bootstrap.table import COMMANDS

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The wheel, unpacked as an installation is."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    site = folder / "site"
    zipfile.ZipFile(wheel).extractall(site)
    return site


def test_the_lessons_logs_come_along_and_are_found_inside_the_package(unpacked):
    code = "from companion.scenarios.data import *; print(FOLDER.parent.name, len(load('coffee_lunch')))"
    shown = subprocess.run(
        (sys.executable, "-c", code), cwd=unpacked, check=True, capture_output=True, text=True
    )
    assert shown.stdout.split() == ["companion", "24"]


def test_nothing_else_of_the_checkout_comes_along(unpacked):
    tops = {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")}
    assert tops == {"companion"}
    data = sorted(path.suffix for path in (unpacked / "companion" / "data").iterdir())
    assert set(data) == {".csv", ".json", ".jsonl"}


def test_everything_the_package_reads_comes_along(unpacked):
    here = {path.relative_to(ROOT) for path in (ROOT / "companion").rglob("*") if path.is_file()}
    kept = {path for path in here if path.suffix != ".pyc" and ".ruff_cache" not in path.parts}
    assert {path for path in kept if not (unpacked / path).is_file()} == set()


# --- what an installed package does, outside a checkout ---------------------------------------------------


@pytest.fixture
def run(unpacked, tmp_path):
    """Run Python with the unpacked wheel instead of the checkout, in an empty folder with an empty home."""

    def run(*arguments):
        packages = sysconfig.get_paths()["purelib"]
        settings = {"PYTHONPATH": os.pathsep.join((str(unpacked), packages)), "HOME": str(tmp_path)}
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        # -S: without the site the checkout's own .pth file is not read
        python = (sys.executable, "-S", *arguments)
        return subprocess.run(python, cwd=tmp_path, env=kept | settings, capture_output=True, text=True)

    return run


def test_help_of_an_installed_package_lists_what_works_there(run):
    for asked in ((), ("--help",)):
        done = run("-m", "companion", *asked)
        assert done.returncode == 0
        assert all(f"\n  {command.name} " in done.stdout for command in OUTSIDE)
        assert "\n  lab " not in done.stdout


@pytest.mark.parametrize("command", [command.name for command in COMMANDS if not command.installed])
def test_a_command_that_needs_a_checkout_says_so_in_one_sentence(run, command):
    done = run("-m", "companion", command)
    assert done.returncode == 2 and done.stderr.count("\n") == 1
    assert f"{command} needs a checkout of the course" in done.stderr and "doctor, new, lint" in done.stderr


def test_doctor_finds_an_installed_package_whole(run):
    done = run("-m", "companion", "doctor")
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1] == "Everything the package needs is here."
    assert "companion lab" not in done.stdout


def test_lint_judges_names_and_its_exit_code_says_whether_all_are_events(run):
    assert run("-m", "companion", "lint", "OrderPlaced").returncode == 0
    done = run("-m", "companion", "lint", "OrderPlaced", "PlaceOrder")
    assert done.returncode == 1 and "PlaceOrder: command." in done.stdout


def test_new_makes_a_project_that_asks_for_the_installed_version_and_passes_its_tests(run, tmp_path):
    done = run("-m", "companion", "new", "mon théâtre")
    assert done.returncode == 0, done.stderr
    asked = (tmp_path / "mon théâtre" / "requirements.txt").read_text("utf-8")
    assert f"eda-companion=={__version__}\n" in asked and "file:" not in asked
    start = "import os, pytest, sys; os.chdir('mon théâtre'); sys.path[:0] = ['']"
    code = f"{start}; sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', '-p', 'no:nbval']))"
    done = run("-c", code)
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-2000:]


def test_a_type_checker_knows_the_types_of_an_installed_package(unpacked, tmp_path):
    (tmp_path / "theirs.py").write_text(
        "from companion import Event, MemoryStore\n\n\n"
        "class OrderPlaced(Event):\n    order_id: str\n\n\n"
        "store = MemoryStore()\n"
        'store.append("order-1", [OrderPlaced(order_id="1")], expected="none")\n'
        "reveal_type(store.read('order-1'))\n"
    )
    venv = tmp_path / "venv"
    EnvBuilder(with_pip=False).create(venv)
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    asked = (str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])")
    site = Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())
    shutil.copytree(unpacked, site, dirs_exist_ok=True)
    for needed in ("msgspec", "networkx", "simpy"):
        shutil.copytree(Path(importlib.util.find_spec(needed).origin).parent, site / needed)
    mypy = (sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--python-executable", str(python))
    said = subprocess.run((*mypy, "theirs.py"), cwd=tmp_path, capture_output=True, text=True).stdout
    assert 'error: Argument "expected" to "append"' in said, said
    assert re.search(r"Revealed type is .*companion\.events\.event\.Envelope", said), said
    assert "Found 1 error" in said, said


def test_the_metadata_says_what_an_index_shows(unpacked):
    [info] = unpacked.glob("*.dist-info")
    said = email.message_from_string((info / "METADATA").read_text("utf-8"))
    assert said["License-Expression"] == "MIT AND CC-BY-4.0 AND CC0-1.0"
    assert said["Description-Content-Type"] == "text/markdown" and said["Keywords"]
    assert {"postgres", "redis", "kafka", "duckdb", "lab"} <= {*said.get_all("Provides-Extra")}
    # A page on an index has no files beside it: an address that is not whole leads nowhere there.
    assert re.findall(r"\]\((?!https?://)[^)]*\)", said.get_payload()) == []
    assert "companion = companion.__main__:main" in (info / "entry_points.txt").read_text("utf-8")
