"""The learner's function as in a fresh kernel: only with the names that its own cell defines.

These are the modules and names that the cell imports and the functions that it defines, the function itself
among them. Names from other cells are gone. Functions inside a partial, a method or a callable object are
found too.
"""

import ast
import builtins
import copy
import functools
import linecache
from collections import deque
from collections.abc import Callable
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any, Final

from companion.exercises.steps import is_learners


def elsewhere(answer: Any) -> Any:
    """`answer` with the names of a fresh kernel, and with new list, dict and set defaults. A value that
    neither is nor holds a function is returned unchanged.
    """
    if type(answer) is FunctionType:
        return _moved(answer)
    if type(answer) is functools.partial:
        return functools.partial(elsewhere(answer.func), *answer.args, **answer.keywords)
    if type(answer) is MethodType:
        return MethodType(elsewhere(answer.__func__), answer.__self__)
    called = vars(type(answer)).get("__call__")
    return MethodType(_moved(called), answer) if type(called) is FunctionType else answer


def left_behind(answer: Any) -> list[str]:
    """The names that a function from `elsewhere` has since added to its kernel, in order."""
    function = _function(answer)
    if function is None:
        return []
    return sorted(set(function.__globals__) - set(_brought(function)) - {"__builtins__"})


Place = tuple[dict[str, Any], str, Any]
"""The names or attributes that hold a value, the name of each, and the value."""


def kept_by(answer: Any) -> tuple[list[Place], list[CellType]]:
    """Where an answer can keep values from one call to the next: under the names it uses, in the cells of
    closures, in defaults, and in attributes, also those of the learner's own functions and objects."""
    places: list[Place] = []
    cells: list[CellType] = []
    for each in _parts(answer):
        here, closed = _kept_in(each)
        places, cells = places + here, cells + closed
    return places, cells


def _parts(answer: Any) -> list[Any]:
    """The answer, or each answer of several, and the learner's functions and objects that it reaches."""
    answers = list(answer) if type(answer) in (tuple, list) else [answer]
    waiting, met = answers[:], list[object]()
    while waiting:
        each = waiting.pop()
        if any(each is other for other in met) or not (
            any(each is other for other in answers) or _is_the_learners(each)
        ):
            continue
        met.append(each)
        here, closed = _kept_in(each)
        waiting += [*(value for _, _, value in here), *(cell.cell_contents for cell in closed)]
        waiting += [each.func] if type(each) is functools.partial else []
        waiting += [each.__func__, each.__self__] if type(each) is MethodType else []
    return met


def _kept_in(each: Any) -> tuple[list[Place], list[CellType]]:
    attributes = getattr(each, "__dict__", None)
    places = [(attributes, name, attributes[name]) for name in attributes or ()] if attributes else []
    cells: list[CellType] = []
    function = each if type(each) is FunctionType else vars(type(each)).get("__call__")
    if type(function) is FunctionType:
        names, used = function.__globals__, sorted(_names_in(function.__code__))
        places += [(names, name, names[name]) for name in used if name in names]
        defaults = {str(n): value for n, value in enumerate(function.__defaults__ or ())}
        for each in (defaults, function.__kwdefaults__ or {}):
            places += [(each, name, value) for name, value in each.items()]
        cells = [cell for cell in function.__closure__ or () if cell != CellType()]  # that one is empty
    return places, cells


def _is_the_learners(value: object) -> bool:
    """Whether it is a function or a class of the learner, or an object whose class has such a function."""
    if type(value) in (functools.partial, MethodType):
        return True
    kind = value if isinstance(value, type) else type(value)
    if kind.__module__ == "__main__" and kind is value:
        return True
    parts = [value] if type(value) is FunctionType else list(vars(kind).values())
    return any(type(part) is FunctionType and is_learners(part.__code__.co_filename) for part in parts)


def _names_in(code: CodeType) -> set[str]:
    """The names used by a function and the functions inside it."""
    inner = [_names_in(each) for each in code.co_consts if type(each) is CodeType]
    return set(code.co_names).union(*inner)


def forgetting(answer: Any) -> Callable[[], None]:
    """Return a function that resets the answer's memory: the names it uses, its attributes and closures hold
    what they hold now, and so does each list, dict, set and deque in them. What is new there is gone.
    """
    parts = _parts(answer)
    places, cells = kept_by(answer)
    closed = [(cell, cell.cell_contents) for cell in cells]
    own = [vars(part) for part in parts if type(getattr(part, "__dict__", None)) is dict]
    given = [part.args + tuple(part.keywords.values()) for part in parts if type(part) is functools.partial]
    values = [value for _, _, value in places] + [value for _, value in closed]
    known = _contents(own + values + [value for several in given for value in several])
    functions = [part for part in parts if type(part) is FunctionType]
    new = [(f.__globals__, name) for f in functions for name in _names_in(f.__code__) - f.__globals__.keys()]
    attributes = {part: _attributes(part) for part in parts if isinstance(part, type)}

    def forget() -> None:
        for names, name in new:
            names.pop(name, None)
        for names, name, value in places:
            if type(names) is dict:
                names[name] = value
        for cell, value in closed:
            cell.cell_contents = value
        for kind, before in attributes.items():
            _restore(kind, before)
        for value, before in known:
            _refill(value, before)

    return forget


def _restore(kind: type, before: dict[str, Any]) -> None:
    now = _attributes(kind)
    for name in now.keys() - before.keys():
        type.__delattr__(kind, name)
    for name, value in before.items():
        if now.get(name, kind) is not value:
            type.__setattr__(kind, name, value)


def _attributes(kind: type) -> dict[str, Any]:
    """What the class itself keeps: no methods, and nothing that Python gives every class."""
    return {name: value for name, value in vars(kind).items()
            if not name.startswith("__") and type(value) is not FunctionType}  # fmt: skip


_MOST: Final = 10_000  # containers; an answer that has more keeps the rest
_CONTAINERS: Final[tuple[Any, ...]] = (list, dict, set, deque)


def _contents(values: list[Any]) -> list[tuple[Any, Any]]:
    """Each list, dict, set and deque in these values, however deep, with a copy of what it holds."""
    found: dict[int, tuple[Any, Any]] = {}
    while values and len(found) < _MOST:
        value = values.pop()
        kind = _container(value)
        if kind is None or id(value) in found:
            continue
        before = kind.copy(value)  # not value.copy(): that may be the learner's
        found[id(value)] = value, before
        values += before.values() if kind is dict else before
    return list(found.values())


def _refill(value: Any, before: Any) -> None:
    kind = _container(value)
    kind.clear(value)
    (kind.extend if kind in (list, deque) else kind.update)(value, before)


def _container(value: object) -> Any:
    """The kind of container that the value is, or None."""
    return next((kind for kind in _CONTAINERS if issubclass(type(value), kind)), None)


def _function(answer: Any) -> FunctionType | None:
    if type(answer) is functools.partial:
        return _function(answer.func)
    if type(answer) is MethodType:
        return _function(answer.__func__)
    return answer if type(answer) is FunctionType else None


def _moved(function: FunctionType) -> FunctionType:
    kernel: dict[str, Any] = {"__builtins__": builtins}
    names = function.__globals__
    for name in _brought(function):
        if name in names:
            kernel[name] = names[name]
    for name, value in list(kernel.items()):
        if type(value) is FunctionType and value.__globals__ is names:
            kernel[name] = _with_names(value, kernel)
    return _with_names(function, kernel)


def _with_names(function: FunctionType, kernel: dict[str, Any]) -> FunctionType:
    code, fresh = function.__code__, tuple(map(_new, function.__defaults__ or ()))
    moved = FunctionType(code, kernel, function.__name__, fresh, function.__closure__)
    moved.__kwdefaults__ = copy.deepcopy(function.__kwdefaults__)
    return moved


def _new(default: Any) -> Any:
    """A default as it was made: an empty list is what a list was before the calls."""
    return type(default)() if type(default) in (list, dict, set) else default


def _brought(function: FunctionType) -> list[str]:
    """The names that the function's cell imports, and the functions that it defines."""
    names = [function.__name__]
    for node in _cell(function.__code__.co_filename):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names += [(each.asname or each.name).partition(".")[0] for each in node.names]
        elif isinstance(node, ast.FunctionDef):
            names.append(node.name)
    return names


def _cell(filename: str) -> list[ast.stmt]:
    try:
        return ast.parse("".join(linecache.getlines(filename))).body
    except SyntaxError:  # a cell with a magic command, or one whose source is gone
        return []
