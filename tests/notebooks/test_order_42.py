"""order-42 is one story: every lesson tells a part of it, of one customer and one sum."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from companion.classroom.execute import ROOT

LESSONS = [path.stem[:2] for path in sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))]
PAID = ("00", "05", "06", "07", "08", "09", "10", "11", "14", "15")
"""The lessons in which the sum is said."""

ELSEWHERE = re.compile(r"order-77|\$249|24[_,]?900|\bGrace\b")
"""The coffee machine's order and the rival: they have stories of their own."""


@cache
def told(lesson: str) -> str:
    """What the solved lesson says and prints in its cells about order-42."""
    [path] = (ROOT / "notebooks" / "solutions").glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    mine = [cell for cell in cells if cell["id"].startswith("order-42")]
    return "\n".join("".join(cell["source"]) + "\n" + printed(cell) for cell in mine)


def printed(cell: dict[str, Any]) -> str:
    shown = (out.get("text") or out.get("data", {}).get("text/plain", "") for out in cell.get("outputs", ()))
    return "\n".join("".join(text) for text in shown)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_tells_its_part_of_order_42_and_of_no_other(lesson: str) -> None:
    assert "order-42" in told(lesson)
    assert ELSEWHERE.findall(told(lesson)) == []


@pytest.mark.parametrize("lesson", PAID)
def test_ada_pays_450_cents_whenever_the_sum_is_said(lesson: str) -> None:
    assert re.search(r"\b450\b|\b4\.50?\b", told(lesson))
