"""`python3 -m companion handout FOLDER` makes one zip with what a class gets.

In it are the lessons, the data, the package and the locks. Not in it are solved lessons and their sources,
tests and their answers, the good answers that a check would offer, and instructors' notes. With `--offline`
it also has the packages for this system and this version of Python; then `lab` sets up without a network. The
same course gives the same bytes.
"""

import json
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from companion import __version__
from companion.bootstrap import options, workspace
from companion.bootstrap.checkout import Checkout, Refusal, say, typed_path
from companion.grading.output import whole_file

NAME: Final = "eda-course"
WHEELS: Final = "wheels"
_TOP: Final = ("LICENSE", "compose.yaml", "environment.yml", "pyproject.toml", "requirements.lock")
_LEFT_OUT: Final = ("__pycache__", "box-office")
_SMALLEST_DATE: Final = (1980, 1, 1, 0, 0, 0)
_README: Final = """\
# Event-driven architecture, by experiment

You need Python 3.11 or newer. In this folder:

    python3 -m companion lab        (on Windows: py -m companion lab)

The first time, this makes an environment in `.venv`{how}. Then JupyterLab opens on your own
copies of the lessons, in `my-course`. `python3 -m companion doctor` says if something is missing.

Hand in the notebooks in `my-course` under their own names, in a folder or a zip with your name.
"""
_ONLINE: Final = "; this needs the network, once"
_OFFLINE: Final = (
    " from the folder `wheels`, without a network (these packages are for\n{system} and Python {python})"
)


def main(argv: Sequence[str]) -> int:
    """The command; 0 if the zip was made. Raises `Refusal`."""
    given = options.read("handout", argv)
    checkout = Checkout.here()
    lessons = _wanted(checkout, given.words[1:])
    folder = typed_path(given.words[0])
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file; name a folder for the zip.", code=2)
    offline = "--offline" in given.switches
    with tempfile.TemporaryDirectory(prefix="companion-wheels-") as fetched:
        wheels = _fetch(checkout, Path(fetched)) if offline else []
        made = write(folder / f"{_named(offline)}.zip", contents(checkout, lessons, wheels))
    say(f"{made} has {len(lessons)} lessons and {made.stat().st_size / 1e6:.1f} MB.")
    return 0


def _wanted(checkout: Checkout, numbers: Sequence[str]) -> list[Path]:
    if not (checkout.root / "notebooks" / "solutions").is_dir():
        raise Refusal("This is a hand-out itself: make one from a checkout of the course.", code=2)
    chosen = [workspace.lesson(checkout, number) for number in numbers]
    return sorted(set(chosen)) or workspace.lessons(checkout)


def _named(offline: bool) -> str:
    system = f"-{sysconfig.get_platform()}-python{_python()}" if offline else ""
    return f"{NAME}-{__version__}{system}"


def _python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def contents(checkout: Checkout, lessons: list[Path], wheels: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Each file of the hand-out: its name in the zip and its bytes, in order of names."""
    root, found = checkout.root, dict[str, bytes]()
    how = _OFFLINE.format(system=sysconfig.get_platform(), python=_python()) if wheels else _ONLINE
    found["README.md"] = _README.format(how=how).encode()
    for name in _TOP:
        found[name] = (root / name).read_bytes()
    beside = [path for path in workspace.shipped_notebooks(checkout) if not path.name[0].isdigit()]
    for path in (*lessons, *beside):
        found[f"notebooks/{path.name}"] = _without_notes(path)
    for path in sorted([*(root / "companion").rglob("*"), *(root / "data").rglob("*")]):
        inside = path.relative_to(root)
        if path.is_file() and not any(part in _LEFT_OUT or part.startswith(".") for part in inside.parts):
            answers = inside.parts[:3] == ("companion", "exercises", "shown") and path.suffix == ".json"
            found[inside.as_posix()] = _without_answers(path) if answers else path.read_bytes()
    found |= {f"{WHEELS}/{wheel.name}": wheel.read_bytes() for wheel in wheels}
    yield from sorted(found.items())


def _without_notes(path: Path) -> bytes:
    """A learner's notebook without instructors' notes. The build writes none into it; this makes sure."""
    stored = json.loads(path.read_text("utf-8"))
    stored["cells"] = [cell for cell in stored["cells"] if _role(cell) != "notes"]
    return (json.dumps(stored, indent=1, ensure_ascii=False) + "\n").encode()


def _role(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("slideshow", {}).get("slide_type", ""))


def _without_answers(path: Path) -> bytes:
    """What a check needs to name a wrong idea, without the good answers."""
    stored = json.loads(path.read_text("utf-8"))
    for entry in stored.values():
        entry["good"] = []
    return (json.dumps(stored, indent=1, ensure_ascii=False) + "\n").encode()


def write(path: Path, files: Iterator[tuple[str, bytes]]) -> Path:
    """Write the zip whole, or leave the file that was there. Raises `Refusal`."""
    with whole_file(path) as half, zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in files:
            entry = zipfile.ZipInfo(f"{NAME}/{name}", _SMALLEST_DATE)
            entry.external_attr = 0o644 << 16
            packed = name.endswith((".whl", ".zip", ".png"))
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return path


def _fetch(checkout: Checkout, folder: Path) -> list[Path]:
    """Fetch the wheels of the lock for this system and Python, with the pip of a new environment.

    Raises `Refusal`."""
    say(f"Fetching the packages for {sysconfig.get_platform()} and Python {_python()}.")
    base = str(getattr(sys, "_base_executable", None) or sys.executable)
    venv = folder / "pip"
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    wheels = folder / WHEELS
    fetch = [str(python), "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary", ":all:", "--dest", str(wheels)]  # fmt: skip
    for command in ([base, "-m", "venv", str(venv)], [*fetch, "-r", checkout.lock], [*fetch, "uv"]):
        done = subprocess.run(command, cwd=checkout.root, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "no reason").splitlines()[-1]
            raise Refusal(f"The packages could not be fetched, so there is no zip; pip said: {said}")
    return sorted(wheels.glob("*.whl"))
