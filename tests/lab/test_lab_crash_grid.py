"""What crash points showed, as text, picture and something to play again."""

import random
from typing import Any

import pytest

from companion.diagrams import Picture
from companion.events import UnknownName
from companion.lab import CrashPoints, Disk, crash_points
from companion.lab.crash_points import Row, named_apart


def charge_twice(disk: Any) -> None:
    disk.charged += 1
    disk.clock.point("after charge")
    if not disk.shipped:
        disk.shipped = True
        disk.clock.point("after shipping")


def charge_once(disk: Any) -> None:
    disk.charged = 1
    disk.clock.point("after charge")
    disk.shipped = True
    disk.clock.point("after shipping")


INVARIANTS = {
    "charged once": lambda disk: None if disk.charged == 1 else f"charged {disk.charged} times",
    "shipped": lambda disk: None if disk.shipped else "not shipped",
}


def fresh() -> Disk:
    return Disk(charged=0, shipped=False)


def test_it_prints_the_grid_the_sentences_with_their_points_and_the_claim() -> None:
    assert str(crash_points(charge_twice, INVARIANTS, disk=fresh)) == "\n".join([
        "crash           charged once  shipped",
        "no crash        kept          kept",
        "after charge    broken        kept",
        "after shipping  broken        kept",
        "at the end      broken        kept",
        "charged once: charged 2 times",
        "    crash after charge",
        "    crash after shipping",
        "    crash at the end",
        "A crash at 3 of 3 points breaks it (5 runs)",
    ])  # fmt: skip


def test_it_prints_a_claim_also_when_nothing_broke() -> None:
    found = crash_points(charge_once, INVARIANTS, disk=fresh)
    assert str(found).splitlines()[-1] == "3 crash points: nothing breaks it (5 runs)"


def test_it_is_true_when_everything_held_and_false_when_anything_broke() -> None:
    assert crash_points(charge_once, INVARIANTS, disk=fresh)
    assert not crash_points(charge_twice, INVARIANTS, disk=fresh)


def test_code_that_breaks_without_a_crash_is_named_first_in_the_title() -> None:
    found = crash_points(lambda disk: None, INVARIANTS, disk=fresh)
    assert found.title == "It breaks without any crash"
    assert found.evidence["no crash", "shipped"] == "not shipped"
    assert not found.ok


def test_the_picture_is_the_grid_of_points_and_invariants() -> None:
    picture = crash_points(charge_twice, INVARIANTS, disk=fresh).picture()
    assert isinstance(picture, Picture)
    assert picture.head == ("crash", "charged once", "shipped")
    assert picture.rows[:2] == [("no crash", "kept", "kept"), ("after charge", "broken", "kept")]
    assert picture.title == "A crash at 3 of 3 points breaks it"


def test_two_equal_runs_give_equal_grids_texts_and_pictures() -> None:
    one, two = (crash_points(charge_twice, INVARIANTS, disk=fresh) for _ in range(2))
    assert one == two
    assert str(one) == str(two)
    assert one.picture().svg() == two.picture().svg()
    random.random()  # nothing was drawn at random: a seed set before makes no difference
    assert crash_points(charge_twice, INVARIANTS, disk=fresh) == one


@pytest.mark.parametrize("point", ["after shipping", 2])
def test_one_point_plays_again_by_name_or_number(point: Any) -> None:
    found = crash_points(charge_twice, INVARIANTS, disk=fresh).replay(point)
    assert found.points == ("after shipping",)
    assert found.evidence == {("after shipping", "charged once"): "charged 2 times"}


def test_one_point_plays_again_with_the_code_that_should_be_better() -> None:
    found = crash_points(charge_twice, INVARIANTS, disk=fresh)
    assert found.replay("after charge", charge_once)
    assert not found.replay("after charge", charge_twice)


@pytest.mark.parametrize("point", ["after mail", 0, 4])
def test_an_unknown_point_is_refused_and_the_known_ones_are_named(point: Any) -> None:
    with pytest.raises(UnknownName, match="after charge, after shipping, at the end") as caught:
        crash_points(charge_twice, INVARIANTS, disk=fresh).replay(point)
    assert caught.value.known == ("after charge", "after shipping", "at the end")


def test_a_grid_made_without_its_code_cannot_be_replayed() -> None:
    with pytest.raises(ValueError, match=r"use crash_points\(run"):
        CrashPoints((Row("no crash", {}),), (), 1).replay(1)


def test_code_that_passes_no_point_is_reported() -> None:
    found = crash_points(lambda disk: setattr(disk, "shipped", True), {}, disk=fresh)
    assert found.no_points
    assert "it passed no point: use disk.store" in str(found)
    assert not crash_points(charge_once, {}, disk=fresh).replay("at the end").no_points


def test_names_that_occur_more_than_once_are_counted() -> None:
    assert named_apart(["a", "b", "a"]) == ("a (1st)", "b", "a (2nd)")
    assert named_apart(["a"] * 113)[10:13] == ("a (11th)", "a (12th)", "a (13th)")
    assert named_apart(["a"] * 113)[20:23] == ("a (21st)", "a (22nd)", "a (23rd)")
    assert named_apart(["a"] * 113)[110:] == ("a (111th)", "a (112th)", "a (113th)")
