"""End an endless wait of the learner's code: for a lock that is held, an empty queue, an event that is never
set, the end of a real sleep.

Such a wait is in C, where the step counter (`steps.py`) sees nothing. So a timer of the system looks five
times a second. If over several looks the code stays at one instruction, takes no step and its thread uses no
processor time, it waits, and `Stopped` is raised there. Code that works slowly uses the processor and is not
interrupted. Left out: systems without such a timer (Windows, a browser), and threads other than the main one;
there only a restart of the kernel ends the wait.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Final

from companion.exercises.steps import Stopped, is_learners

EVERY_S: Final = 0.2
LOOKS: Final = 10
"""Looks with the same result before a wait is ended: two seconds. A slow disk or a busy machine makes correct
code wait for a part of that."""
WORKING_S: Final = 0.002
"""Processor time between two looks from which on the code works; a look itself takes about a twentieth of
it.
"""


class Watch:
    """The handler of the timer. `ended` says whether it ended a wait, `at` where: the learner's code and the
    line number, or None.
    """

    def __init__(self, taken: Callable[[], int], on_wait: Callable[[], None], looks: int) -> None:
        self._taken, self._on_wait, self._looks = taken, on_wait, looks
        self._place: tuple[FrameType | None, int, int] = (None, 0, 0)
        self._used_s, self._same, self._over = 0.0, 0, False
        self.ended = False
        self.at: tuple[CodeType, int] | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """One look: `frame` is the frame that runs now."""
        before, used_s = self._place, time.thread_time()
        self._place = (frame, frame.f_lasti if frame else 0, self._taken())
        waits = self._place == before and used_s - self._used_s < WORKING_S
        self._same, self._used_s = self._same + 1 if waits else 0, used_s
        if self._same >= self._looks and not self._over:
            self._same, self.ended, self.at = 0, True, _learners_line(frame)
            self._on_wait()
            raise Stopped

    def close(self) -> None:
        """Make later looks do nothing, and release the frame."""
        self._over, self._place = True, (None, 0, 0)


def _learners_line(frame: FrameType | None) -> tuple[CodeType, int] | None:
    while frame is not None and not is_learners(frame.f_code.co_filename):
        frame = frame.f_back
    return (frame.f_code, frame.f_lineno) if frame else None


@contextmanager
def waits_ended(taken: Callable[[], int], on_wait: Callable[[], None], looks: int = LOOKS) -> Iterator[Watch]:
    """Raise `Stopped` inside the `with` where the code waits; `taken` counts its steps, `on_wait` is called
    first. A timer that the learner's own notebook has set is left as it is, and then nothing is watched."""
    watch = Watch(taken, on_wait, looks)
    previous = _handler()
    if previous is None:
        yield watch
        return
    signal.signal(signal.SIGALRM, watch)
    signal.setitimer(signal.ITIMER_REAL, EVERY_S, EVERY_S)
    try:
        yield watch
    finally:
        watch.close()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if isinstance(previous, Watch):
            signal.setitimer(signal.ITIMER_REAL, EVERY_S, EVERY_S)


def _handler() -> "Callable[[int, FrameType | None], object] | int | None":
    """The handler to restore afterwards; None on a system where no wait can be ended."""
    here = hasattr(signal, "setitimer") and sys.platform != "emscripten"  # a browser's cannot interrupt
    if not here or threading.current_thread() is not threading.main_thread():
        return None
    previous = signal.getsignal(signal.SIGALRM)
    with suppress(OSError):
        if isinstance(previous, Watch) or signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0):
            return previous
    return None
