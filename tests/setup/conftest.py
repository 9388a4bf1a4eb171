"""A tiny checkout with the real command line in it, and stand-ins for the installers, JupyterLab and pytest.

The stand-ins are real programs the command line starts. Each writes down how it was called, in `calls`.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

UV = """
import json, os, pathlib, subprocess, sys

def note(tool, arguments):
    settings = {name: value for name, value in os.environ.items() if name.startswith("UV_")}
    with open(os.environ["CALLS"], "a", encoding="utf-8") as calls:
        calls.write(json.dumps({"tool": tool, "arguments": arguments, "settings": settings}) + "\\n")

STAND_IN = '''
import json, os, sys
call = {"tool": __package__, "arguments": sys.argv[1:], "settings": dict(os.environ), "cwd": os.getcwd()}
with open(os.environ["CALLS"], "a", encoding="utf-8") as calls:
    calls.write(json.dumps(call) + "\\\\n")
if __package__ == "pip" and "FAILING_PIP" in os.environ:
    sys.exit(os.environ["FAILING_PIP"])
'''

arguments = sys.argv[1:]
note("uv", arguments)
if arguments[0] == "venv":
    place = pathlib.Path(arguments[-1])
    subprocess.run([arguments[2], "-m", "venv", "--without-pip", str(place)], check=True)
    if os.name != "nt":
        script = place / "bin" / "a-script"
        script.write_text("#!" + str(place / "bin" / "python") + "\\nprint('started')\\n", encoding="utf-8")
        script.chmod(0o755)
    [site] = place.glob("[Ll]ib/**/site-packages")
    for name in ("pip", "jupyterlab", "pytest"):
        (site / name).mkdir()
        (site / name / "__main__.py").write_text(STAND_IN, encoding="utf-8")
elif "UV_FAILS" in os.environ:
    sys.exit(os.environ["UV_FAILS"])
elif "UV_WAITS" in os.environ and "-r" in arguments:
    print("started", file=open(os.environ["UV_WAITS"] + ".started", "w"))
    open(os.environ["UV_WAITS"]).read()
"""


@dataclass
class TinyCheckout:
    """A checkout in `root`; `settings` are environment variables of the commands run in it."""

    root: Path
    calls_file: Path
    settings: dict[str, str] = field(default_factory=dict)
    started: list["subprocess.Popen[str]"] = field(default_factory=list)

    def command(self, *arguments: str, **settings: str) -> "subprocess.Popen[str]":
        """Start `python -m companion ARGUMENTS` in the checkout."""
        child = subprocess.Popen(
            [sys.executable, "-m", "companion", *arguments],
            cwd=self.root,
            env=self.settings | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.started.append(child)
        return child

    def run(self, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        child = self.command(*arguments, **settings)
        out, err = child.communicate(timeout=600)
        return subprocess.CompletedProcess(arguments, child.returncode, out, err)

    def calls(self, tool: str) -> list[dict[str, Any]]:
        """How often and how a tool was called so far."""
        if not self.calls_file.exists():
            return []
        noted = [json.loads(line) for line in self.calls_file.read_text("utf-8").splitlines()]
        return [call for call in noted if call["tool"] == tool]

    def installed(self) -> list[str]:
        """What uv was told to install so far: names of locks, and "." for the course itself."""
        return [call["arguments"][-1] for call in self.calls("uv") if call["arguments"][0] == "pip"]

    def environments_made(self) -> int:
        """How many environments were made so far."""
        return sum(call["arguments"][0] == "venv" for call in self.calls("uv"))

    def write(self, path: str, text: str) -> Path:
        """Write a file of the checkout."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def write_lesson(self, name: str, *sources: str, outputs: tuple[str, ...] = ()) -> Path:
        """Write a notebook whose code cells have these sources."""
        stored = [{"output_type": "stream", "name": "stdout", "text": text} for text in outputs]
        cells = [
            {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": source, "outputs": stored}
            for n, source in enumerate(sources)
        ]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        return self.write(name, json.dumps(notebook))


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[TinyCheckout]:
    """A checkout that was never set up, in a folder whose name has a space and a letter beyond ASCII."""
    root = tmp_path / "mon école"
    for part in ("__init__.py", "__main__.py"):
        (root / "companion").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "companion" / part, root / "companion" / part)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "companion" / "bootstrap", root / "companion" / "bootstrap", ignore=ignored)
    checkout = TinyCheckout(root, tmp_path / "calls.jsonl", _settings(tmp_path))
    checkout.write("pyproject.toml", "[project]\nname = 'tiny'\n")
    checkout.write("requirements.lock", "one==1\n")
    checkout.write("requirements-test.lock", "one==1\ntwo==2\n")
    checkout.write("companion/classroom/__init__.py", "")
    doctor = "def main(argv):\n    print('doctor got', argv)\n    return 3\n"
    checkout.write("companion/classroom/doctor.py", doctor)
    yield checkout
    for child in checkout.started:
        child.kill()
        child.communicate()


@pytest.fixture
def with_uv(tiny: TinyCheckout, tmp_path: Path) -> TinyCheckout:
    """The tiny checkout on a machine that has uv."""
    if os.name == "nt":
        pytest.skip("the stand-in for uv is a script, which Windows does not start by its bare name")
    write_uv(tmp_path / "bin" / "uv")
    return tiny


def write_uv(place: Path) -> None:
    """Put the stand-in for uv somewhere."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!{sys.executable}\n{UV}", "utf-8")
    place.chmod(0o755)


@pytest.fixture
def uv_wheels(tmp_path: Path) -> Path:
    """A folder where pip finds a wheel that installs the stand-in for uv."""
    program = zipfile.ZipInfo("uv-9.9.data/scripts/uv")
    program.external_attr = 0o100755 << 16
    about = {
        "METADATA": "Metadata-Version: 2.1\nName: uv\nVersion: 9.9\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    folder = tmp_path / "wheels"
    folder.mkdir()
    with zipfile.ZipFile(folder / "uv-9.9-py3-none-any.whl", "w") as wheel:
        wheel.writestr(program, f"#!{sys.executable}\n{UV}")
        for name, text in about.items():
            wheel.writestr(f"uv-9.9.dist-info/{name}", text)
    return folder


def _settings(place: Path) -> dict[str, str]:
    """The variables of a machine where nothing is configured and neither uv nor a network is there."""
    kept = ("SYSTEMROOT", "LANG", "TMPDIR", "TEMP", "LD_LIBRARY_PATH")
    ours = {name: os.environ[name] for name in kept if name in os.environ}
    folders = [place / "bin", *map(Path, ("/usr/bin", "/bin"))]
    path = os.pathsep.join(str(folder) for folder in folders if not (folder / "uv").exists())
    nowhere = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}
    places = {"PATH": path, "HOME": str(place / "home"), "CALLS": str(place / "calls.jsonl")}
    return ours | nowhere | places
