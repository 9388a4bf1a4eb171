"""`python3 -m companion doctor`, and `doctor()` in a notebook: what works here, and what to do if not.

`doctor()` prints one line for each thing a lesson needs, without versions or paths, so that every healthy
installation prints the same; in the browser edition, where less is needed, JupyterLab's line says so.
`doctor(verbose=True)` and the command add both, and what is only needed for tests, slides and later lessons.
Nothing is installed or changed.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

IS_INSTALLED = sys.platform != "emscripten" and (Path(__file__).resolve().parents[1] / "data").is_dir()
"""Whether this is an installed package outside a checkout: data and package lie in one folder only there."""
CHECKOUT_SET_UP = "run `python3 -m companion lab` once more: it installs what is missing"
SET_UP = 'run `pip install "eda-companion[lab]"`' if IS_INSTALLED else CHECKOUT_SET_UP
RELOAD = "reload the page: it brings what is missing"
NEEDED = ("msgspec", "networkx", "simpy", "IPython", "ipykernel", "jupyterlab", "matplotlib", "pandas")
NEEDED_IN_BROWSER = NEEDED[:4]
NEEDED_BY_PACKAGE = NEEDED[:3]
NAMESAKE = "companion"  # another project's package on the index; it writes into the same folder as ours


WELL = "Everything the package needs is here." if IS_INSTALLED else "Everything a lesson needs is here."


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's. `remedy` is empty when all is well; an `optional` thing may be missing."""

    name: str
    detail: str = ""
    remedy: str = ""
    optional: bool = False

    @property
    def word(self) -> str:
        """ok, missing (a lesson needs it) or absent (only needed for what the line says)."""
        return "ok" if not self.remedy else ("absent" if self.optional else "missing")


def doctor(verbose: bool = False) -> None:
    """Print what was found, one line each, and a last line that says whether the lessons can be done."""
    found = examine(everything=verbose)
    for finding in found:
        print(_line(finding, verbose=verbose))
    ill = [finding for finding in found if finding.word == "missing"]
    print(f"{len(ill)} to mend, see above." if ill else WELL)


def examine(*, everything: bool) -> list[Finding]:
    """What a lesson needs; with `everything` also what only tests, slides and later lessons do."""
    needed: tuple[Callable[[], Finding], ...] = (_python, _packages, _jupyterlab, _progress_folder, _pictures)
    optional = (_fonts,) if IS_INSTALLED else (_environment, _fonts, _slides, _browser)
    everything = everything and not _in_browser()  # no slides, tests or servers there
    found = [look() for look in (*needed, *(optional if everything else ()))]
    return found + (_engines() if everything else [])


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 1 when something a lesson needs is missing."""
    from companion.bootstrap.options import read

    read("doctor", sys.argv[1:] if argv is None else argv)
    doctor(verbose=True)
    return int(any(finding.word == "missing" for finding in examine(everything=False)))


def _line(finding: Finding, *, verbose: bool) -> str:
    detail = f": {finding.detail}" if verbose and finding.detail else ""
    remedy = f"; {finding.remedy}" if finding.remedy else ""
    return f"{finding.word:<8} {finding.name}{detail}{remedy}"


def _python() -> Finding:
    detail = f"{sys.version.split()[0]} at {sys.executable}"
    old = sys.version_info < (3, 11)
    return Finding("Python", detail, "install Python 3.11 or newer" if old else "")


def _packages() -> Finding:
    needed, mend = (NEEDED_IN_BROWSER, RELOAD) if _in_browser() else (NEEDED, SET_UP)
    missing = [name for name in (NEEDED_BY_PACKAGE if IS_INSTALLED else needed) if find_spec(name) is None]
    remedy = f"{', '.join(missing)} not installed; {mend}" if missing else ""
    if _has_namesake():
        remedy = (
            "another project's package of the name `companion` is installed and the two overwrite each "
            "other: `pip uninstall companion eda-companion`, then install eda-companion again"
        )
    return Finding("packages", _versions(("msgspec", "networkx", "simpy", "matplotlib", "pandas")), remedy)


def _has_namesake() -> bool:
    return any(found.metadata["Name"] == NAMESAKE for found in metadata.distributions())


def _in_browser() -> bool:
    return sys.platform == "emscripten"


def _jupyterlab() -> Finding:
    if _in_browser():
        return Finding("JupyterLab, in the browser")
    remedy = "" if find_spec("jupyterlab") else SET_UP
    return Finding("JupyterLab", _versions(("jupyterlab", "ipykernel")), remedy, optional=IS_INSTALLED)


def _progress_folder() -> Finding:
    from companion.classroom.store import home, tried

    reason = tried()
    remedy = f"{reason}: make the folder writable, or name another with COMPANION_HOME" if reason else ""
    return Finding("progress can be saved", str(home()), remedy)


def _pictures() -> Finding:
    from companion.bus import Bus
    from companion.diagrams import flow
    from companion.events import Event

    class PatientArrived(Event):
        pass

    try:
        bus = Bus()
        bus.service("Surgery").publish(PatientArrived())
        drawn = flow(bus.trace, title="One patient arrived.").svg()
    except Exception as problem:  # whatever it is, the doctor says it
        return Finding("pictures", "", f"drawing failed with {type(problem).__name__}: {problem}; {SET_UP}")
    return Finding("pictures", f"{len(drawn)} bytes of SVG")


def _environment() -> Finding:
    from companion.classroom.execute import ROOT

    own = Path(sys.prefix).resolve() == (ROOT / ".venv").resolve()
    remedy = "" if own else "not the course's own .venv; what you see may differ from the lessons"
    return Finding("the course's environment", sys.prefix, remedy, optional=True)


def _fonts() -> Finding:
    spec = find_spec("matplotlib")
    folder = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" if spec and spec.origin else Path()
    there = (folder / "DejaVuSans.ttf").exists() and (folder / "DejaVuSansMono.ttf").exists()
    return Finding("fonts of pictures and slides", "DejaVu Sans", "" if there else SET_UP, optional=True)


def _slides() -> Finding:
    remedy = "" if find_spec("sphinx_revealjs") else SET_UP
    return Finding("slides", _versions(("sphinx-revealjs", "jupyterlab-rise")), remedy, optional=True)


def _browser() -> Finding:
    from companion.classroom.slide_pdf import find_browser

    browser, driver = find_browser(), shutil.which("chromedriver")
    remedy = "" if browser and driver else "for tests and slides --pdf; install chromium and chromium-driver"
    return Finding("browser of tests and PDFs", browser or "", remedy, optional=True)


def _engines() -> list[Finding]:
    """Real databases and brokers: every lesson can do without them, with the embedded ones."""
    from companion.engines import survey

    return [Finding(found.engine, found.detail, found.remedy, optional=True) for found in survey()]


def _versions(names: tuple[str, ...]) -> str:
    return ", ".join(
        f"{name} {metadata.version(name)}" for name in names if find_spec(name.replace("-", "_"))
    )


if __name__ == "__main__":
    sys.exit(main())
