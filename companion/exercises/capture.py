"""Hold back everything that the learner's code would send out of the check: printed text, questions, real
waits, signals.

Promises: everything is put back afterwards; printed text is kept up to a bound and counted beyond it;
`time.sleep` does not wait but is added up, so that a check on virtual time can say that real time was used; a
press on *stop* is told apart from a `KeyboardInterrupt` the learner's code raises itself. Left out: what C
code writes to the process's file descriptors.
"""

import builtins
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from companion.exercises.surroundings import builtins_kept

KEPT_CHARACTERS: Final = 4_000


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
