"""`new FOLDER` copies the box office of lesson 15 from `box-office/`, as the learner's own project.

It overwrites nothing: the folder must be new or empty, and where no update of the course writes. The project
runs in the course's environment; its requirements.txt has what another environment needs.
"""

import shlex
import shutil
from pathlib import Path

from companion import __version__
from companion.bootstrap.checkout import COMMAND, WINDOWS, Checkout, Refusal

TEMPLATE = Path(__file__).resolve().parent / "box-office"
USAGE = f"Name a folder for it: {COMMAND} new my-course/box-office"
_FORBIDDEN = '<>:"|?*' if WINDOWS else ""


def chosen_folder(checkout: Checkout, named: str) -> Path:
    """The folder to make, as an absolute path. Raises `Refusal`."""
    if not named.strip():
        raise Refusal(USAGE, code=2)
    if not TEMPLATE.is_dir():
        raise Refusal(
            "The box office solves lesson 15, so this hand-out does not have it: ask your instructor.", code=2
        )
    try:
        folder = Path(named).expanduser().resolve()
    except (ValueError, OSError, RuntimeError) as problem:
        raise Refusal(f"{named!r} cannot be a folder's name: {problem}.", code=2) from problem
    if any(letter in folder.name for letter in (*_FORBIDDEN, *map(chr, range(32)))) or not folder.name:
        raise Refusal(f"{named!r} cannot be a folder's name. {USAGE}", code=2)
    if folder.is_relative_to(checkout.root) and not folder.is_relative_to(checkout.course):
        raise Refusal(
            f"{folder} is a folder of the course, where an update writes: choose a folder in my-course, or "
            "outside of the course.",
            code=2,
        )
    try:
        _refuse_existing(folder)
    except OSError as problem:
        raise Refusal(f"{folder} cannot be read ({problem.strerror}): choose another folder.") from problem
    return folder


def _refuse_existing(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refusal(f"{folder} exists and is not a folder: choose another name.")
    if folder.is_dir() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty, and nothing is overwritten: choose another name.")


def make(checkout: Checkout, folder: Path) -> list[str]:
    """Write the project into `folder`; the lines to show. Raises `Refusal` if that fails."""
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
        "README.md says more.",
    ]


def _requirements(checkout: Checkout) -> str:
    """What the project needs: the course from its folder, with the servers' clients, and pytest."""
    here = (
        "# The course's package, in its folder on this machine; if you move the folder, change this line.\n"
        f"eda-companion @ {checkout.root.as_uri()}\n"
    )
    return (
        (f"eda-companion=={__version__}\n" if checkout.is_installed else here) + "pytest>=8.4\n"
        "\n"
        "# For BOX_OFFICE_STORE=postgresql://… and BOX_OFFICE_KAFKA=…:\n"
        "# psycopg[binary]>=3.2\n"
        "# confluent-kafka>=2.12\n"
    )
