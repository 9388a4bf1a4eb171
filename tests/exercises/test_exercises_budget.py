"""`call` comes back whatever the learner's code does, and says what that was."""

import asyncio
import builtins
import os
import signal
import sys
import time
import warnings
from typing import Any

import pytest

from companion.exercises.budget import Outcome, call
from companion.exercises.surroundings import KEPT_CHARACTERS
from companion.exercises.todo import TODO


def test_a_value_comes_back_with_no_trouble() -> None:
    outcome = call(lambda a, b: a + b, 2, 3)
    assert (outcome.value, outcome.ok, outcome.trouble) == (5, True, "")


def test_an_error_is_named_with_the_learner_s_line() -> None:
    def receipt(order: dict[str, int]) -> int:
        return order["milk"]

    outcome = call(receipt, {})
    assert outcome.error == "KeyError: 'milk'"
    assert 'of receipt: return order["milk"]' in outcome.where
    assert outcome.trouble.startswith("raised KeyError: 'milk' in line ")


def test_a_loop_without_end_is_stopped_and_says_after_how_many_steps() -> None:
    def endless() -> None:
        while True:
            try:
                pass
            except BaseException:
                continue

    outcome = call(endless, steps=3_000)
    assert outcome.stopped
    assert outcome.value is None
    assert outcome.trouble == "stopped after 3,000 steps: does a loop never end?"


@pytest.mark.parametrize(
    "leave", [lambda: sys.exit(3), lambda: exit(), lambda: (_ for _ in ()).throw(SystemExit)]
)
def test_leaving_python_is_only_an_error(leave: Any) -> None:
    outcome = call(leave)
    assert outcome.error.startswith("SystemExit")


def test_an_interrupt_raised_by_the_learner_s_code_is_only_an_error() -> None:
    def interrupts() -> None:
        raise KeyboardInterrupt

    assert call(interrupts).error == "KeyboardInterrupt"


def press_stop() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interrupt_by_the_user_comes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        call(press_stop)


def test_an_interrupt_by_the_user_comes_through_code_that_catches_everything() -> None:
    def stubborn() -> None:
        while True:
            try:
                press_stop()
            except BaseException:
                continue

    with pytest.raises(KeyboardInterrupt):
        call(stubborn, steps=10**9)


def test_an_interrupt_by_the_user_comes_through_a_call_inside_a_call() -> None:
    with pytest.raises(KeyboardInterrupt):
        call(lambda: call(press_stop))


def test_an_error_after_code_that_was_stopped_stands_alone() -> None:
    def fails() -> None:
        raise KeyboardInterrupt

    def stubborn() -> None:
        while True:
            try:
                return fails()
            except:  # noqa: E722  the code that cannot put its error away
                time.sleep(1)

    assert call(stubborn, steps=3_000).stopped
    assert sys.exc_info() == (None, None, None)
    with pytest.raises(ValueError, match="later") as later:
        raise ValueError("later")
    assert later.value.__context__ is None


def test_the_signal_handler_is_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    call(lambda: None)
    assert signal.getsignal(signal.SIGINT) is before


def test_printing_is_kept_out_of_the_way_and_reported(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = call(lambda: print(950))
    assert (outcome.value, outcome.printed) == (None, "950\n")
    assert capsys.readouterr() == ("", "")


def test_printing_without_measure_is_kept_within_bounds() -> None:
    def chatty() -> None:
        for n in range(300_000 // 20):
            print("line", n, "x" * 100)

    assert len(call(chatty, steps=10**7).printed) == KEPT_CHARACTERS


def test_one_huge_print_is_kept_within_bounds() -> None:
    assert len(call(lambda: print("x" * 10**6)).printed) == KEPT_CHARACTERS


def test_writing_to_stderr_stays_inside(capsys: pytest.CaptureFixture[str]) -> None:
    def grumbles() -> None:
        print("bad", file=sys.stderr)

    call(grumbles)
    assert capsys.readouterr() == ("", "")


def test_stdout_input_and_sleep_are_as_before_after_an_error() -> None:
    before = sys.stdout, sys.stderr, builtins.input, time.sleep
    call(lambda: 1 / 0)
    assert (sys.stdout, sys.stderr, builtins.input, time.sleep) == before


def test_real_sleep_is_counted_and_not_slept() -> None:
    outcome = call(lambda: time.sleep(3600))
    assert outcome.slept_s == 3600


def test_a_question_to_the_user_is_refused() -> None:
    assert call(lambda: input("how much? ")).error.startswith("EOFError: a check answers no questions")


def test_a_coroutine_is_closed_and_named() -> None:
    async def answer() -> int:
        return 1

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        outcome = call(answer)
    assert [warning for warning in warned if "never awaited" in str(warning.message)] == []
    assert outcome.error == "gave back a coroutine, in which nothing has run: write def, not async def"
    assert not asyncio.iscoroutine(outcome.value)


def test_changed_arguments_are_noticed_when_watched() -> None:
    def sells_out(menu: dict[str, int]) -> None:
        menu["latte"] = 0

    assert call(sells_out, {"latte": 450}, watch=True).mutated
    assert not call(lambda menu: dict(menu), {"latte": 450}, watch=True).mutated


def test_an_exception_that_cannot_be_printed_is_named_by_its_type() -> None:
    class Nasty(Exception):
        def __str__(self) -> str:
            while True:
                pass

    def raises() -> None:
        raise Nasty

    assert call(raises).error == "Nasty"


def test_memory_addresses_never_appear() -> None:
    def raises() -> None:
        raise ValueError(object())

    assert call(raises).error == "ValueError: <object object>"


def test_a_very_long_message_is_cut_to_one_line() -> None:
    def raises() -> None:
        raise ValueError("long\n" * 1000)

    error = call(raises).error
    assert len(error) < 180
    assert "\n" not in error


def test_todo_comes_back_as_it_is() -> None:
    assert call(lambda: TODO).value is TODO


def test_what_was_seen_is_plain_data() -> None:
    assert call(lambda: (1, float("nan"))).seen()["value"] == [1, {"nan": True}]


def test_an_outcome_without_error_or_stop_is_ok() -> None:
    assert Outcome().ok
    assert not Outcome(error="KeyError").ok
    assert not Outcome(stopped=True).ok
