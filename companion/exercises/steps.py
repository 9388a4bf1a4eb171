"""Stop the learner's code: when its steps are used up, or when it waits for what never comes.

A step is one bytecode instruction in a function, class body or cell that the learner wrote. Each call of a
function of the course counts as three, so that code which publishes for ever is stopped as soon as code that
does nothing for ever. The standard library and installed packages are not counted, so the number does not
depend on a first import. Counting steps instead of seconds gives the same verdict on every machine. From
Python 3.12 it uses `sys.monitoring`, which does not disturb other tracers; on 3.11 it uses `sys.settrace`,
and restores the earlier tracer. Once the steps are used up *every* further instruction of the learner's code
raises, so no `except`, `finally` or `continue` can keep it running.

A wait for a lock that is held, an empty queue, an event that is never set or the end of a real sleep is in C,
where no step is counted. So a timer of the system looks five times a second. If over several looks the code
stays at one instruction, takes no step and its thread uses no processor time, it waits, and `Stopped` is
raised there. Code that works slowly uses the processor and is not interrupted.

Left out, because no counter sees it: a loop inside C that calls no Python. One that looks for signals (a
regular expression) ends when the learner presses stop; one that does not (`sum(itertools.count())`) only when
the kernel is restarted. Left out, too: waits on a system without such a timer (Windows, a browser), and those
in another thread than the main one; there only a restart of the kernel ends them.
"""

import functools
import os
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import CodeType, FrameType
from typing import Any, Final

_NOT_THE_LEARNERS: Final = tuple(
    sorted(
        {os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep}
        | {
            os.path.join(os.path.realpath(path) if real else path, "")
            for name, found in sysconfig.get_paths().items()
            if name in {"stdlib", "platstdlib", "purelib", "platlib"}
            for path in (found, found.replace("//", "/"))  # in a browser: //lib/python3.14/site-packages
            for real in (False, True)
        }
        | {os.path.join(os.path.dirname(os.__file__), ""), "<frozen ", "<msgspec"}
    )
)
_OF_THE_COURSE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_OF_AN_EXERCISE: Final = os.path.dirname(os.path.abspath(__file__)) + os.sep
A_CALL: Final = 3
"""Steps that one call of a function of the course counts as."""
EVERY_S: Final = 0.2
LOOKS: Final = 10
"""Looks with the same result before a wait is ended: two seconds. A slow disk or a busy machine makes correct
code wait for a part of that."""
TURNS: Final = 20
A_TURN_S: Final = 0.05
WORKING_S: Final = 0.002
"""Processor time between two looks from which on the code works; a look takes about a twentieth of it."""


class Stopped(BaseException):
    """The steps of the learner's code are used up, or it waits for what never comes. Not an `Exception`, so
    that `except Exception` does not catch it."""


@functools.lru_cache(maxsize=4096)
def is_learners(filename: str) -> bool:
    """Whether code compiled from `filename` was written by the learner."""
    return not filename.startswith(_NOT_THE_LEARNERS)


class _Counted(dict[str, int]):
    """By the name of a file: how often a call of a function from there counts; LEARNERS for the learner's.
    Asked at each call of any function, so it is one look into a dict.
    """

    def __missing__(self, filename: str) -> int:
        ours = filename.startswith(_OF_THE_COURSE) and not filename.startswith(_OF_AN_EXERCISE)
        if len(self) >= MOST_FILES:
            self.clear()
        self[filename] = LEARNERS if is_learners(filename) else int(ours)
        return self[filename]


LEARNERS: Final = -1
MOST_FILES: Final = 4096
_counted = _Counted()


class Meter:
    """A running step counter: `taken()` so far, `stop_at(n, a_call)` raises from the step after the n-th and
    counts each function of the course as `a_call` steps, `disarm()`."""

    def __init__(
        self, taken: Callable[[], int], stop_at: Callable[[int, int], None], disarm: Callable[[], None]
    ) -> None:
        self.taken, self.stop_at, self.disarm = taken, stop_at, disarm


class Count:
    """How many steps were `taken` since it began, of how many allowed. An inner count's steps count outside
    too, unless this count is `renewed`: then it allows so many after each inner one, and what the course does
    by itself in between counts nothing."""

    def __init__(self, meter: Meter, limit: int, renewed: bool = False) -> None:
        self._meter, self._start, self._taken = meter, meter.taken(), -1
        self._last = self._start + limit
        self._renewal = limit if renewed else 0
        self.resume()

    @property
    def taken(self) -> int:
        """Steps taken, up to the end of the `with`."""
        return self._taken if self._taken >= 0 else self._meter.taken() - self._start

    @property
    def spent(self) -> bool:
        """Whether more steps were begun than allowed."""
        return self._start + self.taken > self._last

    def use_up(self) -> None:
        """Stop the learner's code at its next step."""
        self._last = -1
        self.resume()

    def resume(self) -> None:
        """Make this count the one that stops the code."""
        if self._renewal:
            self._last = self._meter.taken() + self._renewal
        self._meter.stop_at(self._last, 0 if self._renewal else A_CALL)

    def close(self) -> None:
        """Keep the number of steps taken."""
        self._taken = self.taken


_meters: list[Meter] = []
_counts: list[Count] = []


@contextmanager
def counted(limit: int, renewed: bool = False) -> Iterator[Count]:
    """Count the learner's steps inside the `with`; past `limit` each further one raises `Stopped`.

    `renewed=True` is for a `with` around others: `limit` then bounds the learner's code that runs between
    those, such as the `__del__` of what an earlier one left behind.
    """
    outermost = not _meters
    if outermost:
        _meters.append(_arm())
    count = Count(_meters[0], limit, renewed)
    _counts.append(count)
    try:
        yield count
    finally:
        if outermost:
            _meters.pop().disarm()
        count.close()
        _counts.pop()
        if _counts:
            _counts[-1].resume()


def _arm_monitoring() -> Meter:
    """Python 3.12 and later: a callback before each instruction of the learner's code objects."""
    if sys.version_info < (3, 12):
        raise RuntimeError("sys.monitoring needs Python 3.12")
    mon = sys.monitoring
    tool = next(n for n in (4, 3, 5, 2, 1, 0) if mon.get_tool(n) is None)
    events, thread = mon.events, threading.get_ident
    older = frozenset(sys._current_frames()) - {thread()}  # threads that the answer did not start
    watched: set[CodeType] = set()
    taken, last, weight = 0, sys.maxsize, 0

    def start(code: CodeType, *_: Any) -> Any:
        nonlocal taken
        times = _counted[code.co_filename]
        if times != LEARNERS:
            taken += weight * times
            return None if times else mon.DISABLE
        if code not in watched:
            watched.add(code)
            mon.set_local_events(tool, code, events.INSTRUCTION)
        return None

    def instruction(code: CodeType, offset: int) -> None:
        nonlocal taken
        taken += 1
        if taken > last and thread() not in older:
            raise Stopped

    def stop_at(step: int, a_call: int) -> None:
        nonlocal last, weight
        last, weight = step, a_call

    def disarm() -> None:
        stop_at(-1, 0)
        _wait_for_threads(older)
        if mon.get_tool(tool) is None:  # the learner's code freed it
            mon.use_tool_id(tool, "companion")
        mon.set_events(tool, events.NO_EVENTS)
        for code in watched:
            mon.set_local_events(tool, code, events.NO_EVENTS)
        for event in (events.PY_START, events.PY_RESUME, events.INSTRUCTION):
            mon.register_callback(tool, event, None)
        mon.free_tool_id(tool)

    mon.use_tool_id(tool, "companion")
    mon.register_callback(tool, events.PY_START, start)
    mon.register_callback(tool, events.PY_RESUME, start)
    mon.register_callback(tool, events.INSTRUCTION, instruction)
    mon.set_events(tool, events.PY_START | events.PY_RESUME)
    return Meter(lambda: taken, stop_at, disarm)


def _wait_for_threads(older: frozenset[int]) -> None:
    """Let the threads that the learner's code started meet the end of their steps. This one waits TURNS times
    for a moment, which is a second in all. On a busy machine its own turns come as late as theirs, so it
    waits as much longer.
    """
    born = [each for each in threading.enumerate() if each.ident not in older]
    born = [each for each in born if each is not threading.current_thread()]
    for _ in range(TURNS):
        alive = [each for each in born if each.is_alive()]
        if not alive:
            return
        alive[0].join(A_TURN_S)


def _arm_settrace() -> Meter:
    """Python 3.11: a trace function before each instruction.

    CPython switches tracing off when a trace function raises, and only *then* lets go of the frame's own
    trace function. So a frame that is stopped gets an object in its place: when it ends (`__del__`), tracing
    is switched on again, and the learner's `except` is traced and stopped in turn.
    """
    previous, before, settrace = sys.gettrace(), sys.getrecursionlimit(), sys.settrace
    deepest = before - _depth()
    depth, armed = 0, True
    taken, last, weight = 0, sys.maxsize, 0

    class Again:
        def __del__(self) -> None:
            if armed:
                settrace(entered)
                sys._getframe(1).f_trace = event_in

    def entered(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal depth, taken
        times = _counted[frame.f_code.co_filename]
        if times != LEARNERS:
            taken += weight * times
            return None
        depth += 1
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return event_in

    def event_in(frame: FrameType, event: str, arg: object) -> None:
        nonlocal depth, taken
        if event == "opcode":
            taken += 1
            if taken > last:
                frame.f_trace = Again()  # type: ignore[assignment]
                raise Stopped
            if depth > deepest:  # here tracing can be switched on again; CPython's own limit is further up
                frame.f_trace = Again()  # type: ignore[assignment]
                raise RecursionError("maximum recursion depth exceeded")
        elif event == "return":
            depth -= 1

    def stop_at(step: int, a_call: int) -> None:
        nonlocal last, weight
        last, weight = step, a_call

    def disarm() -> None:
        nonlocal armed
        armed = False
        sys.settrace = settrace
        settrace(previous)
        sys.setrecursionlimit(before)

    sys.setrecursionlimit(before * 3)
    sys.settrace = lambda _: None  # the learner's code cannot switch the counter off
    settrace(entered)
    return Meter(lambda: taken, stop_at, disarm)


def _depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


_arm: Final = _arm_monitoring if sys.version_info >= (3, 12) else _arm_settrace


# --- endless waits ---------------------------------------------------------------------------------


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
