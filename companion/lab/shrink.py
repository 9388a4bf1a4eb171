"""Make a schedule that breaks a handler as small as it gets.

Smallest means: fewest deliveries, then fewest faults, then the order nearest the original (`schedule.cost`).
First greedily: leave out events, then single deliveries and faults, as long as it still breaks. Then, because
greedy can end in a corner, by trying every smaller schedule there is, first of the same events, then of all,
within a budget of plays. `proven` says that this search was finished: nothing smaller breaks the handler.

An event may be left out only where that alone breaks nothing: when the invariant holds for the remaining
events undisturbed, or, where the handler fails undisturbed anyway, when it holds while nothing was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from companion.lab.play import World, play
from companion.lab.schedule import LATE_S, Choice, Choices, Rules, cost, named, undisturbed

_PLAYS = 2_000
_STEPS = 1_000_000  # deliveries that the greedy part may play: a long schedule that needs them all ends here
_SKETCHES = 20_000


class Smallest(NamedTuple):
    """The schedule that is left, and whether every smaller one was tried."""

    choices: Choices
    proven: bool


def shrink(world: World, choices: Choices, rules: Rules) -> Smallest:
    """The smallest schedule allowed by `rules` that still breaks the handler of `world`."""
    breaks = _breaks(world, rules)
    small = _greedy(choices, _within(_STEPS, breaks))
    own = sorted({index for _, index, _ in small})
    small, _ = _search(small, own, rules, breaks)
    return Smallest(*_search(small, range(rules.count), rules, breaks))


def _breaks(world: World, rules: Rules) -> Callable[[Choices], bool]:
    """A test that remembers: allowed, nothing left out that may not be, and the handler breaks."""
    everything = tuple(range(rules.count))
    sound: dict[tuple[int, ...], bool] = {}
    needs_no_fault = play(world, undisturbed(everything)).problem is not None

    def may_send(indices: tuple[int, ...]) -> bool:
        if indices not in sound:
            alone = undisturbed(()) if needs_no_fault else undisturbed(indices)
            sound[indices] = indices == everything or play(world, alone).problem is None
        return sound[indices]

    def breaks(choices: Choices) -> bool:
        sent = tuple(sorted({index for _, index, _ in choices}))
        return rules.allow(choices) and may_send(sent) and play(world, choices).problem is not None

    return breaks


def _within(steps: int, breaks: Callable[[Choices], bool]) -> Callable[[Choices], bool]:
    """The same test until schedules of so many deliveries in all were tried; then nothing breaks any more."""
    left = steps

    def breaks_within(choices: Choices) -> bool:
        nonlocal left
        left -= len(choices)
        return left > 0 and breaks(choices)

    return breaks_within


def _greedy(choices: Choices, breaks: Callable[[Choices], bool]) -> Choices:
    better: Choices | None = choices
    while better is not None:
        choices = better
        better = next((found for found in _simpler(choices) if breaks(found)), None)
        if better is not None:
            better = _same_cut_again(better, breaks)
    return choices


def _same_cut_again(choices: Choices, breaks: Callable[[Choices], bool]) -> Choices:
    """Leave out as many whole events as one sweep can: most of a long schedule goes here."""
    for index in sorted({index for _, index, _ in choices}, reverse=True):
        fewer = named(choice for choice in choices if choice[1] != index)
        if fewer and breaks(fewer):
            choices = fewer
    return choices


def _simpler(choices: Choices) -> Iterator[Choices]:
    """Every schedule one cut away: an event less, a step less, a fault less, a pair put in order."""
    for index in sorted({index for _, index, _ in choices}, reverse=True):
        yield named(choice for choice in choices if choice[1] != index)
    for at in range(len(choices) - 1, -1, -1):
        yield named(choices[:at] + choices[at + 1 :])
    for at, (kind, index, detail) in enumerate(choices):
        if kind in ("delay", "drop"):
            yield named((*choices[:at], ("deliver", index, 0), *choices[at + 1 :]))
        if kind == "crash" and detail:
            yield (*choices[:at], (kind, index, detail - 1), *choices[at + 1 :])
    for at in range(len(choices) - 1):
        if choices[at][1] > choices[at + 1][1]:
            yield named((*choices[:at], choices[at + 1], choices[at], *choices[at + 2 :]))


def _search(
    found: Choices, pool: Sequence[int], rules: Rules, breaks: Callable[[Choices], bool]
) -> tuple[Choices, bool]:
    """The first schedule over `pool` smaller than `found` that breaks, else `found`; were all tried?"""
    plays, most = 0, cost(found)
    for deliveries in range(most[0] + 1):
        candidates, whole = _of_size(deliveries, pool, rules)
        for costs, candidate in sorted((cost(each), each) for each in candidates):
            if costs >= most:
                return found, True
            plays += 1
            if plays > _PLAYS:
                return found, False
            if breaks(candidate):
                return candidate, True
        if not whole:
            return found, False
    return found, True


def _of_size(deliveries: int, pool: Sequence[int], rules: Rules) -> tuple[list[Choices], bool]:
    """All allowed schedules over `pool` with so many deliveries, and whether none had to be skipped."""
    found: list[Choices] = []
    for sketched, sketch in enumerate(_sketches(deliveries, pool, rules)):
        if sketched > _SKETCHES:
            return found, False
        if rules.allow(sketch):
            found.append(sketch)
    return found, True


def _sketches(deliveries: int, pool: Sequence[int], rules: Rules) -> Iterator[Choices]:
    for lost in _subsets(pool) if "drop" in rules.faults else ((),):
        rest = [index for index in pool if index not in lost]
        letters = list(_letters(rest, rules))
        for word in _words(letters, deliveries, rules.extra + 1):
            yield named((*(("drop", index, 0) for index in lost), *word))


def _subsets(pool: Sequence[int]) -> Iterator[tuple[int, ...]]:
    if not pool:
        yield ()
        return
    for rest in _subsets(pool[1:]):
        yield rest
        yield (pool[0], *rest)


def _letters(pool: Sequence[int], rules: Rules) -> Iterator[Choice]:
    for index in pool:
        yield "deliver", index, 0
        if "delay" in rules.faults:
            yield from (("delay", index, late_s) for late_s in LATE_S)
        if "crash" in rules.faults:
            yield from (("crash", index, at) for at in range(rules.points + 2))


def _words(letters: Sequence[Choice], length: int, most: int) -> Iterator[Choices]:
    """Every word of that length in which no event is delivered, or crashed on, more than `most` times."""
    if length == 0:
        yield ()
        return
    for word in _words(letters, length - 1, most):
        for kind, index, detail in letters:
            same = [other for other, at, _ in word if at == index]
            crashes = same.count("crash")
            if (crashes if kind == "crash" else len(same) - crashes) < most:
                yield (*word, (kind, index, detail))
