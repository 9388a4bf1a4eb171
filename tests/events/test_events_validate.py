"""validate: what is not of its declared type is found, however deep, before anything is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Literal, NamedTuple

import msgspec
import pytest

from companion.events import BadDefinition, Event, InvalidEvent, validate


class Dish(msgspec.Struct, frozen=True):
    name: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    number: int


class Seat(NamedTuple):
    row: int


class Size(Enum):
    SMALL = "small"


class MealServed(Event):
    meal_id: str = "m-1"
    guests: int = 1
    price: float = 1.0
    vegan: bool = False
    dishes: tuple[Dish, ...] = ()
    pair: tuple[int, str] = (1, "a")
    allergens: frozenset[str] = frozenset()
    at: datetime | None = None
    size: Size = Size.SMALL
    mood: Literal["good", 1] = "good"
    table: Table = Table(1)
    seat: Seat = Seat(1)
    note: str | tuple[str, ...] | None = None
    data: bytes = b""


GOOD = [
    {},
    {"price": 2},
    {"dishes": (Dish("soup", ("hot",)), Dish("rice"))},
    {"allergens": frozenset({"nuts"})},
    {"at": datetime(2024, 1, 1, tzinfo=UTC)},
    {"mood": 1},
    {"note": ("a", "b")},
    {"note": "a"},
]

BAD = [
    ({"meal_id": 7}, "meal_id", "str"),
    ({"meal_id": None}, "meal_id", "str"),
    ({"guests": True}, "guests", "int"),
    ({"guests": 1.0}, "guests", "int"),
    ({"price": "1"}, "price", "a finite float"),
    ({"price": float("nan")}, "price", "a finite float"),
    ({"vegan": 1}, "vegan", "bool"),
    ({"dishes": [Dish("soup")]}, "dishes", "a tuple"),
    ({"dishes": ("soup",)}, "dishes[0]", "Dish"),
    ({"dishes": (Dish("soup"), Dish(3))}, "dishes[1].name", "str"),
    ({"dishes": (Dish("soup", ["hot"]),)}, "dishes[0].tags", "a tuple"),
    ({"dishes": (Dish("soup", ("hot", 1)),)}, "dishes[0].tags[1]", "str"),
    ({"pair": (1,)}, "pair", "a tuple of 2"),
    ({"pair": ("a", 1)}, "pair[0]", "int"),
    ({"allergens": {"nuts"}}, "allergens", "a frozenset"),
    ({"allergens": frozenset({1})}, "allergens{}", "str"),
    ({"at": datetime(2024, 1, 1)}, "at", "a datetime with a time zone or NoneType"),
    ({"size": "small"}, "size", "Size"),
    ({"mood": "bad"}, "mood", "'good' or 1"),
    ({"mood": True}, "mood", "'good' or 1"),
    ({"table": Table("1")}, "table.number", "int"),
    ({"table": 1}, "table", "Table"),
    ({"seat": Seat("1")}, "seat.row", "int"),
    ({"note": ("a", 1)}, "note[1]", "str"),
    ({"note": 1}, "note", "str or a tuple or NoneType"),
    ({"data": bytearray(b"x")}, "data", "bytes"),
]


@pytest.mark.parametrize("fields", GOOD, ids=str)
def test_values_of_the_declared_types_pass(fields):
    validate(MealServed(**fields))


@pytest.mark.parametrize(("fields", "path", "expected"), BAD, ids=lambda value: str(value)[:40])
def test_a_value_of_another_type_is_found_with_its_path(fields, path, expected):
    with pytest.raises(InvalidEvent) as caught:
        validate(MealServed(**fields))
    assert (caught.value.type, caught.value.path) == ("MealServed", path)
    assert sorted(caught.value.expected.split(" or ")) == sorted(expected.split(" or "))


def test_the_sentence_shows_the_value_and_its_type():
    with pytest.raises(InvalidEvent, match=r"MealServed\.guests should be int, got 'two' \(str\)"):
        validate(MealServed(guests="two"))


def test_a_long_value_is_cut():
    with pytest.raises(InvalidEvent) as caught:
        validate(MealServed(guests="x" * 500))
    assert len(caught.value.got) < 80


@pytest.mark.parametrize("thing", [{"meal_id": "m-1"}, Dish("soup"), None, MealServed])
def test_a_value_that_is_not_an_event_is_refused(thing):
    with pytest.raises(InvalidEvent) as caught:
        validate(thing)
    assert caught.value.path == ""


def test_a_nested_class_defined_again_is_told_from_the_one_the_event_knows():
    class Dish(msgspec.Struct, frozen=True):
        name: str

    with pytest.raises(InvalidEvent) as caught:
        validate(MealServed(dishes=(Dish("soup"),)))
    assert "run the cell that defines the event again" in caught.value.expected


def test_an_event_without_fields_is_valid():
    class ShopOpened(Event):
        pass

    validate(ShopOpened())


def test_what_is_said_about_a_type_does_not_hide_the_type() -> None:
    class TableLaid(Event):
        seats: Annotated[tuple[int, ...], msgspec.Meta(title="who sits where")]

    validate(TableLaid(seats=(1, 2)))
    with pytest.raises(InvalidEvent) as refused:
        validate(TableLaid(seats=(1, "two")))  # type: ignore[arg-type]
    assert (refused.value.path, refused.value.expected) == ("seats[1]", "int")
    with pytest.raises(BadDefinition, match="tuple"):

        class TableCleared(Event):
            seats: Annotated[list[int], msgspec.Meta(title="who sat where")]
