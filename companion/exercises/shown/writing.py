"""Judges the answers under `tests/answers` and writes down what they showed, one JSON file a lesson.

For authors, in a checkout. The same answers always give the same bytes.
"""

import ast
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from companion.exercises.judging import judge
from companion.exercises.registry import exercise, lesson
from companion.exercises.shown import Shown, edition
from companion.exercises.words import Exercise

HERE: Final = Path(__file__).resolve().parent
ANSWERS: Final = HERE.parents[2] / "tests" / "answers"
COMMAND: Final = "python -m companion.exercises.shown"


def text_of(number: str) -> str:
    """The text of a lesson's file: its exercises, each with what its answers showed."""
    entries = {task.id: entry(task) for task in lesson(number).exercises}
    return json.dumps(entries, indent=1, ensure_ascii=False) + "\n"


def entry(task: Exercise, show: Callable[[Path], Shown] | None = None) -> dict[str, Any]:
    """What is stored of an exercise; `show` says what an answer showed, if somebody has judged it before."""
    show = show or shown_by
    folder = ANSWERS / task.id[:2] / task.id
    found: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(folder.glob("wrong_*.py")):
        idea = load(file).MISCONCEPTION
        each = _as_dict(show(file))
        if idea and each not in found.setdefault(idea, []):
            found[idea].append(each)
    return {"criteria": edition(task), "shown": found, "good": two_good(sorted(folder.glob("right_*.py")))}


def shown_by(file: Path) -> Shown:
    """What the answer in a file showed."""
    task = exercise(file.parent.name)
    return judge(task, load(file).answer).shown


def load(file: Path) -> ModuleType:
    """An answer's file as a module of its own. Raises whatever its code raises."""
    spec = importlib.util.spec_from_file_location(f"answer_{file.parent.name}_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file.name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def two_good(files: list[Path]) -> list[dict[str, str]]:
    """Two right answers to show: those that say what their style costs come first."""
    described = [good(file) for file in files]
    return sorted(described, key=lambda each: not each["style"])[:2]


def good(file: Path) -> dict[str, str]:
    """A right answer as a learner reads it: its sentence, its `STYLE`, and the code without either."""
    source = file.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    title = (ast.get_docstring(tree) or "").partition("\n\n")[0].replace("\n", " ")
    style = ""
    for node in tree.body:
        if _is_plumbing(node):
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno + 1)
        if _assigned(node) == "STYLE" and isinstance(node, ast.Assign):
            style = " ".join(str(ast.literal_eval(node.value)).split())
    return {"title": title, "style": style, "code": _tidy(lines)}


def _is_plumbing(node: ast.stmt) -> bool:
    """What a file of an answer needs and its reader does not: docstring, STYLE, `answer = name`, TODO."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.ImportFrom) and node.module == "companion.exercises.todo":
        return True
    name = _assigned(node)
    return name == "STYLE" or (
        name == "answer" and isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
    )


def _assigned(node: ast.stmt) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _tidy(lines: list[str]) -> str:
    """Never more than two empty lines in a row, none around."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or kept[-2:] != ["", ""]:
            kept.append(line.rstrip())
    return "\n".join(kept).strip("\n")


def _as_dict(each: Shown) -> dict[str, Any]:
    return {"failed": list(each.failed), "errors": list(each.errors), "told": each.told}
