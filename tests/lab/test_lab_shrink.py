"""Shrinking is minimal: compared with every schedule there is, on small cases."""

from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pytest

from companion.lab import Choice, Counterexample, Disk, explore
from companion.lab.play import World, play
from companion.lab.schedule import LATE_S, Choices, Rules, cost, named

Handler = Callable[[str], object]
EVENTS = "ABC"


def is_subsequence(pattern: str, log: list[str]) -> bool:
    rest = iter(log)
    return all(letter in rest for letter in pattern)


def in_a_row(pattern: str, log: list[str]) -> bool:
    return pattern in "".join(log)


def breaking_when(bad: Callable[[list[str]], bool]) -> Callable[[Disk], str | None]:
    return lambda disk: "broken: " + " ".join(disk.log) if bad(disk.log) else None


def logging(disk: Disk) -> Handler:
    return lambda event: disk.log.append(event)


def new_disk() -> Disk:
    return Disk(log=[])


def smallest_of_all(bad: Callable[[list[str]], bool], longest: int) -> tuple[int, int, int] | None:
    """Brute force, sharing nothing with the shrinker: every word over A B C with at most three of each.

    A word counts only if leaving out its missing letters is not what breaks.
    """
    broken = [
        (len(word), len(word) - len(set(word)), sum(a > b for n, b in enumerate(word) for a in word[:n]))
        for length in range(longest + 1)
        for word in product(EVENTS, repeat=length)
        if all(word.count(letter) <= 3 for letter in EVENTS)
        and bad(list(word))
        and (bad(list(EVENTS)) or set(word) == set(EVENTS) or not bad(sorted(set(word))))
    ]
    return min(broken, default=None)


def patterns() -> list[str]:
    draw = Random(1).random
    words = {"".join(EVENTS[int(draw() * 3)] for _ in range(2 + n % 3)) for n in range(60)}
    return sorted(word for word in words if all(word.count(letter) <= 3 for letter in EVENTS))


@pytest.mark.parametrize("meaning", [is_subsequence, in_a_row])
@pytest.mark.parametrize("pattern", patterns())
def test_the_smallest_schedule_with_a_pattern_is_found(
    pattern: str, meaning: Callable[[str, list[str]], bool]
) -> None:
    def bad(log: list[str]) -> bool:
        return meaning(pattern, log)

    found = explore(logging, EVENTS, breaking_when(bad), disk=new_disk)
    assert isinstance(found, Counterexample)
    assert cost(found.choices)[:3] == smallest_of_all(bad, 4)
    assert found.proven


@pytest.mark.parametrize(
    "bad",
    [
        lambda log: log.count("A") == 3,
        lambda log: len(log) == 5,
        lambda log: len(log) in (2, 4) and log[0] > log[1],
        lambda log: log[:1] == ["C"] and log[-1:] == ["C"] and len(log) > 1,
        lambda log: log.count("A") == log.count("B") == 2,
        lambda log: log in (["A"] * 3 + ["B", "B", "C"], ["B", "A"], ["C", "B", "A", "A", "A", "B"]),
    ],
)
def test_the_smallest_is_found_also_where_cutting_step_by_step_gets_stuck(
    bad: Callable[[list[str]], bool],
) -> None:
    """These do not break a little less with every cut: a greedy shrinker alone ends in a corner."""
    found = explore(logging, EVENTS, breaking_when(bad), disk=new_disk, seeds=5000)
    assert isinstance(found, Counterexample)
    assert cost(found.choices)[:3] == smallest_of_all(bad, 5)


def charges_before_it_remembers(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        disk.clock.point("begun")
        if event in disk.seen:
            return
        disk.log.append(event)
        disk.clock.point("charged")
        disk.seen.append(event)

    return handle


def remembers_before_it_charges(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        disk.clock.point("begun")
        if event in disk.seen:
            return
        disk.seen.append(event)
        disk.clock.point("remembered")
        disk.log.append(event)

    return handle


def remembers_for_an_hour(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        now = disk.clock.elapsed_s
        if not any(event == seen and now - at <= 3600 for seen, at in disk.seen):
            disk.log.append(event)
        disk.seen.append((event, now))

    return handle


def once_each(disk: Disk) -> str | None:
    return None if sorted(disk.log) == sorted(disk.sent) else f"did {disk.log} for {disk.sent}"


def every_schedule(rules: Rules, longest: int) -> Iterator[Choices]:
    """Brute force over steps, sharing only `Rules.allow` with the shrinker."""
    details = {
        "deliver": (0,),
        "duplicate": (0,),
        "drop": (0,),
        "delay": LATE_S,
        "crash": range(rules.points + 2),
    }
    steps: list[Choice] = [
        (kind, index, detail)
        for kind, all_details in details.items()
        if kind == "deliver" or kind in rules.faults
        for index in range(rules.count)
        for detail in all_details
    ]
    for length in range(longest + 1):
        yield from (choices for choices in product(steps, repeat=length) if rules.allow(choices))


@pytest.mark.parametrize(
    ("build", "faults"),
    [
        (charges_before_it_remembers, ("crash",)),
        (charges_before_it_remembers, ("crash", "duplicate", "reorder")),
        (remembers_before_it_charges, ("crash",)),
        (remembers_before_it_charges, ("crash", "drop")),
        (remembers_before_it_charges, ("drop", "delay")),
        (remembers_for_an_hour, ("duplicate", "delay")),
        (remembers_for_an_hour, ("crash", "delay")),
        (logging, ("crash", "drop", "delay")),
    ],
)
def test_the_smallest_schedule_with_crashes_losses_and_delays_is_found(
    build: Callable[[Disk], Handler], faults: tuple[str, ...]
) -> None:
    def disk() -> Disk:
        return Disk(log=[], seen=[])

    found = explore(build, "AB", once_each, faults=faults, disk=disk)
    assert isinstance(found, Counterexample)
    world = World(build, tuple("AB"), once_each, disk, tuple("AB"))
    rules = Rules(2, faults, points=2)
    broken = [cost(each) for each in every_schedule(rules, 3) if play(world, each).problem]
    assert cost(found.choices)[:4] == min(broken)[:4]
    assert found.proven


def test_the_order_stays_as_near_to_the_original_as_it_can() -> None:
    found = explore(logging, EVENTS, breaking_when(lambda log: len(log) == 3), disk=new_disk)
    assert isinstance(found, Counterexample)
    assert [step.index for step in found.schedule] == [0, 1, 2]


def test_of_equally_small_schedules_the_one_with_the_first_events_is_shown() -> None:
    found = explore(
        logging, EVENTS, breaking_when(lambda log: any(log.count(each) > 1 for each in EVENTS)), disk=new_disk
    )
    assert isinstance(found, Counterexample)
    assert [step.index for step in found.schedule] == [0, 0]


def test_a_long_schedule_shrinks_to_its_core() -> None:
    events = tuple(f"e{n}" for n in range(20))

    def bad(log: list[str]) -> bool:
        return is_subsequence_of(["e17", "e3", "e17"], log)

    found = explore(logging, events, breaking_when(bad), disk=new_disk)
    assert isinstance(found, Counterexample)
    assert [step.label for step in found.schedule] == ["e17", "e3", "e17"]
    assert found.shrunk_from > 20


def is_subsequence_of(pattern: list[str], log: list[str]) -> bool:
    rest = iter(log)
    return all(each in rest for each in pattern)


def test_an_event_is_not_left_out_if_that_alone_breaks_the_invariant() -> None:
    """Either both or neither: a world in which only A was sent proves nothing about the handler."""

    def both_or_neither_and_no_repeat(disk: Disk) -> str | None:
        if set(disk.log) not in (set(), {"A", "B"}):
            return "only one of them"
        return "a repeat" if len(disk.log) > 2 else None

    found = explore(logging, "AB", both_or_neither_and_no_repeat, disk=new_disk)
    assert isinstance(found, Counterexample)
    assert found.problem == "a repeat"
    assert [step.label for step in found.schedule] == ["e0", "e0", "e1"]


def test_a_shrunk_schedule_is_one_the_rules_allow() -> None:
    rules = Rules(2, ("crash", "drop"), points=2)
    found = explore(
        remembers_before_it_charges, "AB", once_each, faults=rules.faults, disk=lambda: Disk(log=[], seen=[])
    )
    assert isinstance(found, Counterexample)
    assert rules.allow(found.choices)
    assert found.choices == named(found.choices)


@pytest.mark.parametrize("count", [100, 500])
def test_also_a_schedule_of_a_thousand_deliveries_shrinks_to_two(count: int) -> None:
    events, twice = tuple(range(count)), count // 3

    def charged_twice(disk: Disk) -> str | None:
        return "twice" if disk.log.count(twice) > 1 else None

    found = explore(logging, events, charged_twice, disk=new_disk)
    assert isinstance(found, Counterexample)
    assert found.shrunk_from > 1.8 * count
    assert [step.index for step in found.schedule] == [twice, twice]


def test_the_pairs_out_of_order_are_counted_as_by_hand() -> None:
    draw = Random(7).random
    for length in range(30):
        order = [int(draw() * 9) for _ in range(length)]
        pairs = sum(a > b for at, b in enumerate(order) for a in order[:at])
        assert cost(named(("deliver", index, 0) for index in order))[2] == pairs
