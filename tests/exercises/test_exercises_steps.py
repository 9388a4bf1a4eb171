"""What the learner's code may do without holding the check up: every kind of loop that never ends."""

import contextlib
import gc
import itertools
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from companion.exercises import steps
from companion.exercises.budget import call
from companion.exercises.steps import Stopped, counted, is_learners

STEPS = 5_000


def plain_loop() -> None:
    while True:
        pass


def one_line() -> None:
    exec("while True: pass")


BARE = "def bare_except():\n while True:\n  try: 1 / 0\n  except: pass\n"
exec(compile(BARE, "cell.py", "exec"))  # as text, because this repository's style refuses a bare except
bare_except: Any = globals()["bare_except"]


def except_base_and_continue() -> None:
    while True:
        try:
            len([])
        except BaseException:
            continue


def keeps_the_exception() -> None:
    kept: Any = None
    while True:
        try:
            kept = 1
        except BaseException as error:
            kept = error
        assert kept is not None


FINALLY = "def finally_and_continue():\n while True:\n  try: len([])\n  finally: continue\n"
exec(compile(FINALLY, "cell.py", "exec"))
finally_and_continue: Any = globals()["finally_and_continue"]


def nested_tries() -> None:
    while True:
        try:
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    continue
        except BaseException:
            continue


def suppresses_everything() -> None:
    while True:
        with contextlib.suppress(BaseException):
            len([])


def endless_generator() -> None:
    def ones() -> Iterator[int]:
        while True:
            try:
                yield 1
            except BaseException:
                continue

    for _ in ones():
        pass


def list_of_an_endless_generator() -> None:
    def ones() -> Iterator[int]:
        while True:
            yield 1

    list(ones())


def comprehension() -> None:
    [x + 1 for x in itertools.count()]


def class_body() -> None:
    class Endless:
        while True:
            try:
                x = 1
            except BaseException:
                continue


def key_function_called_from_c() -> None:
    sorted(itertools.repeat(1, 10**6), key=lambda x: x)


def text_that_is_executed() -> None:
    exec("while True:\n    try: pass\n    except: pass")


def recursion_caught_for_ever() -> None:
    def deeper() -> None:
        deeper()

    while True:
        try:
            deeper()
        except BaseException:
            continue


ENDLESS = [
    plain_loop,
    one_line,
    bare_except,
    except_base_and_continue,
    keeps_the_exception,
    finally_and_continue,
    nested_tries,
    suppresses_everything,
    endless_generator,
    list_of_an_endless_generator,
    comprehension,
    class_body,
    key_function_called_from_c,
    text_that_is_executed,
    recursion_caught_for_ever,
]


@pytest.mark.parametrize("endless", ENDLESS, ids=lambda fn: fn.__name__)
def test_a_loop_without_end_is_stopped_soon_after_the_last_step(endless: Any) -> None:
    with pytest.raises(Stopped), counted(STEPS) as count:
        endless()
    assert STEPS < count.taken < STEPS + 50


def test_a_garbage_collection_while_the_code_is_being_stopped_lets_nothing_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Collected are frames that were counted; it happens by chance when a process holds many objects."""

    class Collecting(steps.Stopped):
        def __init__(self) -> None:
            gc.collect()

    def leak() -> None:
        try:
            raise ValueError
        except ValueError as error:
            kept: list[Any] = [error]
            kept.append(kept)

    def stubborn() -> None:
        leak()
        for _ in range(1_000):
            try:
                for _ in range(1_000):
                    pass
            except BaseException:
                leak()
        came_through.append(True)

    came_through: list[bool] = []
    monkeypatch.setattr(steps, "Stopped", Collecting)
    gc.disable()
    try:
        assert call(stubborn, steps=1_000).stopped
    finally:
        gc.enable()
    assert came_through == []


def test_recursion_without_end_is_python_s_own_recursion_error() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError), counted(1_000_000):
        deeper()


def test_the_recursion_limit_is_as_before_afterwards() -> None:
    before = sys.getrecursionlimit()
    with counted(10):
        pass
    assert sys.getrecursionlimit() == before


def test_the_same_code_takes_the_same_number_of_steps() -> None:
    def work() -> int:
        return sum(n * n for n in range(100))

    taken = []
    for _ in range(3):
        with counted(STEPS) as count:
            work()
        taken.append(count.taken)
    assert taken[0] > 100
    assert len(set(taken)) == 1


def test_what_fits_the_budget_exactly_is_not_stopped_and_one_step_less_is() -> None:
    with counted(STEPS) as count:
        one_of_ten()
    with counted(count.taken):
        one_of_ten()
    with pytest.raises(Stopped), counted(count.taken - 1):
        one_of_ten()


def one_of_ten() -> None:
    for _ in range(10):
        pass


def test_an_inner_count_has_its_own_limit_and_counts_outside_too() -> None:
    with counted(STEPS) as outer:
        with pytest.raises(Stopped), counted(100) as inner:
            plain_loop()
        one_of_ten()
    assert 100 < inner.taken < 150
    assert outer.taken > inner.taken + 10


def test_after_an_inner_count_the_outer_limit_holds_again() -> None:
    with pytest.raises(Stopped), counted(STEPS):
        with counted(10**9):
            one_of_ten()
        plain_loop()


def test_a_used_up_count_stops_the_next_step() -> None:
    with pytest.raises(Stopped), counted(STEPS) as count:
        count.use_up()
        one_of_ten()


def test_the_tracer_that_was_there_is_put_back() -> None:
    def tracer(frame: Any, event: str, arg: Any) -> None:
        return None

    before = sys.gettrace()
    try:
        sys.settrace(tracer)
        with contextlib.suppress(Stopped), counted(STEPS):
            bare_except()
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


def test_code_is_not_slowed_down_by_counting_afterwards() -> None:
    with counted(STEPS) as count:
        one_of_ten()
    taken = count.taken
    one_of_ten()
    assert count.taken == taken


def test_only_the_learner_s_code_is_counted() -> None:
    import json

    deep = [[[n] for n in range(50)] for _ in range(50)]
    with counted(1_000) as count:
        json.dumps(deep, indent=1)
    assert count.taken < 200


@pytest.mark.parametrize("name", ["<ipython-input-3-abc>", "ipykernel_7/123.py", "<string>", "answer.py"])
def test_cells_and_answer_files_are_the_learner_s(name: str) -> None:
    assert is_learners(name)


def test_the_course_the_standard_library_and_installed_packages_are_not_the_learner_s() -> None:
    import companion.exercises.words as ours

    assert not is_learners(str(ours.__file__))
    assert not is_learners(str(contextlib.__file__))
    assert not is_learners(str(pytest.__file__))


def test_publishing_for_ever_uses_up_the_steps_as_soon_as_doing_nothing_for_ever() -> None:
    from companion.bus import Bus
    from companion.events import VirtualClock
    from companion.scenarios.orders import OrderPlaced

    bus = Bus(VirtualClock())

    def publishes() -> None:
        while True:
            bus.publish(OrderPlaced(order_id="A"))

    assert call(publishes, steps=STEPS).stopped
    assert len(bus.trace.published()) < STEPS / 50


def test_what_the_standard_library_does_meanwhile_is_not_counted() -> None:
    import textwrap

    def wraps() -> int:
        return len(textwrap.wrap("word " * 500))

    assert call(wraps).steps < 100


def test_what_the_course_does_between_the_calls_counts_nothing() -> None:
    from companion.events.clock import id_of

    def once() -> None:
        pass

    with counted(100, renewed=True):
        call(once)
        for _ in range(50):
            id_of(3)
        once()
