"""Environments made of nothing: by an offline hand-out, and of environment.yml's part for pip.

The packages are fetched once, as the hand-out fetches them.
"""

import os
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


def test_an_offline_hand_out_sets_up_without_a_network(handed_out, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    settings = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PIP_INDEX_URL": "http://127.0.0.1:9/nothing"}
    apart = list(limits.namespaces())
    doctor = [*apart, sys._base_executable, "-m", "companion", "doctor"]
    done = run(doctor, cwd=handed_out, env=settings)
    assert "The environment is ready." in done.stdout, done.stdout + done.stderr
    python = handed_out / ".venv" / "bin" / "python"
    code = "import companion, jupyterlab; print('whole')"
    again = run([*apart, python, "-c", code], cwd=tmp_path, env=settings)
    assert again.stdout == "whole\n", again.stderr


def test_the_pip_part_installs_into_a_clean_environment(handed_out, tmp_path):
    clean, python = tmp_path / "clean", tmp_path / "clean" / "bin" / "python"
    if sys.platform == "win32":
        python = clean / "Scripts" / "python.exe"
    subprocess.run([sys._base_executable, "-m", "venv", str(clean)], check=True)
    # As conda does it: the part becomes a requirements file beside environment.yml, and pip gets that.
    parts = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))["dependencies"]
    [lines] = [part["pip"] for part in parts if isinstance(part, dict)]
    arguments = [word for line in lines for word in line.split()]
    wheels = handed_out / "wheels"
    # The build backend asks for this only where pip builds apart, and so the lock does not have it.
    done = run([python, "-m", "pip", "download", "--dest", wheels, "editables"])
    assert done.returncode == 0, done.stderr
    fetched = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)}
    # Compiling what was installed takes longer than installing it, and proves nothing of the lock.
    install = [python, "-m", "pip", "install", "--no-compile", *arguments]
    done = run(install, cwd=ROOT, env=os.environ | fetched)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run([python, "-m", "pip", "check"])
    assert done.returncode == 0, done.stdout + done.stderr
    done = run([python, "-c", "import companion, jupyterlab; print(companion.Event.__name__)"], cwd=tmp_path)
    assert done.stdout == "Event\n", done.stderr
