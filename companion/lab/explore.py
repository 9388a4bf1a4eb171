"""Search for the schedule that breaks a handler; play one schedule again; play one by hand.

`explore` plays a thousand seeded schedules, stops at the first that breaks the invariant, and shrinks it. It
promises the same answer for the same arguments on every machine. It leaves out threads and real networks: a
handler that is safe here is safe against repeated, late, lost and reordered deliveries and crashes, as a
broker can cause them, and not against two calls of it that run at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from companion.lab.counterexample import Counterexample, Survived, play_again
from companion.lab.disk import Disk
from companion.lab.errors import UnknownName
from companion.lab.play import Build, Invariant, Label, Played, World, play, points_passed, steps
from companion.lab.schedule import FAULTS, Choice, Choices, Rules, draw, named, undisturbed
from companion.lab.shrink import Smallest, shrink


# fmt: off
def explore(
    build: Build, events: Iterable[Any], invariant: Invariant, *,
    faults: Sequence[str] = ("duplicate", "reorder"), seeds: int | Iterable[int] = 1000,
    disk: Callable[[], Disk] = Disk, label: Label | None = None, max_duplicates: int = 2, attempts: int = 3,
) -> Survived | Counterexample:
    """Deliver `events` to the handler in seeded schedules until the invariant breaks.

    `build(disk)` returns `handler(event)`, and is called again after each crash; only the disk survives.
    `invariant(disk)` returns None or a sentence, and is asked when a schedule has ended; what was sent in it
    is `disk.sent`, and an invariant that speaks about that lets shrinking leave events out. `faults`:
    duplicate (at most `max_duplicates` more deliveries of an event), reorder, delay (by a minute, an hour or
    a day on `disk.clock`), drop (lost for good: only for invariants that allow it), crash (on a `StoreDisk`
    also before and after each append and checkpoint). Seed 0 has no fault. A handler that raises is called
    `attempts` times in all. `label(event)` names events (default e0, e1 …). Raises `UnknownName`.
    """
    world = _world(build, events, invariant, disk, label, attempts)
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
    attempts: int = 3,
) -> Survived | Counterexample:
    """Play one schedule as it stands, unshrunk: a counterexample's `choices` (also from JSON), or a seed.

    A seed needs the `faults` and `max_duplicates` it was explored with; a list of choices does not use them.
    """
    world = _world(build, events, invariant, disk, label, attempts)
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
    attempts: int = 3,
) -> Survived | Counterexample:
    """Deliver exactly the labels in `order`, such as `["A", "B", "A"]`. Raises `UnknownName` for a label that
    no event has.
    """
    world = _world(build, events, invariant, disk, label, attempts)
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
    attempts: int,
) -> World:
    sent = tuple(events)
    labels = tuple(label(event) if label else f"e{number}" for number, event in enumerate(sent))
    return World(build, sent, invariant, disk, labels, attempts)


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
    small = shrink(world, choices, rules) if repeatable else Smallest(choices, False)
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
