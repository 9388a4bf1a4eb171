"""A wait that nobody would end is ended, wherever the lock was made; code that works is left alone."""

import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from companion.exercises import steps
from companion.exercises.budget import MOST_WAITS, WAITED, call, witnessed
from companion.exercises.steps import LOOKS, Stopped, Watch

REAL_SLEEP = time.sleep
TIMER = hasattr(signal, "setitimer")
needs_a_timer = pytest.mark.skipif(not TIMER, reason="this system has no interval timer")


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "EVERY_S", 0.01)


def locked() -> Any:
    lock = threading.Lock()
    lock.acquire()
    return lock


def in_a_closure() -> Callable[[], None]:
    lock = locked()

    def takes_it() -> None:
        with lock:
            pass

    return takes_it


class InAnObject:
    def __init__(self) -> None:
        self.lock = locked()

    def __call__(self) -> None:
        self.lock.acquire()


def takes_two_of_one() -> None:
    limit = threading.Semaphore(1)
    limit.acquire()
    limit.acquire()


def waits_under_a_condition() -> None:
    condition = threading.Condition()
    with condition:
        condition.wait()


WAITS: dict[str, Callable[[], object]] = {
    "a lock in a closure": in_a_closure(),
    "a lock in an object": InAnObject(),
    "a semaphore": takes_two_of_one,
    "a condition": waits_under_a_condition,
    "an event": lambda: threading.Event().wait(),
    "a queue": lambda: queue.Queue[int]().get(),
    "a queue written in C": lambda: queue.SimpleQueue[int]().get(),
    "a sleep kept from before the check": lambda: REAL_SLEEP(3_600),
}


@needs_a_timer
@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_a_wait_without_end_is_ended_and_says_where(wait: Callable[[], object], hasty: None) -> None:
    outcome = call(wait)
    assert outcome.trouble.startswith(f"{WAITED} in line ")
    assert (outcome.kind, outcome.ok, outcome.stopped) == ("waiting", False, False)


@needs_a_timer
def test_code_that_catches_everything_cannot_go_on_waiting(hasty: None) -> None:
    lock = locked()

    def stubborn() -> None:
        while True:
            try:
                lock.acquire()
            except BaseException:
                continue

    assert call(stubborn).kind == "waiting"


@needs_a_timer
def test_the_timer_and_its_handler_are_as_before(hasty: None) -> None:
    before = signal.getsignal(signal.SIGALRM)
    call(lambda: call(in_a_closure()))
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


@needs_a_timer
def test_a_timer_of_the_notebook_s_own_is_left_as_it_is() -> None:
    def mine(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it must not ring in this test")

    before = signal.signal(signal.SIGALRM, mine)
    signal.setitimer(signal.ITIMER_REAL, 3_600)
    try:
        assert call(lambda: signal.getsignal(signal.SIGALRM) is mine).value is True
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 3_000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@needs_a_timer
def test_after_a_few_waits_of_one_check_no_further_call_is_run(hasty: None) -> None:
    ran: list[int] = []

    def waits(number: int) -> None:
        ran.append(number)
        WAITS["a lock in an object"]()

    with witnessed() as witness:
        outcomes = [call(waits, number) for number in range(MOST_WAITS + 2)]
    assert ran == list(range(MOST_WAITS))
    assert {each.trouble for each in outcomes} == {outcomes[0].trouble}
    assert list(witness.kinds) == ["waiting"]


def looks(watch: Watch, steps: list[int], frame: FrameType) -> int:
    """How many looks came back before a wait was ended."""
    for number, taken in enumerate(steps):
        steps_taken[0] = taken
        try:
            watch(signal.SIGINT, frame)
        except Stopped:
            return number
    return len(steps)


steps_taken = [0]


def watch() -> Watch:
    return Watch(lambda: steps_taken[0], lambda: None, LOOKS)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "thread_time", lambda: 1.0)


def test_it_takes_several_looks_that_find_the_same(idle: None) -> None:
    assert looks(watch(), [7] * 3 * LOOKS, sys._getframe()) == LOOKS


def test_code_that_takes_steps_does_not_wait(idle: None) -> None:
    assert looks(watch(), list(range(3 * LOOKS)), sys._getframe()) == 3 * LOOKS


def test_code_that_uses_the_processor_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    used = iter(range(9 * LOOKS))
    monkeypatch.setattr(time, "thread_time", lambda: 0.1 * next(used))
    assert looks(watch(), [7] * 3 * LOOKS, sys._getframe()) == 3 * LOOKS


def test_a_look_that_comes_late_ends_nothing(idle: None) -> None:
    late = watch()
    late.close()
    assert looks(late, [7] * 3 * LOOKS, sys._getframe()) == 3 * LOOKS


def test_a_wait_is_ended_while_other_threads_of_the_process_work() -> None:
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            sum(range(10_000))

    busy = threading.Thread(target=work, daemon=True)
    busy.start()
    try:
        assert call(threading.Lock().acquire).kind != "waiting"
        held = threading.Lock()
        held.acquire()
        assert call(held.acquire).kind == "waiting"
    finally:
        over.set()
        busy.join()


class Busy:
    """A thread that needs so many turns until it ends."""

    ident = -1

    def __init__(self, turns: int) -> None:
        self.left = turns

    def is_alive(self) -> bool:
        return self.left > 0

    def join(self, timeout: float) -> None:
        self.left -= 1


@pytest.mark.parametrize(("needs", "left"), [(15, 0), (10**6, 10**6 - steps.TURNS)])
def test_a_thread_of_the_answer_gets_so_many_turns_to_end_whatever_the_clock_says(
    needs: int, left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = Busy(needs)
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread(), busy])
    steps._wait_for_threads(frozenset())
    assert busy.left == left
