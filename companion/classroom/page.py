"""`page` shows the real source of a function of the package, with its file and line."""

import inspect
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from companion.classroom.show import show

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of source, with its file and line; a notebook shows it in colours."""

    where: str
    source: str

    def __str__(self) -> str:
        return f"{self.where}\n{self.source}"

    __repr__ = __str__

    def _repr_markdown_(self) -> str:
        return f"`{self.where}`\n```python\n{self.source}\n```"


def page(thing: Any) -> None:
    """Show the source of a function, method or class, such as `page(Bus.publish)`.

    For a builtin or a value, which has no Python source, it prints a sentence.
    """
    thing = inspect.unwrap(getattr(thing, "__func__", thing))
    thing = thing.fget if isinstance(thing, property) else thing
    try:
        lines, first = inspect.getsourcelines(thing)
        file = inspect.getsourcefile(thing) or ""
    except (TypeError, OSError):
        print(
            f"{_called(thing)} has no Python source to show; try a function of the course: page(Bus.publish)"
        )
        return
    show(Page(f"{_where(file)}, line {first}", inspect.cleandoc("\n" + "".join(lines))))


def _called(thing: Any) -> str:
    return str(getattr(thing, "__name__", None) or f"A value of type {type(thing).__name__}")


def _where(file: str) -> str:
    """The file as a reader finds it: from the package on, from the library on, or the notebook itself."""
    path = Path(file)
    for root in (_PACKAGE.parent, Path(sysconfig.get_path("purelib")), Path(sysconfig.get_path("stdlib"))):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return "this notebook"
