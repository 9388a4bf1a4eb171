"""A function elsewhere knows what its own cell brings, and nothing that other cells or earlier calls left."""

import functools
import linecache
import math
from typing import Any

import pytest

from companion.exercises.fresh import elsewhere, forgetting, kept_by, left_behind

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


def keeping() -> Any:
    known: dict[str, int] = {"before": 1}

    def keeps(key: str) -> dict[str, int]:
        known[key] = 1
        return known

    return keeps


def keeps_in_a_default(key: str, known: list[str] = []) -> list[str]:  # noqa: B006  the memory of an answer
    known.append(key)
    return known


def keeps_in_a_named_default(key: str, *, known: list[str] = []) -> list[str]:  # noqa: B006  as above
    known.append(key)
    return known


class Keeper:
    def __init__(self) -> None:
        self.known: list[str] = []

    def keeps(self, key: str) -> list[str]:
        self.known.append(key)
        return self.known


def test_what_an_answer_keeps_in_a_closure_an_object_or_a_default_is_forgotten() -> None:
    inner = keeping()
    for answer, before in (
        (inner, {"before": 1}),
        (Keeper().keeps, []),
        (functools.partial(keeping(), "m1"), {"before": 1}),
        (lambda key: inner(key), {"before": 1}),
        (keeps_in_a_default, []),
        (keeps_in_a_named_default, []),
    ):
        forget = forgetting(answer)
        kept = answer() if isinstance(answer, functools.partial) else answer("m1")
        assert kept != before
        forget()
        assert kept == before


def test_what_other_cells_hold_is_not_the_answer_s_memory() -> None:
    places, cells = kept_by(keeping())
    assert [name for _, name, _ in places] == []
    assert [cell.cell_contents for cell in cells] == [{"before": 1}]
