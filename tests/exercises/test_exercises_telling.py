"""Values in words: nobody reads the inside of `plain`, and a type is told where it is the difference."""

import decimal
from types import SimpleNamespace
from typing import Any

import pytest

from companion.exercises.plain import plain
from companion.exercises.telling import LONGEST, beside, in_words, readable
from companion.exercises.todo import TODO


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (950, "950"),
        ("950", "'950'"),
        (None, "None"),
        (True, "True"),
        (decimal.Decimal("0.96"), "0.96"),
        (float("nan"), "nan"),
        (-float("inf"), "-inf"),
        (object(), "something of type object"),
        (KeyError("milk"), "an error, KeyError"),
        (TODO, "TODO"),
        ({"b", "a"}, "{'a', 'b'}"),
        (set(), "set()"),
        ({1: 2}, "{1: 2}"),
        ({"a": [1.5]}, "{'a': [1.5]}"),
        (SimpleNamespace(order_id="A", lines=[1]), "SimpleNamespace(order_id='A', lines=[1])"),
        ([decimal.Decimal("1"), float("nan")], "[1, nan]"),
        (b"abc", "3 bytes"),
    ],
)
def test_a_value_is_told_as_python_shows_it(value: Any, words: str) -> None:
    assert in_words(plain(value)) == words


@pytest.mark.parametrize(
    "value", ["x" * 500, list(range(500)), {str(n): n for n in range(500)}, [["y" * 99]]]
)
def test_a_long_value_is_cut_and_says_so(value: Any) -> None:
    words = in_words(plain(value))
    assert "…" in words
    assert len(words) <= LONGEST + 8


@pytest.mark.parametrize(
    ("value", "expected", "words"),
    [
        ("950", 950, "'950' (a text)"),
        (950.0, 950, "950.0 (a float)"),
        (decimal.Decimal("950.00"), 950, "950.00 (a Decimal or Fraction)"),
        (950, "950", "950 (a number)"),
        ("True", True, "'True' (a text)"),
        ("None", None, "'None' (a text)"),
        (900, 950, "900"),
        ("nine", 950, "'nine'"),
        (950, 950, "950"),
    ],
)
def test_the_type_is_told_where_it_is_the_difference(value: Any, expected: Any, words: str) -> None:
    assert beside(plain(value), expected) == words


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("it gave {'number': '0.96'}", "it gave 0.96"),
        ("it gave {'nan': True}", "it gave nan"),
        ("it gave {'inf': -1} and {'todo': True}", "it gave -inf and TODO"),
        ("it gave [{'object': 'Order'}, 1]", "it gave [something of type Order, 1]"),
        ("it gave {'a': 1}", "it gave {'a': 1}"),
    ],
)
def test_a_sentence_with_the_inside_of_plain_in_it_is_made_readable(text: str, better: str) -> None:
    assert readable(text) == better
