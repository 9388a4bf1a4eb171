"""Plain data is what criteria see; nothing of the learner's runs while it is made."""

import collections
import dataclasses
import datetime
import decimal
import fractions
import json
import types
from typing import Any

import msgspec
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.exercises.plain import DEEPEST, LONGEST, MOST, close, number, plain, same
from companion.exercises.todo import TODO


class Boom:
    """Every hook of it is an accident."""

    def _boom(self, *_: Any, **__: Any) -> Any:
        raise AssertionError("the learner's code was run")

    __eq__ = __hash__ = __repr__ = __str__ = __iter__ = __len__ = __bool__ = __getattr__ = _boom  # type: ignore[assignment]  # the point of it


class EqualToEverything:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class LyingList(list[int]):
    def __iter__(self) -> Any:
        raise AssertionError

    def __len__(self) -> int:
        raise AssertionError


class LyingText(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "right"

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class LyingInt(int):
    def __int__(self) -> int:
        return 42

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class LyingDict(dict[str, int]):
    def items(self) -> Any:
        raise AssertionError


class Latte(msgspec.Struct, frozen=True):
    size: str
    price_cents: int


@dataclasses.dataclass
class Order:
    id: str
    lines: list[int]


@dataclasses.dataclass(slots=True)
class SlottedOrder:
    id: str


class Slotted:
    __slots__ = ("unset", "x")

    def __init__(self) -> None:
        self.x = 1


class SlottedAndMore(Slotted):
    def __init__(self) -> None:
        super().__init__()
        self.more = [2]


class Ordinary:
    def __init__(self) -> None:
        self.order_id = "A"

    @property
    def total(self) -> int:
        raise AssertionError("a property was run")


TABLE: list[tuple[str, Any, Any]] = [
    ("None", None, None),
    ("a bool stays a bool", True, True),
    ("an int", 3, 3),
    ("a float", 1.5, 1.5),
    ("text", "latte", "latte"),
    ("a tuple is a list", (1, (2,)), [1, [2]]),
    ("a range is a list", range(3), [0, 1, 2]),
    ("a dict's keys are a list", {"a": 1}.keys(), ["a"]),
    ("a dict's values are a list", {"a": 1}.values(), [1]),
    ("a deque is a list", collections.deque([1, 2]), [1, 2]),
    ("a dict keeps its order", {"b": 1, "a": 2}, {"b": 1, "a": 2}),
    ("a Counter is its counts", collections.Counter("aab"), {"a": 2, "b": 1}),
    ("a dict with other keys is pairs", {1: 2}, {"pairs": [[1, 2]]}),
    ("a set is sorted", {"c", "a", "b"}, {"set": ["a", "b", "c"]}),
    ("a mixed set is sorted too", frozenset({"a", 1}), {"set": ["a", 1]}),
    ("not a number", float("nan"), {"nan": True}),
    ("infinity", -float("inf"), {"inf": -1}),
    ("bytes", b"\x00\xff", {"bytes": "00ff"}),
    ("a Decimal", decimal.Decimal("4.50"), {"number": "4.50"}),
    ("a date", datetime.date(2024, 1, 31), {"time": "2024-01-31"}),
    ("an exception", KeyError("milk"), {"error": "KeyError"}),
    ("a struct", Latte("L", 450), {"type": "Latte", "size": "L", "price_cents": 450}),
    ("a dataclass", Order("o-1", [1]), {"type": "Order", "id": "o-1", "lines": [1]}),
    ("a slotted dataclass", SlottedOrder("o-1"), {"type": "SlottedOrder", "id": "o-1"}),
    ("a namespace", types.SimpleNamespace(a=1), {"type": "SimpleNamespace", "a": 1}),
    ("an object with slots", Slotted(), {"type": "Slotted", "unset": None, "x": 1}),
    ("slots and a dict", SlottedAndMore(), {"type": "SlottedAndMore", "unset": None, "x": 1, "more": [2]}),
    ("an object that stores something", Ordinary(), {"type": "Ordinary", "order_id": "A"}),
    ("a defaultdict is a dict", collections.defaultdict(list, a=[1]), {"a": [1]}),
    ("a namedtuple is a tuple", collections.namedtuple("Pair", "a b")(1, 2), [1, 2]),
    ("numpy's truth value", numpy.bool_(True), True),
    ("numpy's integer", numpy.int64(3), 3),
    ("numpy's float", numpy.float32(0.5), 0.5),
    ("numpy's array", numpy.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
    ("numpy's number that Python has none for", numpy.longdouble(1), {"object": "longdouble"}),
    ("TODO", TODO, {"todo": True}),
    ("a huge int", 10**5000, {"object": "a huge int"}),
    ("a long text", "a" * (LONGEST + 1), "a" * LONGEST + "…"),
    ("a long text beyond ASCII", "é" * (LONGEST + 1), "é" * LONGEST + "…"),
    ("an object that explodes", Boom(), {"object": "Boom"}),
    ("an object equal to everything", EqualToEverything(), {"object": "EqualToEverything"}),
    ("a list that lies", LyingList([1, 2]), [1, 2]),
    ("text that lies", LyingText("wrong"), "wrong"),
    ("an int that lies", LyingInt(3), 3),
    ("a dict that lies", LyingDict(a=1), {"a": 1}),
    ("a read-only dict is what it shows", types.MappingProxyType({"a": (1,)}), {"a": [1]}),
    ("a read-only dict that lies", types.MappingProxyType(LyingDict(a=1)), {"a": 1}),
    ("a function", len, {"object": "builtin_function_or_method"}),
    ("a lone surrogate", "a\ud800", "a?"),
]


@pytest.mark.parametrize(("value", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_each_kind_of_value_has_its_plain_form(value: Any, expected: Any) -> None:
    found = plain(value)
    assert same(found, expected)
    assert type(found) is type(expected)


def test_subclasses_come_out_as_the_builtin_type_itself() -> None:
    assert type(plain(LyingText("x"))) is str
    assert type(plain(LyingInt(1))) is int
    assert type(plain(LyingList())) is list


def test_a_cycle_ends() -> None:
    cycle: list[Any] = [1]
    cycle.append(cycle)
    assert plain(cycle) == [1, {"cut": "cycle"}]


def test_the_same_object_twice_is_no_cycle() -> None:
    shared = [1]
    assert plain([shared, shared]) == [[1], [1]]


def test_depth_is_bounded() -> None:
    deep: list[Any] = []
    for _ in range(10 * DEEPEST):
        deep = [deep]
    assert json.dumps(plain(deep)).count("[") == DEEPEST


def test_the_size_of_one_long_list_is_bounded() -> None:
    assert len(json.dumps(plain([0] * 10 * MOST))) < 5 * MOST


def test_a_list_without_end_costs_its_neighbours_nothing_and_says_that_it_was_cut() -> None:
    found = plain({"heard": [0] * 10 * MOST, "trouble": "stopped", "lists": [[1]]})
    assert type(found) is dict
    assert list(found) == ["heard", "trouble", "lists"]
    assert found["trouble"] == "stopped"
    assert found["heard"][-1] == found["lists"] == {"cut": "size"}  # type: ignore[index]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (decimal.Decimal("0.96"), 0.96),
        (fractions.Fraction(1, 4), 0.25),
        (decimal.Decimal("NaN"), None),
        (decimal.Decimal("1e999"), None),
        (True, None),
        ("0.96", None),
    ],
)
def test_exact_numbers_are_numbers(value: Any, expected: float | None) -> None:
    assert number(plain(value)) == expected


def test_the_size_of_all_lists_together_is_bounded() -> None:
    assert len(json.dumps(plain([[0] * MOST, [0] * MOST]))) < 5 * MOST


def test_a_generator_is_not_run() -> None:
    assert plain(n for n in [1]) == {"object": "generator"}


def test_a_property_is_not_run() -> None:
    class Tempting:
        @property
        def __dict__(self) -> Any:  # type: ignore[override]  # the learner may write this
            raise AssertionError

    assert plain(Tempting()) == {"object": "Tempting"}


def test_a_metaclass_is_not_asked() -> None:
    class Meta(type):
        def __getattribute__(cls, name: str) -> Any:
            raise AssertionError(name)

    class Tempting(metaclass=Meta):
        pass

    assert plain(object.__new__(Tempting)) == {"object": "Tempting"}


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.tuples(inner, inner)
        | st.frozensets(st.integers() | st.text())
    ),
)


@given(_values)
def test_plain_data_survives_json_and_is_its_own_plain_form(value: Any) -> None:
    found = plain(value)
    assert same(json.loads(json.dumps(found, allow_nan=False)), found)
    assert same(plain(found), found)


def test_same_tells_types_apart() -> None:
    assert same([1], [1])
    assert not same(True, 1)
    assert not same(1.0, 1)


def test_close_takes_numbers_and_nothing_else() -> None:
    assert close(0.1 + 0.2, 0.3)
    assert close(1, 1.0)
    assert not close(True, 1.0)
    assert not close("1", 1.0)
    assert not close(plain(float("nan")), 0.0)
    assert not close(None, 0.0)


def test_number_is_none_for_what_is_no_finite_number() -> None:
    assert number(3) == 3.0
    assert [number(plain(v)) for v in (True, "3", float("inf"), None, 10**400)] == [None] * 5
