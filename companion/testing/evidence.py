"""How a promise says what it saw: assertions that hold with `python -O` too, and threads that cannot hang."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any, NoReturn, TypeVar

E = TypeVar("E", bound=BaseException)


def fail(sentence: str) -> NoReturn:
    """Break the promise with this sentence."""
    raise AssertionError(sentence)


def same(got: object, expected: object, what: str) -> None:
    """Break the promise unless both are equal."""
    if got != expected:
        fail(f"{what}: expected {_short(expected)}, got {_short(got)}")


def true(condition: object, sentence: str) -> None:
    """Break the promise with `sentence` unless `condition` holds."""
    if not condition:
        fail(sentence)


def refused(kind: type[E], what: str, call: Callable[..., object], *args: Any, **named: Any) -> E:
    """The error of `kind` that `call(*args, **named)` raises; breaks the promise if it raises no or another
    one.
    """
    try:
        result = call(*args, **named)
    except kind as error:
        return error
    except Exception as error:
        fail(f"{what} should be refused with {kind.__name__}, got {type(error).__name__}: {error}")
    fail(f"{what} should be refused with {kind.__name__}, and was accepted: {_short(result)}")


def at_once(calls: Sequence[Callable[[], object]], patience_s: float) -> list[object]:
    """Run each call in a thread of its own; returns their results, or the exceptions they raised, in order.

    Breaks the promise if one has not ended after `patience_s` seconds. Threads change places as often as they
    can meanwhile, so that a gap between a check and what rests on it is found.
    """
    ends: list[object] = [None] * len(calls)

    def run(index: int) -> None:
        try:
            ends[index] = calls[index]()
        except Exception as error:
            ends[index] = error

    threads = [Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    with _restless():
        for thread in threads:
            thread.start()
        for index, thread in enumerate(threads):
            thread.join(patience_s)
            true(not thread.is_alive(), f"call {index + 1} of {len(calls)} at once has hung {patience_s:g} s")
    return ends


@contextmanager
def _restless() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 300 else f"{text[:297]}..."
