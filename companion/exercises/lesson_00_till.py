"""00-till: one line adds an order's money to the till; a second thought makes it survive repeats."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import msgspec

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import broken, explored
from companion.exercises.telling import beside
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

# Not an Event: the learner's notebook may define its own OrderPlaced, and the registry knows one per name.
OrderPlaced: Any = msgspec.defstruct(
    "OrderPlaced", [("order_id", str), ("customer", str), ("total_cents", int)], frozen=True, kw_only=True
)
# An id has several letters: with one, a list that was given a text's letters would still find it.
ADA = OrderPlaced(order_id="order-A", customer="Ada", total_cents=450)
BEN = OrderPlaced(order_id="order-B", customer="Ben", total_cents=450)
CLEO = OrderPlaced(order_id="order-C", customer="Cleo", total_cents=520)
ADA_AGAIN = OrderPlaced(order_id="order-D", customer="Ada", total_cents=520)
ADA_THE_SAME = OrderPlaced(order_id="order-E", customer="Ada", total_cents=450)

ONCE = "each order once, in any order"
ALIKE = "same price or same customer: each order is paid"
REPEATS = "right after repeats too, 1,000 schedules"

_numbers: Iterator[int] = count(1)


class Till(SimpleNamespace):
    """The learner's till, so that an error about it names a till."""


class _OnDisk:
    """A till that is kept on the lab's disk, which also knows what was sent: that is not the learner's to
    ask."""

    def __init__(self, disk: Any) -> None:
        vars(self)["_disk"] = disk

    def __getattr__(self, name: str) -> Any:
        if name not in ("total_cents", "paid"):
            raise AttributeError(f"'Till' object has no attribute '{name}'")
        return getattr(self._disk, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(self._disk, name, value)


def _unheard_of() -> Any:
    """An order no answer has met, in this check or in an earlier one."""
    return OrderPlaced(order_id=f"N{next(_numbers)}", customer="Nia", total_cents=450)


def _letter(order: Any) -> str:
    """What the report and the drawing call an order: order-A is A."""
    return str(order.order_id).removeprefix("order-")


def _lunch(answer: Any, orders: list[Any], paid: tuple[Any, ...] = ()) -> dict[str, Any]:
    """One lunch hour on a till that holds no money yet: what it holds afterwards, and what the last call gave
    back. `paid` stands in its list already."""
    till = Till(total_cents=0, paid=list(paid))

    def hour() -> object:
        returned = [answer(till, order) for order in orders][-1]
        return None if returned is TODO else returned  # a stub's last line may stay below the learner's own

    outcome = call(hour)
    after = getattr(till, "paid", None)
    return {
        "delivered": " ".join(map(_letter, orders)),
        "holds": plain(getattr(till, "total_cents", None)),
        "expected": sum(order.total_cents for order in {order.order_id: order for order in orders}.values()),
        "trouble": outcome.trouble,
        "returned": plain(outcome.value),
        "printed": outcome.printed,
        "wrote": after != list(paid),
    }


def _only_what_is_paid(answer: Any, hours: list[dict[str, Any]]) -> bool:
    """Whether an answer that charges nobody charges whoever stands in `till.paid` already."""
    if any(hour["trouble"] or hour["holds"] != 0 for hour in hours):
        return False
    held = [_lunch(answer, [CLEO], (mark,)) for mark in (CLEO.order_id, CLEO)]
    return any(hour["holds"] == CLEO.total_cents for hour in held)


def _observe(answer: Any) -> Seen:
    from companion.lab import Disk

    hours = [_lunch(answer, orders) for orders in ([ADA, CLEO], [ADA, CLEO], [CLEO, ADA])]

    def owed(till: Any) -> str | None:
        holds, expected = plain(till.total_cents), sum(order.total_cents for order in till.sent)
        who = " and ".join(order.customer for order in till.sent)
        return (
            None
            if holds == expected
            else f"{who} ordered once, the till holds {beside(holds, expected)}, expected {expected}"
        )

    return {
        "hours": hours,
        "turned": _only_what_is_paid(answer, hours),
        "twins": _lunch(answer, [ADA, BEN]),
        "regular": _lunch(answer, [ADA, ADA_AGAIN]),
        "usual": _lunch(answer, [ADA, ADA_THE_SAME]),
        "again": _lunch(answer, [ADA, ADA]),
        "late": _lunch(answer, [ADA, BEN, ADA]),
        "third": _lunch(answer, [ADA, ADA, ADA]),
        "new": _lunch(answer, [_unheard_of()]),
        "found": explored(
            lambda disk: partial(answer, _OnDisk(disk)),
            [ADA, BEN, CLEO],
            owed,
            disk=lambda: Disk(total_cents=0, paid=[]),
            label=_letter,
        ),
    }


def _holds(hour: dict[str, Any]) -> Finding | None:
    if hour["trouble"]:
        return Finding(expected="", evidence=f"your code {hour['trouble']}")
    if hour["holds"] == hour["expected"]:
        return None
    return Finding(
        expected=str(hour["expected"]),
        evidence=f"delivered {hour['delivered']}: the till holds {beside(hour['holds'], hour['expected'])}",
    )


def _once(seen: Seen) -> Finding | None:
    return next((finding for hour in seen["hours"] if (finding := _holds(hour)) is not None), None)


def _alike(seen: Seen) -> Finding | None:
    finding = _holds(seen["twins"]) or _holds(seen["regular"]) or _holds(seen["usual"])
    if finding and finding == _once(seen):
        return Finding("", "the same")
    return finding


def _repeats(seen: Seen) -> Finding | None:
    finding = broken(seen["found"])
    if finding and _once(seen):
        return Finding("", "comes after the first: already without repeats the till is wrong")
    return finding


# ---- what a wrong answer looks like: read from what was seen, never from the source ----------------


def _raised(*parts: str) -> Any:
    return lambda seen: any(part in seen["hours"][0]["trouble"] for part in parts)


def _a_field_alone(seen: Seen) -> bool:
    """A name of the function's own is added to before it is there, or one like a field's is nowhere."""
    trouble = str(seen["hours"][0]["trouble"])
    fields = ("total_cents", "total", "cents", "paid", "order_id", "customer")
    nowhere = "NameError" in trouble and any(f"'{field}'" in trouble for field in fields)
    return "UnboundLocalError" in trouble or nowhere


def _takes_for_a_set_or_dict(seen: Seen) -> bool:
    """A method that a list has not and a set or dict has, or another use of one; a slip of the fingers is
    none."""
    trouble = str(seen["hours"][0]["trouble"])
    theirs = [name for name in (*dir(set), *dir(dict)) if not hasattr(list, name)]
    return any(f"'list' object has no attribute '{name}'" in trouble for name in theirs) or any(
        part in trouble for part in ("list indices", "can only concatenate list", "does not support item")
    )


def _remembers_elsewhere(seen: Seen) -> bool:
    """An order it has never met is charged; the same one in a new lunch hour is not."""
    new, (_, second, _) = seen["new"], seen["hours"]
    return bool(new["holds"] == new["expected"] and second["holds"] == 0)


def _never_changed(seen: Seen) -> bool:
    hours = [*seen["hours"], seen["new"]]
    return all(not hour["trouble"] and hour["holds"] == 0 for hour in hours)


def _unchanged(seen: Seen) -> str:
    hour = seen["hours"][0]
    if seen["turned"]:
        return (
            "An order that stands in `till.paid` already is charged, a new one is not: your condition is the "
            "wrong way round."
        )
    said = f"You returned {hour['returned']}; nobody stores that. " if hour["returned"] is not None else ""
    said = said or ("Printing a sum does not store it. " if hour["printed"] else "")
    if not said and any(hour["wrote"] for hour in seen["hours"]):
        return (
            "`till.paid` holds something new, and the total is as it was. If you write the order down before "
            "you look for it, you always find it. Is `till.total_cents += …` ever reached?"
        )
    was = "total" if any(hour["wrote"] for hour in seen["hours"]) else "till"
    return f"The {was} is as it was before. {said}Change it itself: `till.total_cents += …`"


def _replaced(seen: Seen) -> bool:
    there, _, back = seen["hours"]
    alone = seen["new"]["holds"] == seen["new"]["expected"]
    return bool(alone and there["holds"] == CLEO.total_cents and back["holds"] == ADA.total_cents)


def _always_the_same(seen: Seen) -> bool:
    there, _, back = seen["hours"]
    return bool(there["holds"] == back["holds"] and there["holds"] in (900, 1040))


def _twice_found(seen: Seen) -> bool:
    return seen["found"]["labels"] in (["A", "A"], ["B", "B"], ["C", "C"])


def _charged_twice(seen: Seen) -> bool:
    return _twice_found(seen) and seen["again"]["holds"] == 2 * ADA.total_cents


def _taken_back(seen: Seen) -> bool:
    return _twice_found(seen) and seen["again"]["holds"] == 0


def _came_late(seen: Seen) -> bool:
    labels = seen["found"]["labels"]
    charged = seen["late"]["holds"] == seen["late"]["expected"] + ADA.total_cents
    return charged and len(labels) == 3 and labels[0] == labels[2] != labels[1]


def _third_time(seen: Seen) -> bool:
    labels = seen["found"]["labels"]
    charged = seen["third"]["holds"] == 2 * ADA.total_cents
    return charged and len(labels) > 2 and len(dict.fromkeys(labels)) == 1


_ABOUT_ERRORS = (
    Misconception(
        "a name of its own",
        ONCE,
        _a_field_alone,
        "A name alone belongs to nobody here. The till's sum is `till.total_cents`, "
        "the order's `event.total_cents`.",
    ),
    Misconception(
        "another field",
        ONCE,
        _raised("'Till' object", "'OrderPlaced' object", "immutable type"),
        "A till has `.total_cents` and `.paid`; an event has `.order_id`, `.customer` and `.total_cents`, "
        "and stays as it is.",
    ),
    Misconception(
        "append gives nothing back",
        ONCE,
        _raised("'NoneType'"),
        "`append` changes the list and returns None. Write `till.paid.append(…)` alone on its line.",
    ),
    Misconception(
        "a list is no set or dict",
        ONCE,
        _takes_for_a_set_or_dict,
        "`till.paid` is a list: `append` puts something in, `in` asks whether it is there.",
    ),
)

_ABOUT_MONEY = (
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
            f"After {seen['hours'][0]['delivered']} the till holds {seen['hours'][0]['holds']}: "
            "the second order replaced the first. `+=` adds; `=` and `=+` replace."
        ),
    ),
    Misconception(
        "memory outside the till",
        ONCE,
        _remembers_elsewhere,
        "A new lunch hour with an empty till charged nobody: your answer still remembers an earlier one. "
        "Keep what you remember in `till`.",
    ),
    Misconception("the total never changes", ONCE, _never_changed, _unchanged),
    Misconception(
        "one price for all",
        ONCE,
        _always_the_same,
        "Both orders were charged the same. Each event brings its own amount: `event.total_cents`.",
    ),
)

_ABOUT_MEMORY = (
    Misconception(
        "same price, same order",
        ALIKE,
        lambda seen: seen["twins"]["holds"] == ADA.total_cents,
        "A and B both cost 450 and you charged one. "
        "Equal content is not the same order: what tells them apart?",
    ),
    Misconception(
        "same customer, same order",
        ALIKE,
        lambda seen: seen["regular"]["holds"] == ADA.total_cents,
        "A and D are two orders of Ada's and you charged one. "
        "A customer may come back: what tells two orders apart?",
    ),
    Misconception(
        "same look, same order",
        ALIKE,
        lambda seen: seen["usual"]["holds"] == ADA.total_cents,
        "A and E are two coffees for Ada and you charged one. "
        "Nothing but the id tells two equal orders apart: `event.order_id`.",
    ),
    Misconception(
        "writes it down, does not find it",
        REPEATS,
        lambda seen: _charged_twice(seen) and seen["again"]["wrote"],
        "Something is in `till.paid`, and the repeat was charged all the same. "
        "Before you add: look there for exactly what you wrote.",
    ),
    Misconception(
        "a repeat takes it back",
        REPEATS,
        _taken_back,
        "The repeat was noticed, and the till gave the money back. It is the same order, told again: "
        "a repeat changes nothing.",
    ),
    Misconception(
        "no memory",
        REPEATS,
        _charged_twice,
        "One order came twice and was paid twice; the till wrote nothing down. "
        "Networks repeat themselves: what could it remember?",
    ),
    Misconception(
        "remembers only the last",
        REPEATS,
        _came_late,
        "The repeat came late. One remembered order is not enough.",
    ),
    Misconception(
        "forgets again",
        REPEATS,
        _third_time,
        "The second delivery was caught, a later one charged again. What is paid stays paid.",
    ),
)

TILL = Exercise(
    id="00-till",
    title="take_payment",
    kind="write",
    points=4,
    signature="take_payment(till, event)",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(ONCE, 1, _once),
        Criterion(ALIKE, 1, _alike),
        Criterion(REPEATS, 2, _repeats),
    ),
    misconceptions=_ABOUT_ERRORS + _ABOUT_MONEY + _ABOUT_MEMORY,
    hints=(
        "Read the schedule in the report aloud: which delivery should have changed nothing?",
        "Two deliveries of one order carry the same `event.order_id`. "
        "`till.paid` is a list that nobody uses yet.",
        "if event.order_id not in till.paid:\n"
        "    till.paid.append(event.order_id)\n"
        "    ...   # then the line you had",
    ),
)
