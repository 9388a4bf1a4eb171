"""Positions: ordered within a store, refused between stores, kept as text."""

import pytest

from companion.sourcing import START, BadInput, Position


def test_positions_of_one_store_are_ordered_by_transaction_then_number():
    places = [Position("s", 9, 1), Position("s", 1, 2), Position("s", 2, 2)]
    assert sorted([places[2], places[0], places[1]]) == places
    assert places[0] < places[1] <= places[1]
    assert places[2] > places[1] >= places[1]


def test_start_stands_before_every_position_of_every_store():
    place = Position("s", 1)
    assert place > START and place >= START
    assert not place < START and not place <= START
    assert START.of("s") == START.of("t") < place.of("s")


def test_positions_of_two_stores_have_no_order():
    with pytest.raises(BadInput) as caught:
        _ = Position("one", 1) < Position("two", 2)
    assert caught.value.given == Position("one", 1) and "another store than two" in caught.value.problem


@pytest.mark.parametrize("compare", ["__lt__", "__le__", "__gt__", "__ge__"])
def test_a_position_and_a_number_have_no_order(compare):
    assert getattr(Position("s", 1), compare)(1) is NotImplemented


@pytest.mark.parametrize("place", [START, Position("s", 7), Position("s:with:colons\n", 7, 3)])
def test_a_position_comes_back_from_its_text(place):
    assert Position.parse(str(place)) == place


@pytest.mark.parametrize(
    "text", ["", "7", "s:7", "s:0:-7", "s:-1:7", "s: 0:7", "s:0:1_0", "s:0:7\n", "s:0:٣", "s:0:", None, 7]
)
def test_what_is_no_position_is_refused(text):
    with pytest.raises(BadInput) as caught:
        Position.parse(text)
    assert caught.value.given == text


def test_a_position_shows_no_id_that_nobody_chose():
    assert repr(Position("0190b2f0-uuid", 7)) == "<position 7>"
    assert repr(Position("0190b2f0-uuid", 7, 3)) == "<position 3:7>"
    assert repr(START) == "<START>"
