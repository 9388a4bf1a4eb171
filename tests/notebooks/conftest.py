"""The built notebooks, and what executing each of them gave: one run for all promises, two at a time.

nbval runs each notebook under PYTHONHASHSEED=2. The build itself ran it under PYTHONHASHSEED=0, so that what
is stored was seen under two seeds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT, environment
from companion.classroom.source import sources


@dataclass(frozen=True)
class Notebook:
    """A built notebook in the tree, and the source it comes from."""

    source: Path
    solved: bool

    @property
    def path(self) -> Path:
        return built_path(ROOT, self.source.stem, solved=self.solved)

    @property
    def nbformat(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)

    def __str__(self) -> str:
        return f"{self.source.stem}-{'solved' if self.solved else 'learner'}"


@dataclass(frozen=True)
class Validated:
    """nbval's verdict on a notebook, and the COMPANION_HOME it was run with."""

    passed: bool
    output: str
    home: Path


NOTEBOOKS = [Notebook(source, solved) for source in sources(ROOT) for solved in (False, True)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `notebook` or `source` once for each there is."""
    if "notebook" in metafunc.fixturenames:
        metafunc.parametrize("notebook", NOTEBOOKS, ids=str, scope="session")
    if "source" in metafunc.fixturenames:
        metafunc.parametrize("source", sources(ROOT), ids=lambda path: path.stem, scope="session")


# Two kernels that start at the same moment may be given the same port, and one of them dies before it has run
# a single cell; or nbval gives up a kernel that starts on a busy machine. That says nothing about a notebook,
# so it is tried again; nothing else is.
NOT_STARTED = re.compile(
    "Kernel died before|Kernel didn't respond in|Kernel info reqest timed out|able to establish IOPub"
)
STARTS = 4
# pytest, without a package that would prepare for a second and a half to judge addresses of a kind that no
# notebook has.
PYTEST = "import sys; sys.modules['rfc3987_syntax'] = None; import pytest; sys.exit(pytest.main())"


def validate(path: Path, place: Path) -> Validated:
    """Strict nbval over a copy in `place`, again if its kernel never came up."""
    for start in range(1, STARTS + 1):
        folder = place / f"start-{start}"
        folder.mkdir()
        verdict = _validate(path, folder)
        if not NOT_STARTED.search(verdict.output):
            break
    return verdict


def _validate(path: Path, place: Path) -> Validated:
    """Its own process, offline, a fresh COMPANION_HOME, no settings."""
    home, copy, settings_file = place / "home", place / path.name, place / "pytest.ini"
    home.mkdir()
    shutil.copy(path, copy)
    settings_file.write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-c", PYTEST, "-p", "nbval.plugin", "--nbval", "--nbval-current-env"]
    command += ["--nbval-cell-timeout", "600", "--nbval-kernel-startup-timeout", "300"]
    command += ["-p", "no:cacheprovider", "-c", str(settings_file), "-q"]
    settings = environment(home, hash_seed=2) | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, str(copy)], cwd=place, env=settings, capture_output=True, text=True, check=False
    )
    return Validated(done.returncode == 0, done.stdout + done.stderr, home)


class Ahead:
    """Verdicts, two at a time: on all notebooks that this session's tests ask for, as soon as one asks."""

    def __init__(self, wanted: set[Notebook], place: Path) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._verdicts: dict[Notebook, Future[Validated]] = {}
        for notebook in NOTEBOOKS:
            if notebook in wanted:
                folder = place / str(notebook)
                folder.mkdir()
                self._verdicts[notebook] = self._pool.submit(validate, notebook.path, folder)

    def __getitem__(self, notebook: Notebook) -> Validated:
        return self._verdicts[notebook].result()

    def stop(self) -> None:
        self._pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def all_validated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ahead]:
    asking = [item for item in request.session.items if "validated" in getattr(item, "fixturenames", ())]
    wanted = {item.callspec.params["notebook"] for item in asking if hasattr(item, "callspec")}
    ahead = Ahead(wanted, tmp_path_factory.mktemp("nbval"))
    yield ahead
    ahead.stop()


@pytest.fixture
def validated(all_validated: Ahead, notebook: Notebook) -> Validated:
    """nbval's verdict on the notebook; executed once for all tests that ask."""
    return all_validated[notebook]


@pytest.fixture
def strict_nbval() -> Callable[[Path, Path], Validated]:
    """`strict_nbval(notebook, empty folder)`: the same validation, for notebooks of the tests' own."""
    return validate
