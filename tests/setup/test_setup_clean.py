"""Environments made of nothing: by an offline hand-out, and of environment.yml's part for pip.

The packages are fetched once, as the hand-out fetches them.
"""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from companion.bootstrap.commands import inside
from companion.grading import handout, limits

pytestmark = pytest.mark.environment
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory):
    """An offline hand-out, unpacked."""
    folder = tmp_path_factory.mktemp("stick")
    assert inside("handout", [str(folder / "zip"), "00", "--offline"]) == 0
    [made] = (folder / "zip").iterdir()
    with zipfile.ZipFile(made) as archive:
        archive.extractall(folder)
    return folder / handout.NAME


def run(command, **more):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **more)


@pytest.fixture(scope="module")
def offline(handed_out, tmp_path_factory):
    """`offline(command)` runs it in the hand-out, without a network, by somebody whose home is empty."""
    home = tmp_path_factory.mktemp("home")
    settings = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PIP_INDEX_URL": "http://127.0.0.1:9/nothing"}
    return lambda *command: run([*limits.namespaces(), *command], cwd=handed_out, env=settings)


@pytest.fixture(scope="module")
def set_up(offline):
    """What the hand-out's first command said, which makes its environment."""
    return offline(sys._base_executable, "-m", "companion", "doctor")


def test_an_offline_hand_out_sets_up_without_a_network(handed_out, offline, set_up, tmp_path):
    assert "The environment is ready." in set_up.stdout, set_up.stdout + set_up.stderr
    elsewhere = f"import os; os.chdir({str(tmp_path)!r})"
    code = f"{elsewhere}; import companion, jupyterlab; print(companion.Event.__name__)"
    again = offline(handed_out / ".venv" / "bin" / "python", "-c", code)
    assert again.stdout == "Event\n", again.stderr


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The Python of an environment that has nothing but pip."""
    place = tmp_path_factory.mktemp("clean")
    subprocess.run([sys._base_executable, "-m", "venv", str(place)], check=True)
    return place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def test_what_is_set_up_fits_together(handed_out, set_up, clean):
    done = run([clean, "-m", "pip", "--python", handed_out / ".venv", "check"])
    assert done.returncode == 0, done.stdout + done.stderr


def test_pip_would_install_the_pip_part_into_a_clean_environment(handed_out, clean):
    # As conda does it: the part becomes a requirements file beside environment.yml, and pip gets that.
    parts = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    [lines] = [part["pip"] for part in parts if isinstance(part, dict)]
    arguments = [word for line in lines for word in line.split()]
    wheels = handed_out / "wheels"
    # The build backend asks for this only where pip builds apart, and so the lock does not have it.
    done = run([clean, "-m", "pip", "download", "--dest", wheels, "editables"])
    assert done.returncode == 0, done.stderr
    fetched = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    # Unpacking all of it once more takes longer than all else here, and is pip's matter.
    done = run([clean, "-m", "pip", "install", "--dry-run", *arguments], cwd=ROOT, env=os.environ | fetched)
    assert done.returncode == 0, done.stdout + done.stderr
    [said] = re.findall(r"^Would install (.*)$", done.stdout, re.MULTILINE)
    assert {"eda-companion", "jupyterlab"} <= {each.rpartition("-")[0] for each in said.split()}
