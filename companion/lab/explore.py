"""Search for the schedule that breaks a handler and make it small; play one schedule again, or one by hand.

`explore` plays a thousand seeded schedules, stops at the first that breaks the invariant, and shrinks it. It
promises the same answer for the same arguments on every machine. It leaves out threads and real networks: a
handler that is safe here is safe against repeated, late, lost and reordered deliveries and crashes, but not
against two calls of it at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from companion.events.arguments import check_can, check_function
from companion.events.errors import UnknownName
from companion.lab.counterexample import Counterexample, Survived, play_again
from companion.lab.disk import Disk
from companion.lab.play import Build, Invariant, Label, Played, World, play, points_passed, steps
from companion.lab.schedule import FAULTS, LATE_S, Choice, Choices, Rules, cost, draw, named, undisturbed


# fmt: off
def explore(
    build: Build, events: Iterable[Any], invariant: Invariant, *,
    faults: Sequence[str] = ("duplicate", "reorder"), seeds: int | Iterable[int] = 1000,
    disk: Callable[[], Disk] = Disk, label: Label | None = None, max_duplicates: int = 2,
) -> Survived | Counterexample:
    """Deliver `events` to the handler in seeded schedules until the invariant breaks.

    `build(disk)` returns `handler(event)`, and is called again after each crash; only the disk survives.
    `invariant(disk)` returns None or a sentence, and is called when a schedule has ended. `disk.sent` are the
    events of the schedule; an invariant that uses it allows shrinking to leave events out. `faults`:
    duplicate (at most `max_duplicates` more deliveries of an event), reorder, delay (by a minute, an hour or
    a day on `disk.clock`), drop (lost: only for invariants that allow it), crash (on a `StoreDisk`
    also before and after each append and checkpoint). Seed 0 has no fault. A handler that raises is called
    three times in all. `label(event)` names events (default e0, e1 …). Raises `UnknownName`.
    """
    world = _world(build, events, invariant, disk, label)
    rules = _rules(world, faults, max_duplicates)
    calm = play(world, undisturbed(range(rules.count)))
    schedules = deliveries = 0
    for seed in range(seeds) if isinstance(seeds, int) else seeds:
        choices = draw(seed, rules)
        played = play(world, choices)
        schedules += 1
        deliveries += len(choices)
        if played.problem is not None:
            return _smallest(world, choices, rules, seed, played, calm)
    return Survived(schedules, deliveries, rules.faults)
# fmt: on


def replay(
    choices: int | Iterable[Sequence[Any]],
    build: Build,
    events: Iterable[Any],
    invariant: Invariant,
    *,
    faults: Sequence[str] = ("duplicate", "reorder"),
    disk: Callable[[], Disk] = Disk,
    label: Label | None = None,
    max_duplicates: int = 2,
) -> Survived | Counterexample:
    """Play one schedule without shrinking it: a counterexample's `choices` (also from JSON), or a seed.

    A seed needs the `faults` and `max_duplicates` it was explored with; a list of choices does not use them.
    """
    world = _world(build, events, invariant, disk, label)
    if isinstance(choices, int):
        return play_again(world, draw(choices, _rules(world, faults, max_duplicates)), seed=choices)
    return play_again(world, tuple(_choice(each, len(world.events)) for each in choices))


def _choice(given: Sequence[Any], count: int) -> Choice:
    """One choice of a recorded list. Raises ValueError if it is not a possible choice for `count` events."""
    try:
        kind, index, detail = given
        choice = str(kind), int(index), int(detail)
    except (TypeError, ValueError):
        choice = "", -1, 0
    if choice[0] not in ("deliver", *FAULTS) or not 0 <= choice[1] < count or choice[2] < 0:
        raise ValueError(
            f"{given!r} is not a choice for {count} events: write (kind, index, detail), for example "
            f"('deliver', 0, 0), as in a counterexample's `choices`"
        )
    return choice


def deliver(
    build: Build,
    events: Iterable[Any],
    order: Iterable[str],
    invariant: Invariant,
    *,
    disk: Callable[[], Disk] = Disk,
    label: Label | None = None,
) -> Survived | Counterexample:
    """Deliver exactly the labels in `order`, such as `["A", "B", "A"]`. Raises `UnknownName` for a label that
    no event has.
    """
    world = _world(build, events, invariant, disk, label)
    check_can("order", order, "a list of labels", "__iter__")
    wanted: list[Choice] = []
    for each in order:
        if each not in world.labels:
            raise UnknownName("event", each, world.labels)
        wanted.append(("deliver", world.labels.index(each), 0))
    return play_again(world, named(wanted))


def _world(
    build: Build,
    events: Iterable[Any],
    invariant: Invariant,
    disk: Callable[[], Disk],
    label: Label | None,
) -> World:
    for what, given in (("build", build), ("invariant", invariant), ("disk", disk)):
        check_function(what, given)
    check_can("events", events, "a list of events", "__iter__")
    sent = tuple(events)
    labels = tuple(label(event) if label else f"e{number}" for number, event in enumerate(sent))
    return World(build, sent, invariant, disk, labels)


def _rules(world: World, faults: Sequence[str], max_duplicates: int) -> Rules:
    if isinstance(faults, str):
        raise UnknownName("fault", faults, FAULTS)  # a text would be read letter by letter
    rules = Rules(len(world.events), tuple(faults), max_duplicates)
    if "crash" not in rules.faults:
        return rules
    return Rules(rules.count, rules.faults, max_duplicates, points_passed(world))


def _smallest(
    world: World, choices: Choices, rules: Rules, seed: int, found: Played, calm: Played
) -> Counterexample:
    again = play(world, choices).problem, play(world, undisturbed(range(rules.count))).problem
    repeatable = again == (found.problem, calm.problem)
    small = _shrunk(world, choices, rules) if repeatable else _Smallest(choices, False)
    played = play(world, small.choices) if repeatable else found
    return Counterexample(
        played.problem or "",
        steps(world, small.choices, played.points),
        small.choices,
        sum(kind != "drop" for kind, _, _ in choices),
        seed,
        small.proven,
        repeatable,
        played.error,
        world,
    )


# --- shrinking ----------------------------------------------------------------------------------------
#
# A schedule is smaller with fewer deliveries, then with fewer faults, then with an order nearer the original
# (`schedule.cost`). First the greedy part: leave out events, then single deliveries and faults, as long as
# the handler still breaks. The greedy part can get stuck, so every smaller schedule is tried afterwards,
# first of the same events, then of all, up to _PLAYS plays. `proven` says that this search was finished.
#
# An event may be left out only if that alone breaks nothing: the invariant holds when the remaining events
# are delivered undisturbed or, where the handler fails undisturbed anyway, when nothing is sent.

_PLAYS = 2_000
_STEPS = 1_000_000  # deliveries that the greedy part may play; it ends at this number
_SKETCHES = 20_000


class _Smallest(NamedTuple):
    """The schedule that is left, and whether every smaller one was tried."""

    choices: Choices
    proven: bool


def _shrunk(world: World, choices: Choices, rules: Rules) -> _Smallest:
    """The smallest schedule allowed by `rules` that still breaks the handler of `world`."""
    breaks = _breaks(world, rules)
    small = _greedy(choices, _within(_STEPS, breaks))
    own = sorted({index for _, index, _ in small})
    small, _ = _search(small, own, rules, breaks)
    return _Smallest(*_search(small, range(rules.count), rules, breaks))


def _breaks(world: World, rules: Rules) -> Callable[[Choices], bool]:
    """A test of a schedule: it is allowed, leaves out only events that may be left out, and breaks the
    handler. Each is played once: the searches meet many of them again.
    """
    everything = tuple(range(rules.count))
    sound: dict[tuple[int, ...], bool] = {}
    known: dict[Choices, bool] = {}
    needs_no_fault = play(world, undisturbed(everything)).problem is not None

    def may_send(indices: tuple[int, ...]) -> bool:
        if indices not in sound:
            alone = undisturbed(()) if needs_no_fault else undisturbed(indices)
            sound[indices] = indices == everything or play(world, alone).problem is None
        return sound[indices]

    def breaks(choices: Choices) -> bool:
        if choices not in known:
            sent = tuple(sorted({index for _, index, _ in choices}))
            allowed = rules.allow(choices) and may_send(sent)
            known[choices] = allowed and play(world, choices).problem is not None
        return known[choices]

    return breaks


def _within(steps: int, breaks: Callable[[Choices], bool]) -> Callable[[Choices], bool]:
    """The same test, but always False once it has been given `steps` deliveries in all."""
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
            better = _without_events(better, breaks)
    return choices


def _without_events(choices: Choices, breaks: Callable[[Choices], bool]) -> Choices:
    """Leave out as many whole events as one sweep can; this shortens a long schedule most."""
    for index in sorted({index for _, index, _ in choices}, reverse=True):
        fewer = named(choice for choice in choices if choice[1] != index)
        if fewer and breaks(fewer):
            choices = fewer
    return choices


def _simpler(choices: Choices) -> Iterator[Choices]:
    """Every schedule that is one change smaller: an event, a step or a fault less, or a pair put in order."""
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
    """The first schedule over `pool` that is smaller than `found` and breaks, or `found`; and whether the
    search was finished.
    """
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
    """All allowed schedules over `pool` with so many deliveries, and whether none was skipped."""
    found: list[Choices] = []
    for sketched, sketch in enumerate(_sketches(deliveries, pool, rules)):
        if sketched > _SKETCHES:
            return found, False
        if rules.possible(sketch):
            found.append(sketch)
    return found, True


def _sketches(deliveries: int, pool: Sequence[int], rules: Rules) -> Iterator[Choices]:
    for lost in _subsets(pool) if "drop" in rules.faults else ((),):
        rest = [index for index in pool if index not in lost]
        letters = list(_letters(rest, rules))
        for word in _words(letters, deliveries, rules.extra + 1):
            yield named((*(("drop", index, 0) for index in lost), *word) if lost else word)


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
    """Every sequence of `length` letters that delivers no event, or crashes on it, more than `most` times."""
    if length == 0:
        yield ()
        return
    for word in _words(letters, length - 1, most):
        crashes: dict[int, int] = {}
        deliveries: dict[int, int] = {}
        for kind, index, _ in word:
            many = crashes if kind == "crash" else deliveries
            many[index] = many.get(index, 0) + 1
        for letter in letters:
            if (crashes if letter[0] == "crash" else deliveries).get(letter[1], 0) < most:
                yield (*word, letter)
