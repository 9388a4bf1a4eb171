"""The learner's own copies of the lessons, the glossary and the cheat sheet, in `my-course`.

Promises that nothing a learner wrote is ever overwritten. A newer lesson replaces a copy only if its cells
have the same text as when it was handed out (running them does not change it); otherwise the newer lesson
becomes a second file. A copy has no outputs and no execution numbers, so a learner sees only what they ran. A
small manifest says what was handed out; without it every copy counts as the learner's.
"""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from companion.bootstrap.checkout import Checkout, Refusal

MANIFEST = ".handed-out.json"
_NOTE = ("lesson", "sources")


def lessons(checkout: Checkout) -> list[Path]:
    """The shipped lessons in order."""
    return sorted(checkout.notebooks.glob("[0-9][0-9]_*.ipynb"))


def shipped_notebooks(checkout: Checkout) -> list[Path]:
    """Everything that is handed out: the lessons in order, then the glossary and the cheat sheet."""
    others = (checkout.notebooks / f"{name}.ipynb" for name in ("glossary", "cheat_sheet"))
    return lessons(checkout) + [path for path in others if path.exists()]


def lesson(checkout: Checkout, number: str) -> Path:
    """The shipped lesson with this number ("3" and "03" are the same). Raises `Refusal`."""
    shipped = lessons(checkout)
    for path in shipped:
        if number and path.name.startswith(f"{number.zfill(2)}_"):
            return path
    known = ", ".join(path.name[:2] for path in shipped) or "none yet"
    raise Refusal(f"There is no lesson {number or repr(number)}; the lessons are: {known}.", code=2)


def sources(notebook: Path) -> str | None:
    """A hash of the cells' sources, without empty cells; None if the file is not a notebook."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        said = [(cell["cell_type"], "".join(cell["source"]).strip()) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return hashlib.sha256(json.dumps([pair for pair in said if pair[1]]).encode()).hexdigest()


@dataclass
class Workspace:
    """The learner's folder. `handed_out` maps a copy's name to its lesson and the sources it came with."""

    checkout: Checkout
    handed_out: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def opened(cls, checkout: Checkout) -> "Workspace":
        """The workspace as it is on disk; its folder is made if it does not exist."""
        checkout.course.mkdir(exist_ok=True)
        try:
            found = json.loads((checkout.course / MANIFEST).read_text("utf-8"))
            known = {copy: {key: str(note[key]) for key in _NOTE} for copy, note in found.items()}
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            known = {}
        return cls(checkout, known)

    def hand_out(self) -> list[str]:
        """Copy what is shipped into the workspace; the sentences to tell the learner."""
        first = not any(self.checkout.course.glob("*.ipynb"))
        shipped = shipped_notebooks(self.checkout)
        told = [note for path in shipped if (note := self._offer(path))]
        self._save()
        return [f"Your own copies of the lessons are in {self.checkout.course}."] if first else told

    def reset(self, shipped: Path) -> list[str]:
        """Hand out a fresh copy of one lesson and keep the old one under another name."""
        copy = self.checkout.course / shipped.name
        if not copy.exists():
            return []
        kept = _free(copy, "old")
        copy.rename(kept)
        self.handed_out.pop(copy.name, None)
        self._give(shipped, copy)
        self._save()
        return [f"Lesson {shipped.name[:2]} is fresh again; your old copy is kept as {kept.name}."]

    def _offer(self, shipped: Path) -> str | None:
        now, copies = sources(shipped), self._copies(shipped)
        for copy in copies:
            if now in (sources(copy), self._note(copy).get("sources")):
                self._remember(shipped, copy)
                return None
        first = self.checkout.course / shipped.name
        if not first.exists():
            self._give(shipped, first)
            return f"New: {first.name}."
        newest = copies[-1]
        if sources(newest) == self._note(newest).get("sources"):
            self._give(shipped, newest)
            return f"{_called(shipped)} is up to date again; you had not changed your copy."
        second = _free(first, "updated")
        self._give(shipped, second)
        return f"{_called(shipped)} has changed. Yours is as it was; the new one is {second.name}."

    def _copies(self, shipped: Path) -> list[Path]:
        """The learner's copies of one lesson, oldest first."""
        names = [name for name, note in self.handed_out.items() if note["lesson"] == shipped.name]
        if shipped.name not in names:
            names.insert(0, shipped.name)
        return [path for name in names if (path := self.checkout.course / name).exists()]

    def _note(self, copy: Path) -> dict[str, str]:
        return self.handed_out.get(copy.name, {})

    def _give(self, shipped: Path, copy: Path) -> None:
        half = copy.with_name(f".{copy.name}.half")
        half.write_text(_clean(shipped.read_text("utf-8")), "utf-8")
        os.replace(half, copy)
        self._remember(shipped, copy)

    def _remember(self, shipped: Path, copy: Path) -> None:
        self.handed_out[copy.name] = {"lesson": shipped.name, "sources": sources(shipped) or ""}

    def _save(self) -> None:
        half = self.checkout.course / (MANIFEST + ".half")
        half.write_text(json.dumps(self.handed_out, indent=1), "utf-8")
        os.replace(half, self.checkout.course / MANIFEST)


def _called(shipped: Path) -> str:
    """How a sentence calls it: "Lesson 03", "The cheat sheet"."""
    number = shipped.name[:2]
    return f"Lesson {number}" if number.isdigit() else f"The {shipped.stem.replace('_', ' ')}"


def _clean(notebook: str) -> str:
    """The notebook's text without outputs and execution counts; any other file's text as it is."""
    try:
        content = json.loads(notebook)
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except (ValueError, KeyError, TypeError):
        return notebook
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _free(copy: Path, word: str) -> Path:
    """The first name like `03_bus (word 1).ipynb` that no file has."""
    number = 1
    while (path := copy.with_name(f"{copy.stem} ({word} {number}){copy.suffix}")).exists():
        number += 1
    return path
