"""The learner's function as a fresh kernel would have it: with what its own cell brings, and nothing else.

Its cell brings the modules and names it imports, the functions it defines, and so the function's own name;
what other cells defined is gone. A partial, a method or an object that is called is looked through.
"""

import ast
import builtins
import copy
import functools
import linecache
from collections.abc import Callable
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from companion.exercises.steps import is_learners


def elsewhere(answer: Any) -> Any:
    """`answer` with a fresh kernel for its names, and its list, dict and set defaults as new. What is neither
    a function nor holds one comes back as it is."""
    if type(answer) is FunctionType:
        return _moved(answer)
    if type(answer) is functools.partial:
        return functools.partial(elsewhere(answer.func), *answer.args, **answer.keywords)
    if type(answer) is MethodType:
        return MethodType(elsewhere(answer.__func__), answer.__self__)
    called = vars(type(answer)).get("__call__")
    return MethodType(_moved(called), answer) if type(called) is FunctionType else answer


def left_behind(answer: Any) -> list[str]:
    """The names that a function from `elsewhere` has put into its kernel since, in order."""
    function = _function(answer)
    if function is None:
        return []
    return sorted(set(function.__globals__) - set(_brought(function)) - {"__builtins__"})


Place = tuple[dict[str, Any], str, Any]
"""The names or attributes in which something is kept, under which name, and what."""


def kept_by(answer: Any) -> tuple[list[Place], list[CellType]]:
    """Where an answer can keep things from one call to the next: under the names it uses, in the cells of
    closures, and in attributes, those too of the learner's own functions and objects among them."""
    places: list[Place] = []
    cells: list[CellType] = []
    waiting, met = [answer], list[object]()
    while waiting:
        each = waiting.pop()
        if any(each is other for other in met) or not (each is answer or _is_the_learners(each)):
            continue
        met.append(each)
        here, closed = _kept_in(each)
        places, cells = places + here, cells + closed
        waiting += [*(value for _, _, value in here), *(cell.cell_contents for cell in closed)]
        waiting += [each.func] if type(each) is functools.partial else []
        waiting += [each.__func__, each.__self__] if type(each) is MethodType else []
    return places, cells


def _kept_in(each: Any) -> tuple[list[Place], list[CellType]]:
    attributes = getattr(each, "__dict__", None)
    places = [(attributes, name, attributes[name]) for name in attributes or ()] if attributes else []
    cells: list[CellType] = []
    function = each if type(each) is FunctionType else vars(type(each)).get("__call__")
    if type(function) is FunctionType:
        names, used = function.__globals__, sorted(_names_in(function.__code__))
        places += [(names, name, names[name]) for name in used if name in names]
        cells = [cell for cell in function.__closure__ or () if cell != CellType()]  # that one is empty
    return places, cells


def _is_the_learners(value: object) -> bool:
    """Whether it is a function of the learner's, or an object of a class that has one."""
    if type(value) in (functools.partial, MethodType):
        return True
    parts = [value] if type(value) is FunctionType else list(vars(type(value)).values())
    return any(type(part) is FunctionType and is_learners(part.__code__.co_filename) for part in parts)


def _names_in(code: CodeType) -> set[str]:
    """The names that a function and those written inside it use."""
    inner = [_names_in(each) for each in code.co_consts if type(each) is CodeType]
    return set(code.co_names).union(*inner)


def forgetting(answer: Any) -> Callable[[], None]:
    """A function that empties the answer's memory: each list, dict and set that it keeps holds again what it
    holds now."""
    places, cells = kept_by(answer)
    values = [*(value for _, _, value in places), *(cell.cell_contents for cell in cells)]
    known = [(value, copy.copy(value)) for value in values if isinstance(value, list | dict | set)]

    def forget() -> None:
        for value, before in known:
            value.clear()
            if isinstance(value, list):
                value.extend(before)
            else:
                value.update(before)

    return forget


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
    """The names that the cell around the function imports, and those of the functions it defines."""
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
    except SyntaxError:  # a cell with a magic command, or one that nobody kept
        return []
