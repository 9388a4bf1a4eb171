"""`new FOLDER`: the box office as a project of the learner's own, and every folder that it refuses.

That the project passes its own tests, `test_setup_wheel.py` proves.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.bootstrap import new
from companion.bootstrap.checkout import Checkout, Refusal

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Checkout(ROOT)


def files(folder):
    """What lies in a folder, without what Python and pytest leave."""
    found = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {path for path in found if not {"__pycache__", ".pytest_cache", ".ruff_cache"} & set(path.parts)}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project, made in a folder whose name has a space and a letter beyond ASCII."""
    folder = tmp_path_factory.mktemp("new") / "mon théâtre"
    new.make(HERE, folder)
    return folder


def run(folder, *command):
    """Run a Python module in the project, by somebody whose home is empty."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("BOX_OFFICE", "COMPANION"))
    }
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=kept | {"HOME": str(home)}, capture_output=True,
        text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_the_project_sells_a_ticket(project):
    assert run(project, "box_office", "request", "Ada", "--id", "r1").stdout == "r1: SeatHeld Ada\n"
    assert run(project, "box_office", "pay", "Ada", "--id", "p1").stdout == "p1: TicketIssued Ada\n"
    assert run(project, "box_office", "show").stdout == "Ada: ticket\n"
    assert (project / "letters" / "p1.txt").read_text("utf-8") == "Dear Ada, here is your ticket.\n"


MYPY = ("mypy", "--cache-dir", str(ROOT / ".mypy_cache" / "box-office"))


@pytest.mark.parametrize("tool", [MYPY, ("ruff", "check", "--no-cache", ".")], ids=["mypy", "ruff"])
def test_a_tool_finds_nothing_in_the_project(project, tool):
    done = run(project, *tool)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_whole_project_comes_and_the_course_is_named_in_its_requirements(tmp_path):
    new.make(HERE, tmp_path / "one")
    assert files(tmp_path / "one") == files(new.TEMPLATE) | {Path("requirements.txt")}
    assert ROOT.as_uri() in (tmp_path / "one" / "requirements.txt").read_text("utf-8")


def test_new_makes_the_project_where_it_is_told_and_says_how_to_go_on(with_uv, tmp_path):
    done = with_uv.run("new", str(tmp_path / "shop" / "box"))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "shop" / "box" / "box_office" / "decide.py").exists()
    assert f"Your box office is in {tmp_path / 'shop' / 'box'}. Go there, and:" in done.stdout
    assert "-m pytest" in done.stdout


def test_new_works_in_my_course_and_in_an_empty_folder(with_uv):
    (with_uv.root / "my-course" / "box").mkdir(parents=True)
    assert with_uv.run("new", "my-course/box").returncode == 0
    assert (with_uv.root / "my-course" / "box" / "README.md").exists()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([], "new needs FOLDER, for instance:"),
        (["one", "two"], "what is 'two' for?"),
        ([""], "Name a folder for it"),
        (["--force"], "has no option --force"),
        (["my-box"], "is a folder of the course"),
        (["companion"], "is a folder of the course"),
        (["."], "is a folder of the course"),
        (["my-course/file"], "exists and is not a folder"),
        (["my-course/full"], "is not empty, and nothing is overwritten"),
        (["my-course/file/box"], "could not be written"),
        (["my-course/" + "x" * 300], "my-course/xxx"),
        (["my-course/two\nlines"], "cannot be a folder's name"),
    ],
)
def test_a_folder_that_will_not_do_is_refused_with_one_sentence(with_uv, asked, says):
    course = with_uv.root / "my-course"
    with_uv.write("my-course/file", "mine")
    with_uv.write("my-course/full/README.md", "mine")
    done = with_uv.run("new", *asked)
    assert done.returncode in (1, 2)
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert says in done.stderr
    assert files(course) == {Path("file"), Path("full/README.md")}
    assert (course / "full" / "README.md").read_text("utf-8") == "mine"


def test_a_folder_that_may_not_be_written_is_refused_with_one_sentence(tmp_path, monkeypatch):
    def refuse(*given, **named):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(Refusal, match=r"could not be written \(Permission denied\)"):
        new.make(HERE, tmp_path / "box")


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path):
    link = tmp_path / "box"
    link.symlink_to(tmp_path / "elsewhere")
    assert new.chosen_folder(HERE, str(link)) == tmp_path / "elsewhere"
