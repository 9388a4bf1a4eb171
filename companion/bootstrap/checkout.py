"""Where things are in a checkout of this course, how to start its own Python, and how to tell a person.

Only paths, the environment variables of a child process, and the two ways to say a sentence. Nothing here
writes a file.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

WINDOWS = sys.platform == "win32"
COMMAND = "py -m companion" if WINDOWS else "python3 -m companion"
"""The command line as a person types it here, for use in sentences."""


class Refusal(Exception):
    """One sentence for the person at the keyboard: what is wrong and what to do; never shown as a traceback.

    `code` is the exit code: 1, or 2 when the command itself was typed wrongly.
    """

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(sentence: str) -> None:
    """Print one line at once, also where the output is a file."""
    print(sentence, flush=True)


def typed_path(path: str) -> Path:
    """The path that a person typed, from the folder in which they typed it: a command may run in another."""
    return Path(os.path.normpath(Path(os.environ.get("COMPANION_STARTED_IN", "")) / path))


@dataclass(frozen=True)
class Checkout:
    """One folder with this course; `root` is the folder with `pyproject.toml`.

    `environment` is the name of its environment's folder, and `lock` the file that lists its packages. The
    defaults are the learner's.
    """

    root: Path
    environment: str = ".venv"
    lock: str = "requirements.lock"

    @classmethod
    def here(cls) -> "Checkout":
        """The checkout to which this file belongs, in any current folder."""
        return cls(Path(__file__).resolve().parent.parent.parent)

    @property
    def is_installed(self) -> bool:
        """Whether this is an installed wheel and not a checkout: a wheel has the data in the package."""
        return (self.root / "companion" / "data").is_dir()

    @property
    def venv(self) -> Path:
        """The environment's folder; it may not exist yet."""
        return self.root / self.environment

    @property
    def scripts(self) -> Path:
        """Where the environment keeps its executables."""
        return self.venv / ("Scripts" if WINDOWS else "bin")

    @property
    def python(self) -> Path:
        """The environment's own Python; for an installed package, the Python that runs it."""
        if self.is_installed:
            return Path(sys.executable)
        return self.scripts / ("python.exe" if WINDOWS else "python")

    @property
    def notebooks(self) -> Path:
        """The lessons as they are shipped: tracked by git, never edited by a learner."""
        return self.root / "notebooks"

    @property
    def course(self) -> Path:
        """The learner's own copies: ignored by git."""
        return self.root / "my-course"

    def variables(self) -> dict[str, str]:
        """Environment variables for a child that runs the environment's Python.

        Without PYTHONPATH and PYTHONHOME: packages of another Python must not be mixed in. COMPANION_HOME, if
        not set, is a folder next to the learner's copies, so that every command sees the same progress.
        """
        foreign = ("PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        path = os.pathsep.join(part for part in (str(self.scripts), kept.get("PATH", "")) if part)
        home = kept.get("COMPANION_HOME") or str(self.course / ".progress")
        ours = {"PATH": path, "VIRTUAL_ENV": str(self.venv), "PYTHONUTF8": "1", "COMPANION_HOME": home}
        return kept | ours
