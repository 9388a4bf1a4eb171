"""Lesson 00, Start here: the coffee shop, the till that takes every order's money exactly once, and its
enemies."""

from types import SimpleNamespace
from typing import Any

import msgspec

from companion.exercises.budget import call
from companion.exercises.lesson_00_defeat import DEFEAT
from companion.exercises.lesson_00_kernel import KERNEL
from companion.exercises.plain import plain
from companion.exercises.schedules import broken, explored
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Prediction, Seen

TITLE = "Start here"
MINUTES = 20


# ---- 00-coffee -----------------------------------------------------------------------------------

COFFEE = Prediction(
    id="00-coffee",
    question="The barista becomes four times as fast (4 minutes to 1). "
    "When is Ada served in the event-driven shop?",
    choices={"a": "after 3 minutes", "b": "after 5 minutes", "c": "after 6 minutes", "d": "after 9 minutes"},
    answer="c",
    why="Why is it 6 minutes?",
    reasons={
        "a": "the branches add up: cashier and barista and kitchen",
        "b": "the kitchen is still the longest branch, after the counter's minute",
        "c": "it is about the average of the branches",
        "d": "a faster barista makes the whole shop faster",
        "e": "only the kitchen's 5 minutes count",
    },
    reason="b",
    says={
        "a": (
            "adds branches up",
            "You added the branches. They run at the same time; only the longest one decides. "
            "9 is the synchronous shop.",
        ),
        "c": ("average", "Nobody waits for an average. Look at which bar touches the line 'served'."),
        "d": (
            "faster part, faster whole",
            "The barista was done first already. Speeding up a branch that nobody waits for changes nothing.",
        ),
        "e": (
            "forgets the counter",
            "5 is the kitchen alone. "
            "Ada stands at the counter for 1 minute before anybody hears of her order.",
        ),
    },
)


# ---- 00-restart ----------------------------------------------------------------------------------

RESTART = Prediction(
    id="00-restart",
    question="The cell that defined `menu` is deleted and the kernel goes on running. "
    "What does `receipt` do now?",
    choices={
        "a": "it works",
        "b": "it fails at once",
        "c": "it works here, and fails after the next restart",
    },
    answer="c",
    why="Why does it fail only after a restart?",
    reasons={
        "a": "deleting a cell deletes what the cell defined",
        "b": "the kernel remembers names until it is restarted; the page does not matter to it",
        "c": "a restart loses the notebook's text",
        "d": "the notebook file stores what `menu` holds",
    },
    reason="b",
    says={
        "a": (
            "the page is the program",
            "You deleted text. The kernel had run it already and still holds `menu`.",
        ),
        "c": (
            "restart loses work",
            "The text stays. What goes is the kernel's memory: every name that some cell once defined.",
        ),
        "d": (
            "names are saved",
            "The file stores text and printed outputs. Names and values live in the kernel only.",
        ),
    },
    points=0,
)


# ---- 00-till -------------------------------------------------------------------------------------

# Not an Event: the learner's notebook may define its own OrderPlaced, and the registry knows one per name.
OrderPlaced: Any = msgspec.defstruct(
    "OrderPlaced", [("order_id", str), ("customer", str), ("total_cents", int)], frozen=True, kw_only=True
)
ADA = OrderPlaced(order_id="A", customer="Ada", total_cents=450)
BEN = OrderPlaced(order_id="B", customer="Ben", total_cents=450)
CLEO = OrderPlaced(order_id="C", customer="Cleo", total_cents=520)

ONCE = "each order once, in any order"
SAME_PRICE = "two customers, same price, both pay"
REPEATS = "survives repeats, 1,000 schedules"


def _lunch(answer: Any, orders: list[Any]) -> dict[str, Any]:
    """One lunch hour on a fresh till: what it holds afterwards."""
    till = SimpleNamespace(total_cents=0, paid=[])

    def hour() -> None:
        for order in orders:
            answer(till, order)

    outcome = call(hour)
    return {
        "delivered": " ".join(order.order_id for order in orders),
        "holds": plain(till.total_cents),
        "expected": sum(order.total_cents for order in {order.order_id: order for order in orders}.values()),
        "trouble": outcome.trouble,
    }


def _observe_till(answer: Any) -> Seen:
    from companion.lab import Disk

    def owed(till: Any) -> str | None:
        holds, expected = plain(till.total_cents), sum(order.total_cents for order in till.sent)
        return None if holds == expected else f"the till holds {holds}, expected {expected}"

    return {
        "hours": [
            _lunch(answer, [ADA, CLEO]),
            _lunch(answer, [ADA, CLEO]),
            _lunch(answer, [CLEO, ADA]),
        ],
        "twins": _lunch(answer, [ADA, BEN]),
        "found": explored(
            lambda till: lambda order: answer(till, order),
            [ADA, BEN, CLEO],
            owed,
            disk=lambda: Disk(total_cents=0, paid=[]),
            label=lambda order: str(order.order_id),
        ),
    }


def _holds(hour: dict[str, Any]) -> Finding | None:
    if hour["trouble"]:
        return Finding(expected="", evidence=f"your code {hour['trouble']}")
    if hour["holds"] == hour["expected"]:
        return None
    return Finding(
        expected=str(hour["expected"]),
        evidence=f"delivered {hour['delivered']}: the till holds {hour['holds']}",
    )


def _once(seen: Seen) -> Finding | None:
    return next((finding for hour in seen["hours"] if (finding := _holds(hour)) is not None), None)


def _same_price(seen: Seen) -> Finding | None:
    return _holds(seen["twins"])


def _repeats(seen: Seen) -> Finding | None:
    return broken(seen["found"])


def _second_hour_empty(seen: Seen) -> bool:
    first, second, _ = seen["hours"]
    return bool(first["holds"] == first["expected"] and second["holds"] == 0)


def _replaced(seen: Seen) -> bool:
    return bool(
        seen["hours"][0]["holds"] == CLEO.total_cents and seen["hours"][2]["holds"] == ADA.total_cents
    )


TILL = Exercise(
    id="00-till",
    title="take_payment",
    kind="write",
    points=4,
    signature="take_payment(till, event)",
    returns=False,
    observe=_observe_till,
    criteria=(
        Criterion(ONCE, 1, _once),
        Criterion(SAME_PRICE, 1, _same_price),
        Criterion(REPEATS, 2, _repeats),
    ),
    misconceptions=(
        Misconception(
            "dollars",
            ONCE,
            lambda seen: seen["hours"][0]["holds"] == 9.7,
            "You added 4.5. Amounts are whole cents; 0.1 + 0.2 is why.",
        ),
        Misconception(
            "replaces instead of adds",
            ONCE,
            _replaced,
            lambda seen: (
                f"After A and C the till holds {seen['hours'][0]['holds']}, expected 970: "
                "the second order replaced the first."
            ),
        ),
        Misconception(
            "memory outside the till",
            ONCE,
            _second_hour_empty,
            "The second lunch hour charged nobody: your answer still remembers the first. "
            "Keep what you remember in `till`.",
        ),
        Misconception(
            "same price, same order",
            SAME_PRICE,
            lambda seen: seen["twins"]["holds"] == ADA.total_cents,
            "A and B both cost 450 and you charged one. "
            "Equal content is not the same order: what tells them apart?",
        ),
        Misconception(
            "no memory",
            REPEATS,
            lambda seen: seen["found"]["labels"] in (["A", "A"], ["B", "B"], ["C", "C"]),
            "One order came twice and was paid twice. "
            "Networks repeat themselves; what could the till remember?",
        ),
        Misconception(
            "remembers only the last",
            REPEATS,
            lambda seen: (
                len(seen["found"]["labels"]) == 3 and seen["found"]["labels"][0] == seen["found"]["labels"][2]
            ),
            "The repeat came late. One remembered order is not enough.",
        ),
    ),
    hints=(
        "Read the schedule in the report aloud: which delivery should have changed nothing?",
        "Two deliveries of one order carry the same `event.order_id`. "
        "`till.paid` is a list that nobody uses yet.",
        "if event.order_id not in till.paid:\n"
        "    till.paid.append(event.order_id)\n"
        "    ...   # then the line you had",
    ),
)


EXERCISES = (TILL, DEFEAT, KERNEL)
PREDICTIONS = (COFFEE, RESTART)
RECALLS = ()
