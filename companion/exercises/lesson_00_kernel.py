"""00-kernel: a function that leans on what the kernel happens to remember, made to stand on its own."""

import builtins
import copy
from types import FunctionType
from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

TODAY = {"latte": 450, "bagel": 500, "espresso": 250}
TOMORROW = {"latte": 500, "bagel": 550, "espresso": 300}
ORDER = ["latte", "bagel"]

ALONE = "right from its arguments alone, for two menus"
AGAIN = "a second call gives the same, and changes nothing"


def elsewhere(answer: Any) -> Any:
    """The function as a colleague's fresh kernel would have it: no names of this notebook, defaults as new.

    Anything that is not a plain function is returned as it is.
    """
    if type(answer) is not FunctionType:
        return answer
    fresh = tuple(
        type(each)() if type(each) in (list, dict, set) else each for each in answer.__defaults__ or ()
    )
    code, closure = answer.__code__, answer.__closure__
    moved = FunctionType(code, {"__builtins__": builtins}, code.co_name, fresh, closure)
    moved.__kwdefaults__ = copy.deepcopy(answer.__kwdefaults__)
    return moved


def _twice(answer: Any, menu: dict[str, int]) -> dict[str, Any]:
    """Two calls in one fresh kernel, with the same order and menu."""
    receipt, order, prices = elsewhere(answer), list(ORDER), dict(menu)
    first = call(receipt, order, prices, watch=True)
    second = call(receipt, list(ORDER), dict(menu))
    return {
        "first": first.seen(),
        "second": second.seen(),
        "expected": sum(menu[item] for item in ORDER),
        "menu_changed": prices != menu,
        "order_changed": order != ORDER,
    }


def _observe(answer: Any) -> Seen:
    return {"today": _twice(answer, TODAY), "tomorrow": _twice(answer, TOMORROW)}


def _alone(seen: Seen) -> Finding | None:
    for day in ("today", "tomorrow"):
        first, expected = seen[day]["first"], seen[day]["expected"]
        if first["trouble"]:
            return Finding("", f"in a fresh kernel your code {first['trouble']}")
        if first["value"] != expected:
            return Finding(str(expected), f"{day}'s menu: it returned {first['value']}")
    return None


def _again(seen: Seen) -> Finding | None:
    today = seen["today"]
    if today["menu_changed"] or today["order_changed"]:
        return Finding(
            "", f"after the call the {'menu' if today['menu_changed'] else 'order'} is not what it was"
        )
    if today["second"]["trouble"]:
        return Finding("", f"in a fresh kernel your code {today['second']['trouble']}")
    if today["second"]["value"] != today["expected"]:
        return Finding(str(today["expected"]), f"the second call returned {today['second']['value']}")
    return None


def _hidden(seen: Seen) -> bool:
    return any(str(seen[day]["first"]["error"]).startswith("NameError") for day in ("today", "tomorrow"))


def _fixed(seen: Seen) -> bool:
    today, tomorrow = seen["today"], seen["tomorrow"]
    return bool(today["first"]["value"] == today["expected"] == tomorrow["first"]["value"])


def _printed(seen: Seen) -> bool:
    first = seen["today"]["first"]
    return first["value"] is None and str(seen["today"]["expected"]) in str(first["printed"])


KERNEL = Exercise(
    id="00-kernel",
    title="receipt",
    kind="bug hunt",
    points=2,
    signature="receipt(order, menu)",
    observe=_observe,
    criteria=(Criterion(ALONE, 1, _alone), Criterion(AGAIN, 1, _again)),
    misconceptions=(
        Misconception(
            "hidden name",
            ALONE,
            _hidden,
            "That name lives only in your kernel's memory. Restart and it is gone: pass it in.",
        ),
        Misconception(
            "prints, returns nothing",
            ALONE,
            _printed,
            lambda seen: (
                f"You printed {seen['today']['expected']} and returned None. "
                "A program can only use what you return."
            ),
        ),
        Misconception(
            "fixed number",
            ALONE,
            _fixed,
            "Right for this menu, wrong for the next: tomorrow a latte costs 500.",
        ),
        Misconception(
            "changes the menu",
            AGAIN,
            lambda seen: bool(seen["today"]["menu_changed"]),
            "After your call the menu itself costs something else. Work on a copy, or only read it.",
        ),
        Misconception(
            "default list",
            AGAIN,
            lambda seen: seen["today"]["first"]["value"] == seen["today"]["expected"],
            "The second receipt contains the first: a default value is made once, not per call.",
        ),
    ),
    hints=(
        "Which names does `receipt` use that are not among its parameters? "
        "And which of its values outlive a call?",
        "A function that depends on its arguments alone gets the menu as one, and makes its list inside.",
        "def receipt(order, menu):\n    return sum(... for item in order)",
    ),
)
