"""Schedules: drawing them, what is allowed, what is small."""

import json
from collections import Counter

import pytest

from companion.events import UnknownName
from companion.lab import FAULTS
from companion.lab.schedule import Rules, cost, dice, draw, faults_in, named, undisturbed

A, B, C = ("deliver", 0, 0), ("deliver", 1, 0), ("deliver", 2, 0)
A2 = ("duplicate", 0, 0)


def test_seed_0_delivers_each_event_once_in_order() -> None:
    assert draw(0, Rules(3, FAULTS)) == undisturbed(range(3))


def test_a_seed_means_the_same_everywhere() -> None:
    """Pinned: if this changes, every seed printed in a lesson or in an issue changes its meaning."""
    assert draw(4, Rules(3, ("duplicate", "reorder"))) == (A, B, C, ("duplicate", 2, 0))
    assert draw(11, Rules(3, FAULTS, points=1)) == (
        C,
        ("delay", 2, 60),
        ("delay", 0, 3600),
        B,
        ("delay", 1, 60),
        ("delay", 0, 86400),
    )


def test_drawing_uses_integers_made_of_random_alone() -> None:
    below = dice(7)
    drawn = [below(6) for _ in range(6000)]
    assert set(drawn) == set(range(6))
    assert all(900 < count < 1100 for count in Counter(drawn).values())


@pytest.mark.parametrize(
    "faults", [(), ("duplicate",), ("reorder",), ("delay",), ("drop",), ("crash",), FAULTS]
)
def test_only_allowed_schedules_are_drawn(faults: tuple[str, ...]) -> None:
    rules = Rules(4, faults, max_duplicates=2, points=2)
    assert [seed for seed in range(500) if not rules.allow(draw(seed, rules))] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_drawn_when_asked_for_and_only_then(fault: str) -> None:
    def strikes(faults: tuple[str, ...]) -> bool:
        drawn = [draw(seed, Rules(4, faults, points=1)) for seed in range(100)]
        if fault == "reorder":
            return any(cost(choices)[2] for choices in drawn)
        return any(kind == fault for choices in drawn for kind, _, _ in choices)

    assert strikes((fault,))
    others = tuple(other for other in FAULTS if other != fault)
    # Repeats and late deliveries also put pairs out of order.
    assert not strikes(others if fault != "reorder" else ("drop", "crash"))


def test_crashes_are_drawn_at_every_place() -> None:
    rules = Rules(2, ("crash",), points=2)
    places = {at for seed in range(300) for kind, _, at in draw(seed, rules) if kind == "crash"}
    assert places == {0, 1, 2, 3}


def test_no_event_is_repeated_more_often_than_allowed() -> None:
    rules = Rules(3, ("duplicate", "reorder"), max_duplicates=1)
    most = max(Counter(at for _, at, _ in draw(seed, rules)).most_common(1)[0][1] for seed in range(300))
    assert most == 2


@pytest.mark.parametrize(
    ("faults", "choices", "why"),
    [
        (("duplicate",), (A2,), "the first delivery is no duplicate"),
        (("duplicate",), (A, A), "the second delivery is one"),
        ((), (A, A2), "no duplicates were asked for"),
        (("duplicate",), (A, A2, A2, A2), "three repeats are more than two"),
        ((), (B, A), "out of order without reorder"),
        ((), (("drop", 0, 0),), "no losses were asked for"),
        (("drop",), (("drop", 0, 0), A), "lost and delivered"),
        (("crash",), (("crash", 0, 1),), "never acknowledged and never redelivered"),
        (("crash",), (("crash", 0, 1), ("crash", 0, 1), A), "two crashes of one delivery"),
        (("crash",), (("crash", 0, 1), B, A), "redelivered out of order without reorder"),
        (("crash", "duplicate"), (("crash", 1, 1), A, B), "crashed out of order without reorder"),
    ],
)
def test_what_the_network_does_not_do_is_not_allowed(
    faults: tuple[str, ...], choices: object, why: str
) -> None:
    assert not Rules(2, faults).allow(choices), why


@pytest.mark.parametrize(
    ("faults", "choices"),
    [
        ((), (A, B)),
        ((), (B,)),
        (("duplicate",), (A, B, A2)),
        (("reorder",), (B, A)),
        (("delay",), (B, ("delay", 0, 60))),
        (("drop",), (("drop", 0, 0), B)),
        (("crash",), (("crash", 0, 1), A, B)),
        (("crash", "reorder"), (("crash", 0, 1), B, A)),
        (("crash", "duplicate"), (A, ("crash", 0, 1), A2)),
    ],
)
def test_what_the_network_does_is_allowed(faults: tuple[str, ...], choices: object) -> None:
    assert Rules(2, faults).allow(choices)


def test_cost_counts_deliveries_then_faults_then_pairs_out_of_order() -> None:
    mixed = [(A, B, A2), (A, A2), (B, A), (A,), (A, B)]
    assert sorted(mixed, key=cost) == [(A,), (A, B), (B, A), (A, A2), (A, B, A2)]


def test_a_lost_event_is_a_fault_and_no_delivery() -> None:
    assert cost((("drop", 0, 0), B))[:2] == (1, 1)


def test_a_repeat_that_is_also_late_is_two_faults() -> None:
    assert faults_in((A, ("delay", 0, 60))) == 2


def test_kinds_are_corrected_after_a_cut() -> None:
    assert named((A2, B, ("drop", 2, 0), A)) == (("drop", 2, 0), A, B, A2)


def test_choices_survive_json() -> None:
    choices = draw(3, Rules(3, FAULTS, points=2))
    assert tuple(tuple(each) for each in json.loads(json.dumps(choices))) == choices


@pytest.mark.parametrize("wrong", ["duplicates", "Crash", 3])
def test_an_unknown_fault_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(UnknownName) as caught:
        Rules(1, ("duplicate", wrong))
    assert caught.value.name == wrong
    assert caught.value.known == FAULTS
