"""Answers made by machine from those on file: some that have no idea in them, some innocent of a difference.

A `negative` is wrong without any idea behind it, so nothing may be read into it. A `variant` of an answer on
file says the same in another form, so it must be judged the same.
"""

import ast
import functools
from pathlib import Path
from types import FunctionType
from typing import Any

from companion.exercises.shown.writing import load
from companion.exercises.words import Exercise

BODIES = {
    "does nothing": "pass",
    "a typo": "return undefined_thing",
    "leaves": "raise SystemExit(0)",
    "never ends": "while True: pass",
    "asks somebody": "return input()",
    "right, and then a typo": "right({given}); undefined_thing",
}


def negatives(task: Exercise, right: Path) -> dict[str, Any]:
    """What it does, and the answer; for exercises that want a function."""
    if not task.signature or task.signature.startswith("class "):
        return {}
    name, _, rest = task.signature.partition("(")
    parameters = rest.rpartition(")")[0]
    given = ", ".join(part.partition("=")[0].strip() for part in parameters.split(","))
    made = {}
    for what, body in BODIES.items():
        names: dict[str, Any] = {"right": load(right).answer}
        exec(f"def {name}({parameters}):\n    {body.format(given=given)}\n", names)
        made[what] = names[name]
    return made


class Called:
    """A callable object around a function."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *given: Any) -> Any:
        return self.function(*given)


def variants(file: Path) -> dict[str, Any]:
    """The same answer in other forms: which, and the answer."""
    answer = load(file).answer
    if type(answer) is FunctionType:
        made = {"a partial": functools.partial(answer), "an object": Called(answer), "renamed": renamed(file)}
        return {form: other for form, other in made.items() if other is not None}
    if isinstance(answer, type):
        return {"a subclass": type(answer.__name__, (answer,), {})}
    if type(answer) is dict and all(type(key) is str for key in answer):
        return {"in another order": dict(reversed(answer.items()))}
    return {}


def renamed(file: Path) -> Any:
    """The file's function with other names for its parameters and locals; None where that cannot be told."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    function = next(
        (n for n in tree.body if isinstance(n, ast.FunctionDef) and _is_answer(n.name, tree)), None
    )
    if function is None or any(
        isinstance(n, ast.Nonlocal | ast.Global | ast.ClassDef) for n in ast.walk(function)
    ):
        return None
    inner = [
        n for n in ast.walk(function) if isinstance(n, ast.FunctionDef | ast.Lambda) and n is not function
    ]
    theirs = {a.arg for n in inner for a in ast.walk(n.args) if isinstance(a, ast.arg)}
    own = {a.arg for a in ast.walk(function.args) if isinstance(a, ast.arg)}
    own |= {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    _Renaming(own - theirs).visit(function)
    names: dict[str, Any] = {"__name__": "renamed"}
    exec(compile(ast.fix_missing_locations(tree), str(file), "exec"), names)
    return names["answer"]


def _is_answer(name: str, tree: ast.Module) -> bool:
    last = tree.body[-1]
    return isinstance(last, ast.Assign) and isinstance(last.value, ast.Name) and last.value.id == name


class _Renaming(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(f"my_{node.id}", node.ctx) if node.id in self.names else node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(f"my_{node.arg}") if node.arg in self.names else node
