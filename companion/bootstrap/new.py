"""`new FOLDER`: the box office of lesson 15 as a project of the learner's own, copied from `box-office/`.

Promises that nothing is overwritten: the folder is new or empty, and outside of what an update of the course
touches. The project runs on the course's environment; its requirements.txt says how to make one of its own.
"""

import shlex
import shutil
from pathlib import Path

from companion import __version__
from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal

TEMPLATE = Path(__file__).resolve().parent / "box-office"
USAGE = f"Say where it is to be: {COMMAND} new my-course/box-office"
_NO_NAME = '<>:"|?*' if WINDOWS else ""


def place(checkout: Checkout, named: str) -> Path:
    """The folder to make, absolute. Raises `Refusal` with the sentence to show."""
    if not named.strip():
        raise Refusal(USAGE, code=2)
    if not TEMPLATE.is_dir():
        raise Refusal(
            "The box office solves lesson 15, so a hand-out has it not: ask who made this one.", code=2
        )
    try:
        folder = Path(named).expanduser().resolve()
    except (ValueError, OSError, RuntimeError) as problem:
        raise Refusal(f"{named!r} is no name for a folder: {problem}.", code=2) from problem
    if any(letter in folder.name for letter in (*_NO_NAME, *map(chr, range(32)))) or not folder.name:
        raise Refusal(f"{named!r} is no name for a folder. {USAGE}", code=2)
    if folder.is_relative_to(checkout.root) and not folder.is_relative_to(checkout.course):
        raise Refusal(
            f"{folder} lies in the course, where an update could meet it: choose a folder in my-course, or "
            "elsewhere.",
            code=2,
        )
    try:
        _refuse_what_is_there(folder)
    except OSError as problem:
        raise Refusal(f"{folder} cannot be looked into ({problem.strerror}): choose another.") from problem
    return folder


def _refuse_what_is_there(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refusal(f"{folder} is there already and is no folder: choose another name.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty, and nothing is overwritten: choose another name.")


def make(checkout: Checkout, folder: Path) -> list[str]:
    """Write the project into `folder`; the lines to show. Raises `Refusal` where it may not write."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(
            TEMPLATE, folder, ignore=shutil.ignore_patterns("__pycache__", ".*"), dirs_exist_ok=True
        )
        (folder / "requirements.txt").write_text(_requirements(checkout), encoding="utf-8")
    except (OSError, shutil.Error) as problem:
        said = getattr(problem, "strerror", None) or problem
        raise Refusal(f"{folder} could not be written ({said}): choose a folder of your own.") from problem
    python = shlex.quote(str(checkout.python)) if not WINDOWS else f'"{checkout.python}"'
    return [
        f"Your box office is in {folder}. Go there, and:",
        *([f"  {python} -m pip install -r requirements.txt"] if checkout.is_installed else []),
        f"  {python} -m pytest",
        f"  {python} -m box_office request Ada",
        "README.md says the rest.",
    ]


def _requirements(checkout: Checkout) -> str:
    """What the project needs: the course from where it lies, with the servers' clients, and pytest."""
    here = (
        "# The course's package lies on this machine; move it, and write its new place here.\n"
        f"eda-companion @ {checkout.root.as_uri()}\n"
    )
    return (
        (f"eda-companion=={__version__}\n" if checkout.is_installed else here) + "pytest>=8.4\n"
        "\n"
        "# For BOX_OFFICE_STORE=postgresql://… and BOX_OFFICE_KAFKA=…:\n"
        "# psycopg[binary]>=3.2\n"
        "# confluent-kafka>=2.12\n"
    )
