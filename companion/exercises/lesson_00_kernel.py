"""00-kernel: a function that leans on what the kernel happens to remember, made to stand on its own."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.fresh import elsewhere, left_behind
from companion.exercises.telling import beside
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

TODAY = {"coffee": 250, "bagel": 200, "tea": 180}
TOMORROW = {"coffee": 300, "bagel": 250, "tea": 210}
ORDER = ["coffee", "bagel"]

ALONE = "right from its arguments alone, for two menus"
AGAIN = "a second call gives the same, and changes nothing"


def _twice(answer: Any, menu: dict[str, int], ordered: list[str]) -> dict[str, Any]:
    """Two calls in one fresh kernel with the same order and menu, and one when all costs 10 more."""
    receipt, order, prices = elsewhere(answer), list(ordered), dict(menu)
    first = call(receipt, order, prices)
    second = call(receipt, list(ordered), dict(menu))
    dearer = call(receipt, list(ordered), {item: price + 10 for item, price in menu.items()})
    return {
        "ordered": ", ".join(ordered),
        "first": first.seen(),
        "second": second.seen(),
        "expected": sum(menu[item] for item in ordered),
        "menu_changed": prices != menu,
        "order_changed": order != ordered,
        "left": left_behind(receipt),
        "dearer": dearer.seen(),
        "known": [name for name in _globals(answer) if f"name '{name}' is not defined" in first.error],
    }


def _globals(answer: Any) -> list[str]:
    """The names that the learner's own kernel has for the answer."""
    return list(getattr(answer, "__globals__", {}))


def _observe(answer: Any) -> Seen:
    return {
        "today": _twice(answer, TODAY, ORDER),
        "tomorrow": _twice(answer, TOMORROW, ORDER),
        "hungry": _twice(answer, TODAY, [*ORDER, "coffee"]),
    }


WHEN = {"today": "today's menu", "tomorrow": "tomorrow's menu", "hungry": "today's menu"}


def _alone(seen: Seen) -> Finding | None:
    for when, menu in WHEN.items():
        first, expected, ordered = (seen[when][key] for key in ("first", "expected", "ordered"))
        if first["trouble"]:
            return Finding("", f"in a fresh kernel your code {first['trouble']}")
        if first["value"] != expected:
            returned = beside(first["value"], expected)
            return Finding(str(expected), f"{ordered} from {menu}: it returned {returned}")
    return None


def _again(seen: Seen) -> Finding | None:
    today = seen["today"]
    if today["first"]["value"] != today["expected"]:
        return Finding("", "comes after the first: one call is not right yet")
    if today["menu_changed"] or today["order_changed"]:
        what = "menu" if today["menu_changed"] else "order"
        return Finding("", f"after the call the {what} is not what it was")
    if today["left"]:
        return Finding("", f"after the call the kernel holds a new name, {today['left'][0]}")
    if today["second"]["value"] != today["expected"]:
        returned = beside(today["second"]["value"], today["expected"])
        return Finding(str(today["expected"]), f"the same call once more returned {returned}")
    dearer = today["expected"] + 10 * len(ORDER)
    if today["dearer"]["value"] != dearer:
        returned = beside(today["dearer"]["value"], dearer)
        return Finding(str(dearer), f"the same order, all 10 cents dearer, returned {returned}")
    return None


def _trouble(*parts: str) -> Any:
    return lambda seen: any(part in seen[when]["first"]["trouble"] for when in WHEN for part in parts)


def _of_today(seen: Seen) -> Any:
    return seen["today"]["first"]["value"]


def _right_today(seen: Seen) -> bool:
    return bool(_of_today(seen) == seen["today"]["expected"])


def _fixed(seen: Seen) -> bool:
    return _right_today(seen) and bool(_of_today(seen) == seen["tomorrow"]["first"]["value"])


def _equal_once(seen: Seen) -> bool:
    return _right_today(seen) and bool(_of_today(seen) == seen["hungry"]["first"]["value"])


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
            lambda seen: any(seen[when]["known"] for when in WHEN),
            "That name lives only in your kernel's memory. Restart and it is gone: "
            "pass it in, or make it inside.",
        ),
        Misconception(
            "order and menu swapped",
            ALONE,
            _trouble("list indices must be"),
            "The order comes first, then the menu: `receipt(order, menu)`.",
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
            "one item only",
            ALONE,
            lambda seen: _of_today(seen) in [TODAY[item] for item in ORDER],
            "Two were ordered, one was counted. Does `return` stand inside the loop? "
            "Does the loop reach every item?",
        ),
        Misconception(
            "fixed number",
            ALONE,
            _fixed,
            "Right for this menu, wrong for the next: tomorrow a coffee costs 300.",
        ),
        Misconception(
            "equal things once",
            ALONE,
            _equal_once,
            "Two coffees were charged as one. A set or a dict keeps equal things once; a list keeps both.",
        ),
        Misconception(
            "changes the menu",
            AGAIN,
            lambda seen: bool(seen["today"]["menu_changed"]),
            "The menu belongs to who called you. Work on a copy, or only read it.",
        ),
        Misconception(
            "changes the order",
            AGAIN,
            lambda seen: bool(seen["today"]["order_changed"]),
            "The list belongs to who called you. Go through it with `for`, or work on a copy.",
        ),
        Misconception(
            "leaves a name behind",
            AGAIN,
            lambda seen: bool(seen["today"]["left"]),
            "`global` writes into the kernel's memory, where the next cell finds it. "
            "Without it the name is the function's own.",
        ),
        Misconception(
            "default list",
            AGAIN,
            lambda seen: (
                _right_today(seen) and seen["today"]["second"]["value"] == 2 * seen["today"]["expected"]
            ),
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
