"""The built notebooks, and what executing each of them gave: as few runs as the promises need, two at a time.

Each notebook runs twice: rebuilt from its source under PYTHONHASHSEED=1, and by nbval under
PYTHONHASHSEED=2. The build itself ran it under PYTHONHASHSEED=0, so that what is stored was seen under
three seeds.
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
from typing import Generic, TypeVar

import nbformat
import pytest

from companion.classroom.build import Built, build_one, built_path
from companion.classroom.execute import ROOT, environment, warm_fonts
from companion.classroom.source import read, sources

Result = TypeVar("Result")


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
class Rebuilt:
    """A notebook built anew, and the COMPANION_HOME it was run with."""

    built: Built
    home: Path


@dataclass(frozen=True)
class Validated:
    """nbval's verdict on a notebook."""

    passed: bool
    output: str


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


def rebuild(notebook: Notebook, place: Path) -> Rebuilt:
    """The notebook from its source again, executed under another hash seed than the build's."""
    for start in range(1, STARTS + 1):
        home = place / f"home-{start}"
        home.mkdir()
        try:
            built = build_one(read(notebook.source), ROOT, solved=notebook.solved, home=home, hash_seed=1)
        except Exception as problem:
            if start == STARTS or not NOT_STARTED.search(f"{problem} {problem.__cause__}"):
                raise
        else:
            return Rebuilt(built, home)
    raise AssertionError("the last start returns or raises")


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
    if "matplotlib" in copy.read_text(encoding="utf-8"):
        warm_fonts(home)
    command = [sys.executable, "-m", "pytest", "-p", "nbval.plugin", "--nbval", "--nbval-current-env"]
    command += ["--nbval-cell-timeout", "600", "--nbval-kernel-startup-timeout", "300"]
    command += ["-p", "no:cacheprovider", "-c", str(settings_file), "-q"]
    settings = environment(home, hash_seed=2) | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*command, str(copy)], cwd=place, env=settings, capture_output=True, text=True, check=False
    )
    return Validated(done.returncode == 0, done.stdout + done.stderr)


class Ahead(Generic[Result]):
    """Results computed two at a time, all that this session's tests will ask for as soon as one asks."""

    def __init__(self, work: Callable[[Notebook, Path], Result], wanted: set[Notebook], place: Path) -> None:
        self._pool = ThreadPoolExecutor(2)
        self._results: dict[Notebook, Future[Result]] = {}
        for notebook in NOTEBOOKS:
            if notebook in wanted:
                folder = place / str(notebook)
                folder.mkdir()
                self._results[notebook] = self._pool.submit(work, notebook, folder)

    def __getitem__(self, notebook: Notebook) -> Result:
        return self._results[notebook].result()

    def stop(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def wanted(session: pytest.Session, fixture: str) -> set[Notebook]:
    """The notebooks for which a selected test asks for `fixture`."""
    items = [item for item in session.items if fixture in getattr(item, "fixturenames", ())]
    return {item.callspec.params["notebook"] for item in items if hasattr(item, "callspec")}


@pytest.fixture(scope="session")
def all_rebuilt(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ahead[Rebuilt]]:
    ahead = Ahead(rebuild, wanted(request.session, "rebuilt"), tmp_path_factory.mktemp("rebuilt"))
    yield ahead
    ahead.stop()


@pytest.fixture
def rebuilt(all_rebuilt: Ahead[Rebuilt], notebook: Notebook) -> Rebuilt:
    """The notebook built anew; executed once for all tests that ask."""
    return all_rebuilt[notebook]


@pytest.fixture(scope="session")
def all_validated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ahead[Validated]]:
    def work(notebook: Notebook, place: Path) -> Validated:
        return validate(notebook.path, place)

    ahead = Ahead(work, wanted(request.session, "validated"), tmp_path_factory.mktemp("nbval"))
    yield ahead
    ahead.stop()


@pytest.fixture
def validated(all_validated: Ahead[Validated], notebook: Notebook) -> Validated:
    """nbval's verdict on the notebook."""
    return all_validated[notebook]


@pytest.fixture
def strict_nbval() -> Callable[[Path, Path], Validated]:
    """`strict_nbval(notebook, empty folder)`: the same validation, for notebooks of the tests' own."""
    return validate
