"""Keep what the learner's code does away from the process it runs in.

While a call runs, `held_back` holds back printed text, questions, real waits and signals. Printed text is
kept up to a bound and counted beyond it. `time.sleep` does not wait: its seconds are added up, so that a
check on virtual time can say that real time was used. A press on *stop* is told apart from a
`KeyboardInterrupt` that the learner's code raises itself. After a check, folder, environment, recursion limit
and replaced builtins are as before, and a `sleep` imported by name waits no more than `time.sleep` does.

Left out: what C code writes to the process's file descriptors, and changes to files, to other modules and to
objects of the course; only a separate process prevents these, and class grading uses one.
"""

import builtins
import contextlib
import io
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any, Final

KEPT_CHARACTERS: Final = 4_000
_vars: Callable[[Any], dict[str, Any]] = vars(type)["__dict__"].__get__  # a metaclass cannot answer for it


@contextmanager
def surroundings_kept(answer: object) -> Iterator[None]:
    """Undo at the end of the `with` what happened to the process inside it."""
    folder, environment, limit = _folder(), dict(os.environ), sys.getrecursionlimit()
    complain, complain_in_thread = sys.unraisablehook, threading.excepthook
    sys.unraisablehook = lambda _: None  # a __del__ that fails, or is stopped, after its call
    threading.excepthook = lambda _: None  # a thread of the answer's that fails or is stopped
    try:
        with _sleep_by_name(answer):
            yield
    finally:
        sys.unraisablehook, threading.excepthook = complain, complain_in_thread
        _environment_back(environment)
        with contextlib.suppress(OSError, TypeError):
            os.chdir(folder)
        sys.setrecursionlimit(limit)


@contextmanager
def builtins_kept() -> Iterator[None]:
    """Restore the builtins that were replaced, added or deleted inside the `with`."""
    names = vars(builtins)
    before, found = names.copy(), _objects(names)
    try:
        yield
    finally:
        if _objects(names) != found:
            names.clear()
            names.update(before)


def _objects(names: dict[str, Any]) -> list[int]:
    """The keys and values as ids: comparing the objects themselves may run the learner's `__eq__`."""
    return [*map(id, names), *map(id, names.values())]


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


# --- what one call would send out ------------------------------------------------------------------


class Printed(io.TextIOBase):
    """A text stream that keeps the first characters written and only counts the rest."""

    def __init__(self, keep: int = KEPT_CHARACTERS) -> None:
        self._keep = keep
        self._kept: list[str] = []
        self._size = 0
        self.written = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        room = self._keep - self._size
        if room > 0 and text:
            self._kept.append(str.__str__(text[:room]))
            self._size += len(self._kept[-1])
        self.written += len(text)
        return len(text)

    def text(self) -> str:
        """The text that was kept, in the order in which it was written."""
        return "".join(self._kept)


class Held:
    """What was held back: `printed`, `slept_s` (seconds asked for), and whether the user pressed stop."""

    def __init__(self) -> None:
        self.printed = Printed()
        self.slept_s = 0.0
        self.pressed = False


@contextmanager
def held_back(on_press: Callable[[], None]) -> Iterator[Held]:
    """Hold back output, questions and real sleep inside the `with`; call `on_press` when the user presses
    stop."""
    held = Held()
    kept = sys.stdout, sys.stderr, builtins.input, time.sleep
    complain, stop_here = sys.unraisablehook, sys.breakpointhook
    here, sleep = threading.get_ident(), time.sleep

    def note_sleep(seconds: Any, /) -> None:
        if threading.get_ident() != here:
            sleep(seconds)
        elif type(seconds) in (int, float):
            held.slept_s += seconds

    sys.stdout, sys.stderr = held.printed, Printed()
    builtins.input, time.sleep = _no_questions, note_sleep
    sys.breakpointhook = _no_breakpoint
    sys.unraisablehook = lambda _: None  # the error of a failing __del__ is not reported here
    try:
        with builtins_kept(), _pressing(held, on_press):
            yield held
    finally:
        sys.stdout, sys.stderr, builtins.input, time.sleep = kept
        sys.unraisablehook, sys.breakpointhook = complain, stop_here


def _no_questions(prompt: object = "", /) -> str:
    raise EOFError("a check answers no questions: take what you need as parameters, not from input()")


def _no_breakpoint(*_: object, **__: object) -> None:
    raise RuntimeError("a check does not stop at breakpoint(): take it out, or call the function yourself")


@contextmanager
def _pressing(held: Held, on_press: Callable[[], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.getsignal(signal.SIGINT)
    if not callable(previous):
        yield
        return

    def pressed(number: int, frame: object) -> None:
        held.pressed = True
        on_press()
        previous(number, None)  # an outer call is told too; Python's own handler raises
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, pressed)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
