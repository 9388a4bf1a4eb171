"""Restore the process to its state before the learner's code ran.

Promises that a check leaves no trace in the kernel: folder, environment, recursion limit, tracer and
profiler, hooks, garbage collector and replaced builtins are as before, and a `sleep` imported by name waits
no more than `time.sleep` does. Left out: changes to files, to other modules and to
objects of the course; only a separate process prevents these, and class grading uses one.
"""

import builtins
import contextlib
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

_vars: Callable[[Any], dict[str, Any]] = vars(type)["__dict__"].__get__  # a metaclass cannot answer for it
_HOOKS = ("excepthook", "displayhook", "unraisablehook", "breakpointhook")


@contextmanager
def surroundings_kept(answer: object) -> Iterator[None]:
    """Undo at the end of the `with` what happened to the process inside it."""
    hooks = {name: getattr(sys, name) for name in _HOOKS}
    folder, environment, limit = _folder(), dict(os.environ), sys.getrecursionlimit()
    tracer, profiler, collecting = sys.gettrace(), sys.getprofile(), gc.isenabled()
    complain = threading.excepthook
    sys.unraisablehook = lambda _: None  # a __del__ that fails, or is stopped, after its call
    threading.excepthook = lambda _: None  # a thread of the answer's that fails or is stopped
    try:
        with _sleep_by_name(answer):
            yield
    finally:
        threading.excepthook = complain
        for name, hook in hooks.items():
            setattr(sys, name, hook)
        _environment_back(environment)
        with contextlib.suppress(OSError, TypeError):
            os.chdir(folder)
        sys.setrecursionlimit(limit)
        if sys.gettrace() is not tracer:
            sys.settrace(tracer)
        if sys.getprofile() is not profiler:
            sys.setprofile(profiler)
        (gc.enable if collecting else gc.disable)()


@contextmanager
def builtins_kept() -> Iterator[None]:
    """Restore the builtins that were replaced, added or deleted inside the `with`."""
    names = vars(builtins)
    before = names.copy()
    try:
        yield
    finally:
        if len(names) != len(before) or any(names.get(name) is not value for name, value in before.items()):
            names.clear()
            names.update(before)


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return ""


def _environment_back(before: dict[str, str]) -> None:
    if dict(os.environ) != before:
        for name in set(os.environ) - set(before):
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _sleep_by_name(answer: Any) -> Iterator[None]:
    """Replace `sleep` also under names from `from time import sleep`, which replacing `time.sleep` does not
    reach.
    """
    real = time.sleep
    changed = [
        (names, name) for names in _globals_of(answer) for name, value in names.items() if value is real
    ]
    for names, name in changed:
        names[name] = _sleep_as_now
    try:
        yield
    finally:
        for names, name in changed:
            if names.get(name) is _sleep_as_now:
                names[name] = real


def _sleep_as_now(seconds: float, /) -> None:
    time.sleep(seconds)


def _globals_of(answer: Any) -> list[dict[str, Any]]:
    """The module namespaces in which the functions of an answer look names up."""
    parts = list(_vars(answer).values()) if issubclass(type(answer), type) else [answer]
    found = {id(part.__globals__): part.__globals__ for part in parts if type(part) is FunctionType}
    return list(found.values())
