"""The learner's function as a fresh kernel would have it: with what its own cell brings, and nothing else.

Its cell brings the modules and names it imports, the functions it defines, and so the function's own name;
what other cells defined is gone. A partial, a method or an object that is called is looked through.
"""

import ast
import builtins
import copy
import functools
import linecache
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any


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


def kept_by(answer: Any) -> tuple[list[dict[str, Any]], list[CellType]]:
    """Where an answer can keep things from one call to the next: its names and the attributes of the objects
    among them, and the cells of its closure."""
    owner = answer.func if type(answer) is functools.partial else answer
    owner = owner.__self__ if type(owner) is MethodType else owner
    function = _function(answer) or vars(type(owner)).get("__call__")
    if type(function) is not FunctionType:
        return [], []
    cells = [cell for cell in function.__closure__ or () if cell != CellType()]  # that one is empty
    values = [owner, *function.__globals__.values(), *(cell.cell_contents for cell in cells)]
    attributes = [getattr(each, "__dict__", None) for each in values if type(each) is not ModuleType]
    return [function.__globals__, *(kept for kept in attributes if type(kept) is dict)], cells


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
