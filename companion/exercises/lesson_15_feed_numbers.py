"""15-feed: five numbers of a scale calculation, each right within 5 % in two worlds."""

from __future__ import annotations

from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.lesson_15_feed_read import Read, no_mapping
from companion.exercises.plain import Plain, close, number, plain
from companion.exercises.telling import in_words
from companion.scenarios.feed_numbers import AVERAGED, numbers

ASKED: Final = ("posts_per_s", "peak_writes_per_s", "peak_reads_per_s", "feed_gb", "celebrity_s")
NUMBERS: Final = {f"number: {name}": name for name in ASKED}
"""Each criterion to the number that it asks for."""

NEAR: Final = 0.05


def results(found: Read) -> dict[str, Any]:
    """What numbers returns for each world: a dict as plain data, or a list of one sentence about what went
    wrong.
    """
    given: dict[str, Any] = {}
    for world, assumed in AVERAGED.items():
        if callable(found.numbers):
            outcome = call(found.numbers, dict(assumed), watch=True)
            value = plain(outcome.value)
            odd = value is None or no_mapping(value)
            told = outcome.trouble or (f"returned {in_words(value, 40)}: return a dict" if odd else "")
            given[world] = [told] if told else value
        else:
            given[world] = found.numbers
    return given


def worked_out(given: dict[str, Any]) -> dict[str, str]:
    """For each of the five: what is wrong with it, empty if it is right in both worlds."""
    return {criterion: _wrong(name, given) for criterion, name in NUMBERS.items()}


def _wrong(name: str, given: dict[str, Any]) -> str:
    for world, value in given.items():
        if value is None:
            return "numbers is not said"
        if type(value) is list:
            return f"{world}: numbers {value[0]}"
        if name not in value:
            return f"{world}: there is no {name} in what numbers returns"
        wanted = numbers(AVERAGED[world])[name]
        if not close(value[name], wanted, NEAR * abs(wanted)):
            return f"{world}: {name} is {_told(value[name])}, expected about {_shown(wanted)}"
    return ""


def _told(value: Plain) -> str:
    exact = number(value)
    if exact is not None:
        return _shown(exact)
    return in_words(value) + (" (a text)" if type(value) is str else "")


def _shown(value: float) -> str:
    """A number of four digits or more, without an exponent."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
