"""A schedule: which event is delivered when, and which fault happens where, as one list of choices.

A choice is `(kind, index, detail)`: plain data, so one list can be played, shrunk, kept in a file and played
again. `detail` is 0 except for `delay` (seconds late) and `crash` (where: 0 = before the handler begins, n =
at the n-th `clock.point` it passes; a greater number = after handling, before the acknowledgement). Schedules
are drawn with `Random.random()` and integers only, so a seed means the same on every machine. What the
network may do is written once, in `Rules.allow`: drawing, shrinking and the exhaustive search use it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

from companion.events.errors import UnknownName

Choice = tuple[str, int, int]
Choices = tuple[Choice, ...]

FAULTS = ("duplicate", "reorder", "delay", "drop", "crash")
LATE_S = (60, 3_600, 86_400)
_TWO_TO_53 = 1 << 53


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a schedule, for reading and drawing.

    `kind` is deliver, duplicate, delay, drop or crash; `label` and `index` name the event; `point` says where
    a crash happened; `late_s` how many seconds late a delayed delivery came.
    """

    kind: str
    label: str
    index: int
    point: str = ""
    late_s: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What may happen to `count` events.

    `faults` that may happen; at most `max_duplicates` more deliveries of each event; `points`, the most
    points that one delivery passes. Raises `UnknownName`.
    """

    count: int
    faults: tuple[str, ...]
    max_duplicates: int = 2
    points: int = 0

    def __post_init__(self) -> None:
        for fault in self.faults:
            if fault not in FAULTS:
                raise UnknownName("fault", fault, FAULTS)

    def allow(self, choices: Sequence[Choice]) -> bool:
        """Whether the network and the process can do this: no event is invented, and only `drop` loses
        one.
        """
        return (
            all(kind == "deliver" or kind in self.faults for kind, _, _ in choices)
            and tuple(choices) == named(choices)
            and self.possible(choices)
        )

    def possible(self, choices: Sequence[Choice]) -> bool:
        """The same, for choices of these faults that are `named` already."""
        return all(map(self._one_event, _kinds_by_event(choices))) and (
            "reorder" in self.faults or _in_order(choices)
        )

    def _one_event(self, kinds: Sequence[str]) -> bool:
        if "drop" in kinds:
            return kinds == ["drop"]
        crashes = kinds.count("crash")
        extra = len(kinds) - crashes - 1
        # A crash leaves the delivery unacknowledged, so a later one must complete.
        return kinds[-1] != "crash" and crashes <= extra + 1 and extra <= self.extra

    @property
    def extra(self) -> int:
        """How many more deliveries an event may have than one."""
        return self.max_duplicates if "duplicate" in self.faults else 0


def _kinds_by_event(choices: Iterable[Choice]) -> Iterable[Sequence[str]]:
    kinds: dict[int, list[str]] = {}
    for kind, index, _ in choices:
        kinds.setdefault(index, []).append(kind)
    return kinds.values()


def _in_order(choices: Sequence[Choice]) -> bool:
    first = [index for kind, index, _ in choices if kind == "deliver"]
    crashes = [at for at, (kind, _, _) in enumerate(choices) if kind == "crash"]
    return first == sorted(first) and all(choices[at][1] == choices[at + 1][1] for at in crashes)


def named(choices: Iterable[Choice]) -> Choices:
    """The same deliveries with the right kinds: losses first, the first delivery of an event is `deliver`,
    later ones are `duplicate`.
    """
    lost, rest, seen = [], [], set()
    for kind, index, detail in choices:
        if kind == "drop":
            lost.append((kind, index, detail))
            continue
        if kind in ("deliver", "duplicate"):
            kind = "duplicate" if index in seen else "deliver"
        if kind != "crash":
            seen.add(index)
        rest.append((kind, index, detail))
    return (*sorted(lost), *rest)


def undisturbed(indices: Iterable[int]) -> Choices:
    """Each event once, in order, and no fault."""
    return tuple(("deliver", index, 0) for index in indices)


def cost(choices: Sequence[Choice]) -> tuple[int, int, int, int, list[int], Choices]:
    """What shrinking makes small: deliveries, then faults, then pairs out of order, then details. Of equals,
    the schedule of the events sent first is the smaller one.
    """
    order = [index for kind, index, _ in choices if kind != "drop"]
    details = sum(detail for _, _, detail in choices)
    return len(order), faults_in(choices), _turned(order), details, order, tuple(choices)


def _turned(order: Iterable[int]) -> int:
    """How many pairs are out of order: for each index, how many greater ones came before it."""
    before: list[int] = []
    turned = 0
    for index in order:
        at = bisect_right(before, index)
        turned += len(before) - at
        before.insert(at, index)
    return turned


def faults_in(choices: Iterable[Choice]) -> int:
    """How many faults happen; a delayed delivery of an event that was delivered before counts as two."""
    seen, faults = set(), 0
    for kind, index, _ in choices:
        faults += kind != "deliver"
        faults += kind == "delay" and index in seen
        if kind != "crash":
            seen.add(index)
    return faults


def dice(seed: int) -> Callable[[int], int]:
    """A function `below(n)`: the next integer from 0 to n - 1."""
    rolled = Random(seed).random
    return lambda n: int(rolled() * _TWO_TO_53) * n >> 53


def draw(seed: int, rules: Rules) -> Choices:
    """The schedule of this seed. Seed 0 has no fault: a handler that fails there is wrong without faults."""
    indices = range(rules.count)
    if seed == 0:
        return undisturbed(indices)
    below = dice(seed)
    lost = [index for index in indices if "drop" in rules.faults and below(6) == 0]
    order = [index for index in indices if index not in lost] if lost else list(indices)
    if rules.extra:
        _repeat(order, rules.extra, below)
    if "reorder" in rules.faults and below(8):
        _shuffle(order, below)
    choices: list[Choice] = [("drop", index, 0) for index in lost]
    choices += [("deliver", index, 0) for index in order]
    if "delay" in rules.faults:
        _hold_back(choices, len(lost), below)
    if "crash" in rules.faults:
        choices = _crash_at_some(choices, rules, below)
    return named(choices)


def _repeat(order: list[int], extra: int, below: Callable[[int], int]) -> None:
    for index in tuple(order):
        for _ in range(below(extra + 1)):
            first = order.index(index) + 1
            order.insert(first + below(len(order) - first + 1), index)


def _shuffle(order: list[int], below: Callable[[int], int]) -> None:
    for at in range(len(order) - 1, 0, -1):
        other = below(at + 1)
        order[at], order[other] = order[other], order[at]


def _hold_back(choices: list[Choice], start: int, below: Callable[[int], int]) -> None:
    for at in range(len(choices) - 1, start - 1, -1):
        if below(6) == 0:
            _, index, _ = choices.pop(at)
            late_s = LATE_S[below(len(LATE_S))]
            choices.insert(at + below(len(choices) - at + 1), ("delay", index, late_s))


def _crash_at_some(choices: list[Choice], rules: Rules, below: Callable[[int], int]) -> list[Choice]:
    """A delivery that crashed is repeated next or, with `reorder`, half of the time, after some others."""
    drawn: list[Choice] = []
    for choice in choices:
        if choice[0] != "drop" and below(5) == 0:
            early = below(len(drawn) + 1) if "reorder" in rules.faults and below(2) else 0
            drawn.insert(len(drawn) - early, ("crash", choice[1], below(rules.points + 2)))
        drawn.append(choice)
    return drawn
