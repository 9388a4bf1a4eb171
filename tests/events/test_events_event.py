"""An event class: frozen, keyword-only, immutable all the way down, found by its name."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
import pytest

from companion.events import BadDefinition, CompanionError, Event, UnknownName, registered
from companion.events import event as event_module


class Line(msgspec.Struct, frozen=True):
    sku: str


class Basket(msgspec.Struct):
    lines: tuple[Line, ...]


class Crate(msgspec.Struct, frozen=True):
    content: list[str]


@dataclass(frozen=True)
class Place:
    city: str


@dataclass
class MovingPlace:
    city: str


class Point(NamedTuple):
    x: int


class Branch(msgspec.Struct, frozen=True):
    twig: Branch | None


class Colour(Enum):
    RED = "red"


class TeaOrdered(Event):
    order_id: str
    lines: tuple[Line, ...] = ()


@pytest.fixture(autouse=True)
def registry_as_it_was():
    """Classes that a test defines are forgotten after it."""
    before = dict(event_module._registry)
    yield
    event_module._registry.clear()
    event_module._registry.update(before)


def define(annotation: Any, module: str = __name__, name: str = "CoffeeOrdered") -> Any:
    return type(Event)(name, (Event,), {"__annotations__": {"field": annotation}, "__module__": module})


def test_an_event_cannot_be_changed():
    with pytest.raises(AttributeError):
        TeaOrdered(order_id="o-1").order_id = "o-2"  # type: ignore[misc]  # the point of the test


def test_an_event_takes_its_fields_by_name_only():
    with pytest.raises(TypeError):
        TeaOrdered("o-1")  # type: ignore[misc]  # the point of the test


def test_a_required_field_may_follow_one_with_a_default():
    class TeaPoured(Event):
        cups: int = 1
        order_id: str

    assert TeaPoured(order_id="o-1").cups == 1


def test_events_are_equal_by_value_and_hash_alike():
    one, other = (TeaOrdered(order_id="o-1", lines=(Line("tea"),)) for _ in range(2))
    assert one == other
    assert len({one, other}) == 1


def test_an_event_prints_as_it_is_written():
    assert repr(TeaOrdered(order_id="o-1")) == "TeaOrdered(order_id='o-1', lines=())"


def test_an_event_is_an_instance_of_event_and_its_class_a_subclass():
    assert isinstance(TeaOrdered(order_id="o-1"), Event)
    assert issubclass(TeaOrdered, Event)
    assert issubclass(Event, Event)


def test_other_structs_are_no_events():
    assert not isinstance(Line("tea"), Event)
    assert not issubclass(Line, Event)


def test_an_event_survives_pickling():
    tea = TeaOrdered(order_id="o-1", lines=(Line("tea"),))
    assert pickle.loads(pickle.dumps(tea)) == tea


@pytest.mark.parametrize(
    ("annotation", "remedy"),
    [
        (list[str], "tuple[X, ...]"),
        (list, "tuple[X, ...]"),
        (Sequence[str], "tuple[X, ...]"),
        (set[str], "frozenset[X]"),
        (dict[str, int], "tuple[tuple[K, V], ...]"),
        (bytearray, "bytes"),
        (Any, "say what it holds"),
        (object, "cannot be written as JSON"),
        (list[str] | None, "tuple[X, ...]"),
        (tuple[list[str], ...], "tuple[X, ...]"),
        (tuple[int, set[int]], "frozenset[X]"),
        (frozenset[tuple[list[int], ...]], "tuple[X, ...]"),
        (Annotated[list[int], "note"], "tuple[X, ...]"),
        (Annotated[list[int], msgspec.Meta(max_length=3)], "tuple[X, ...]"),
        (Basket, "Basket is not frozen"),
        (tuple[Basket, ...], "Basket is not frozen"),
        (Crate, "inside Crate: write tuple[X, ...]"),
        (MovingPlace, "MovingPlace is not frozen"),
    ],
)
def test_a_field_that_could_change_is_refused_and_the_remedy_named(annotation, remedy):
    with pytest.raises(BadDefinition) as caught:
        define(annotation)
    assert caught.value.what == "CoffeeOrdered.field"
    assert remedy in caught.value.problem


@pytest.mark.parametrize(
    "annotation",
    [str, int | None, tuple[Line, ...], tuple[int, str], frozenset[str], datetime, Decimal, bytes, Place,
     Point, Colour, Literal["a", "b"], Annotated[int, msgspec.Meta(gt=0)], tuple[tuple[str, int], ...]],
)  # fmt: skip
def test_a_field_that_cannot_change_is_accepted(annotation):
    made = define(annotation)
    assert registered("CoffeeOrdered") is made


def test_a_refused_class_is_not_registered():
    with pytest.raises(BadDefinition):
        define(list[str])
    with pytest.raises(UnknownName):
        registered("CoffeeOrdered")


def test_a_field_whose_type_is_defined_further_down_is_judged_when_the_event_is_validated():
    late = define("DefinedLater")
    with pytest.raises(NameError):
        event_module.validate(late(field=1))


def test_a_field_found_mutable_only_then_is_refused_then():
    late = define("LateBasket")
    globals()["LateBasket"] = Basket
    try:
        with pytest.raises(BadDefinition):
            event_module.validate(late(field=Basket(())))
    finally:
        del globals()["LateBasket"]


def test_a_struct_that_contains_itself_is_accepted():
    grown = define(Branch)(field=Branch(Branch(None)))
    event_module.validate(grown)


def test_a_cell_run_again_replaces_the_class_of_its_name():
    define(str)
    again = define(int)
    assert registered("CoffeeOrdered") is again


def test_one_name_from_two_modules_is_an_error():
    define(str, module="tea")
    with pytest.raises(BadDefinition) as caught:
        define(str, module="coffee")
    assert caught.value.what == "CoffeeOrdered"
    assert "event of module tea, and module coffee defines it" in caught.value.problem


def test_after_a_refused_second_module_the_first_class_is_still_registered():
    first = define(str, module="tea")
    with pytest.raises(BadDefinition):
        define(str, module="coffee")
    assert registered("CoffeeOrdered") is first


def test_an_unknown_name_is_an_error_that_lists_its_neighbours():
    with pytest.raises(UnknownName) as caught:
        registered("TeaOrderd")
    assert caught.value.name == "TeaOrderd"
    assert "TeaOrdered" in caught.value.known


def test_an_event_does_not_derive_from_another_because_nobody_would_hear_it():
    with pytest.raises(TypeError, match="TeaOrdered would never hear it"):

        class GreenTeaOrdered(TeaOrdered):
            pass


def test_errors_survive_pickling_with_their_evidence():
    error = pickle.loads(pickle.dumps(BadDefinition("TeaOrdered.lines", "write a tuple")))
    assert (error.what, error.problem) == ("TeaOrdered.lines", "write a tuple")
    assert isinstance(error, CompanionError)
