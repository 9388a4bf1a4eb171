"""What a wheel of the course carries, for where there is no checkout: the browser edition."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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
