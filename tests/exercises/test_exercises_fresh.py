"""A function elsewhere knows what its own cell brings, and nothing that other cells or earlier calls left."""

import functools
import linecache
import math
from typing import Any

import pytest

from companion.exercises.fresh import elsewhere, left_behind

menu = {"coffee": 250}


def leaning(order: list[str], lines: list[int] = []) -> int:  # noqa: B006  the bug of an exercise
    for item in order:
        lines.append(menu[item])
    return sum(lines)


def price(menu: dict[str, int], item: str) -> int:
    return menu[item]


def with_a_helper(order: list[str], menu: dict[str, int]) -> int:
    return math.floor(sum(price(menu, item) for item in order))


def calls_itself(order: list[str], menu: dict[str, int]) -> int:
    return menu[order[0]] + calls_itself(order[1:], menu) if order else 0


def writes_a_name(order: list[str], menu: dict[str, int]) -> int:
    global lines
    lines = [menu[item] for item in order]
    return sum(lines)


class Receipt:
    def __call__(self, order: list[str], menu: dict[str, int]) -> int:
        return sum(menu[item] for item in order)

    def method(self, order: list[str], menu: dict[str, int]) -> int:
        return self(order, menu)


class LeansToo:
    def __call__(self, order: list[str]) -> int:
        return sum(menu[item] for item in order)


def test_it_knows_neither_other_cells_nor_its_earlier_calls() -> None:
    assert leaning(["coffee"]) == 250
    with pytest.raises(NameError):
        elsewhere(leaning)(["coffee"])
    assert elsewhere(leaning).__defaults__ == ([],)
    assert leaning.__defaults__ == ([250],)


@pytest.mark.parametrize(
    "answer",
    [
        with_a_helper,
        calls_itself,
        functools.partial(with_a_helper),
        Receipt(),
        Receipt().method,
        lambda order, menu: sum(map(menu.get, order)),
    ],
    ids=["imports and helpers of its cell", "itself", "a partial", "an object", "a method", "a lambda"],
)
def test_what_its_own_cell_brings_belongs_to_it(answer: Any) -> None:
    assert elsewhere(answer)(["tea", "tea"], {"tea": 300}) == 600


@pytest.mark.parametrize("answer", [functools.partial(leaning), LeansToo()])
def test_a_name_of_another_cell_is_missing_however_it_is_wrapped(answer: Any) -> None:
    with pytest.raises(NameError):
        elsewhere(answer)(["coffee"])


def test_what_is_no_function_comes_back_as_it_is() -> None:
    assert elsewhere(len) is len
    assert elsewhere(3) == 3


def test_a_name_it_leaves_in_the_kernel_is_found_and_not_in_ours() -> None:
    moved = elsewhere(writes_a_name)
    assert left_behind(moved) == []
    moved(["tea"], {"tea": 300})
    assert left_behind(moved) == ["lines"]
    assert "lines" not in globals()
    assert left_behind(len) == []


def test_a_cell_that_cannot_be_read_brings_the_function_alone() -> None:
    cell = "%matplotlib inline\nimport math\ndef receipt(order, menu):\n    return math.pi\n"
    linecache.cache["cell-7"] = (len(cell), None, cell.splitlines(keepends=True), "cell-7")
    names: dict[str, Any] = {"math": math}
    exec(compile(cell.partition("\n")[2], "cell-7", "exec"), names)
    with pytest.raises(NameError):
        elsewhere(names["receipt"])([], {})
