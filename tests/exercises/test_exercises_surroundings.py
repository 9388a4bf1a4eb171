"""A check leaves the kernel as it found it, and nothing an answer leaves behind can hold it on."""

import builtins
import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import GeneratorType
from typing import Any

import pytest

from companion.exercises import Criterion, Exercise, Finding, Report, call, judge, plain


class Box:
    """What an answer is given, with room for anything."""

    def __init__(self) -> None:
        self.value: object = 0


def observe(answer: Any) -> dict[str, Any]:
    box = Box()
    outcome = call(answer, box)
    return {"value": plain(box.value), "trouble": outcome.trouble, "slept_s": outcome.slept_s}


def settles(seen: dict[str, Any]) -> Finding | None:
    return None if seen["value"] == 1 and not seen["trouble"] else Finding("1", str(seen))


ONE = Exercise(
    id="00-surroundings", title="one", kind="write", points=1, signature="one(box)", returns=False,
    observe=observe, criteria=(Criterion("the box holds 1", 1, settles),), misconceptions=(),
    hints=("a", "b", "c"),
)  # fmt: skip


def said(report: Report) -> str:
    return " ".join(str(report).split())


@pytest.fixture
def kept() -> Iterator[None]:
    """Undo by hand what a broken guard would leave to the other tests."""
    folder, limit, names = os.getcwd(), sys.getrecursionlimit(), vars(builtins).copy()
    yield
    os.chdir(folder)
    sys.setrecursionlimit(limit)
    vars(builtins).update(names)
    os.environ.pop("LEFT_BEHIND", None)


def _folder(box: Any) -> None:
    os.chdir(os.sep)


def _environment(box: Any) -> None:
    os.environ["LEFT_BEHIND"] = "yes"


def _recursion_limit(box: Any) -> None:
    sys.setrecursionlimit(77_777)


def _builtin(box: Any) -> None:
    builtins.sum = lambda *_: 0  # type: ignore[assignment]


def _builtin_gone(box: Any) -> None:
    del builtins.print  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        (_folder, os.getcwd),
        (_environment, lambda: os.environ.get("LEFT_BEHIND")),
        (_recursion_limit, sys.getrecursionlimit),
        (_builtin, lambda: builtins.sum),
        (_builtin_gone, lambda: vars(builtins).get("print")),
    ],
)
def test_what_an_answer_changes_in_the_process_is_as_before_after_the_check(
    change: Callable[[Any], None], state: Callable[[], object], kept: None
) -> None:
    before = state()
    judge(ONE, change)
    assert state() == before


CELLS = {
    "a list of another cell": "seen = []\ndef one(box):\n    seen.append(1)\n    box.value = len(seen)",
    "a list in a dict": "seen = {1: []}\ndef one(box):\n    seen[1].append(1)\n    box.value = len(seen[1])",
    "a deque": "from collections import deque\nseen = deque()\ndef one(box):\n    seen.append(1)\n"
    "    box.value = len(seen)",
    "a number": "n = 0\ndef one(box):\n    global n\n    n += 1\n    box.value = n",
    "a name made in the check": "def one(box):\n    global n\n    n = globals().get('n', 0) + 1\n"
    "    box.value = n",
    "a default": "def one(box, seen=[]):\n    seen.append(1)\n    box.value = len(seen)",
    "a default by name": "def one(box, *, seen=set()):\n    seen.add(len(seen))\n    box.value = len(seen)",
    "a closure": "def made():\n    n = 0\n    def one(box):\n        nonlocal n\n        n += 1\n"
    "        box.value = n\n    return one\none = made()",
    "an attribute of the function": "def one(box):\n    one.n = vars(one).get('n', 0) + 1\n"
    "    box.value = one.n",
    "a helper": "seen = []\ndef help():\n    seen.append(1)\n    return len(seen)\n"
    "def one(box):\n    box.value = help()",
    "an object": "class Counts:\n    def __init__(self):\n        self.n = 0\n    def up(self):\n"
    "        self.n += 1\n        return self.n\nall = Counts()\ndef one(box):\n    box.value = all.up()",
    "a class": "class Memory:\n    n = 0\ndef one(box):\n    Memory.n += 1\n    box.value = Memory.n",
    "a set in a class": "class Of:\n    seen = set()\ndef one(box):\n    Of.seen.add(len(Of.seen))\n"
    "    box.value = len(Of.seen)",
    "a callable object": "class One:\n    n = 0\n    def __call__(self, box):\n        self.n += 1\n"
    "        box.value = self.n\none = One()",
    "a partial": "import functools\nseen = []\ndef counts(seen, box):\n    seen.append(1)\n"
    "    box.value = len(seen)\none = functools.partial(counts, seen)",
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_second_check_sees_nothing_that_the_first_left_in_the_answer_s_memory(cell: str) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(cell, "cell", "exec"), names)
    before = set(names)
    assert [judge(ONE, names["one"]).points for _ in range(3)] == [1, 1, 1]
    assert set(names) == before


def test_what_the_learner_did_before_a_check_is_still_there_after_it() -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(CELLS["a list of another cell"], "cell", "exec"), names)
    names["seen"].extend([7, 7])
    assert judge(ONE, names["one"]).points == 0
    assert names["seen"] == [7, 7]


def test_each_function_of_an_answer_of_several_forgets() -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(CELLS["a list of another cell"], "cell", "exec"), names)
    pair = replace(ONE, observe=lambda both: observe(both[0]), signature="", accepts=(tuple,))
    assert [judge(pair, (names["one"], len)).points for _ in range(2)] == [1, 1]


def test_memory_that_never_ends_when_it_is_looked_at_does_not_hold_the_check_on() -> None:
    class Endless(list[int]):
        def __iter__(self) -> Iterator[int]:
            while True:
                yield 1

        def copy(self) -> Any:
            while True:
                pass

    known = Endless()

    def one(box: Any) -> None:
        known.append(1)
        box.value = len(known)

    assert [judge(ONE, one).points for _ in range(2)] == [1, 1]


def test_a_deleted_folder_does_not_fail_the_check(tmp_path: Path, kept: None) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()

    def one(box: Any) -> None:
        box.value = 1

    assert judge(ONE, one).points == 1


class Endless:
    def __del__(self) -> None:
        while True:
            pass


def test_an_endless_del_of_what_was_left_in_the_arguments_is_stopped() -> None:
    def one(box: Any) -> None:
        box.value, box.left = 1, Endless()

    assert judge(ONE, one).points == 1  # it did what was asked; what it left behind is just thrown away


def test_an_endless_generator_that_a_stopped_answer_leaves_in_a_cycle_ends_with_the_check() -> None:
    def left_over() -> Iterator[int]:
        try:
            yield 1
        finally:
            while True:
                pass

    def one(box: Any) -> None:
        box.left, box.me = left_over(), box
        next(box.left)
        while True:
            pass

    assert "stopped after 200,000 steps" in said(judge(ONE, one))
    assert not [
        kept for kept in gc.get_objects() if type(kept) is GeneratorType and kept.__name__ == "left_over"
    ]


def test_a_value_that_exits_when_it_is_looked_at_is_refused_and_does_not_leave_the_check() -> None:
    class Trap(Box):
        @property
        def value(self) -> object:
            raise SystemExit

    def one(box: Any) -> None:
        vars(box).clear()
        box.__class__ = Trap

    report = judge(ONE, one)
    assert report.points == 0
    assert "your code left something behind that cannot be looked at: it raises SystemExit" in said(report)


def test_a_metaclass_that_equals_every_class_gets_no_points_and_no_fault() -> None:
    class Meta(type):
        def __eq__(cls, other: object) -> bool:
            return True

        __hash__ = type.__hash__

    class Anything(metaclass=Meta):
        pass

    def one(box: Any) -> None:
        box.value = Anything()

    report = judge(ONE, one)
    assert (report.points, report.fault) == (0, "")


def test_sleep_imported_by_name_does_not_wait_either(monkeypatch: pytest.MonkeyPatch) -> None:
    waited, sleep = list[float](), time.sleep

    def wait(seconds: float) -> None:  # threads of other tests sleep, too
        waited.append(seconds) if seconds == 3600 else sleep(seconds)

    monkeypatch.setattr(time, "sleep", wait)
    names: dict[str, Any] = {"sleep": time.sleep}
    exec("def one(box):\n    sleep(3600)\n    box.value = 1", names)
    real = names["sleep"]
    assert judge(ONE, names["one"]).points == 1
    assert waited == []
    assert names["sleep"] is real


def test_breakpoint_is_answered_with_what_to_do() -> None:
    def one(box: Any) -> None:
        breakpoint()

    assert "a check does not stop at breakpoint(): take it out" in said(judge(ONE, one))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="sys.settrace sees one thread only")
def test_a_thread_that_the_answer_started_ends_with_the_check() -> None:
    started: list[threading.Thread] = []

    def endless() -> None:
        while True:
            pass

    def one(box: Any) -> None:
        started.append(threading.Thread(target=endless, daemon=True))
        started[0].start()

    judge(ONE, one)
    assert not started[0].is_alive()


@pytest.mark.parametrize("hidden", ["object", "partial"])
def test_async_def_behind_a_callable_is_recognised(hidden: str) -> None:
    import functools

    class Called:
        async def __call__(self, box: Any) -> None: ...

    async def plain_one(extra: int, box: Any) -> None: ...

    answer = Called() if hidden == "object" else functools.partial(plain_one, 1)
    assert "async def" in said(judge(ONE, answer))


def test_a_generator_is_told_that_nothing_runs() -> None:
    def one(box: Any) -> Iterator[int]:
        yield 1

    assert "one contains yield: calling it only makes a generator" in said(judge(ONE, one))


def test_switching_the_tracer_off_does_not_switch_the_step_counter_off() -> None:
    def one(box: Any) -> None:
        sys.settrace(None)
        while True:
            pass

    assert "stopped after 200,000 steps" in said(judge(ONE, one))
