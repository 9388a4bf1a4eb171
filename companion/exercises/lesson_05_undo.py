"""05-undo: an undo takes back what one order did, and leaves alone what others did meanwhile."""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import Plain, close, number, plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ALONE = "alone: the shelf holds 5 again, the till 0"
GRACE = "others order meanwhile, and keep what they have"
PRICE = "the price changes meanwhile, and everybody gets back what they paid"

Move = tuple[Any, ...]  # ("reserve", "Ada", 2), or ("price", 199)
ADA: Final = (("reserve", "order-77", 2), ("charge", "order-77", 2))
GRACES: Final = (("reserve", "order-78", 1), ("charge", "order-78", 1))
ADA_BACK: Final = (("refund", "order-77", 2), ("release", "order-77", 2))
BOBS: Final = (("reserve", "order-79", 2), ("charge", "order-79", 2))
BOB_BACK: Final = (("refund", "order-79", 2), ("release", "order-79", 2))
GRACE_BACK: Final = (("refund", "order-78", 1), ("release", "order-78", 1))

EVENINGS: Final[dict[str, tuple[str, tuple[Move, ...], int, int]]] = {
    "alone": ("Ada orders 2 and is undone", (*ADA, *ADA_BACK), 5, 0),
    "grace": ("Ada orders 2, Grace 1, Ada is undone", (*ADA, *GRACES, *ADA_BACK), 4, 249),
    "ada": ("Ada orders 2, Grace 1, Grace is undone", (*ADA, *GRACES, *GRACE_BACK), 3, 498),
    "both": ("Ada orders 2, Grace 1, both are undone", (*ADA, *GRACES, *ADA_BACK, *GRACE_BACK), 5, 0),
    "falls": ("Ada pays 2 at 249, the price falls to 199, Ada is undone",
              (*ADA, ("price", 199), *ADA_BACK), 5, 0),
    "rises": ("Ada pays 2 at 249, the price rises to 299, Ada is undone",
              (*ADA, ("price", 299), *ADA_BACK), 5, 0),
    "mixed": ("Ada pays 2 at 249, Grace 1 at 199, Ada is undone",
              (*ADA, ("price", 199), *GRACES, *ADA_BACK), 4, 199),
    "late": ("Ada pays 2 at 249, Grace 1 at 199, Grace is undone",
             (*ADA, ("price", 199), *GRACES, *GRACE_BACK), 3, 498),
    "as many": ("Ada pays 2 at 249, Bob 2 at 199, Ada is undone",
                (*ADA, ("price", 199), *BOBS, *ADA_BACK), 3, 398),
    "as many, late": ("Ada pays 2 at 249, Bob 2 at 199, Bob is undone",
                      (*ADA, ("price", 199), *BOBS, *BOB_BACK), 3, 498),
    "between": ("Ada reserves 2 at 249 and pays at 199, then Ada is undone",
                (ADA[0], ("price", 199), ADA[1], *ADA_BACK), 5, 0),
}  # fmt: skip


def _play(answer: Any, moves: tuple[Move, ...]) -> dict[str, Any]:
    """One evening at a new desk: what is on the shelf and in the till afterwards."""

    def evening() -> tuple[object, object]:
        desk = answer()
        for name, *given in moves:
            if name == "price":
                desk.price = given[0]
            else:
                getattr(desk, name)(*given)
        return desk.shelf, desk.till

    outcome = call(evening)
    shelf, till = outcome.value if type(outcome.value) is tuple else (None, None)
    return {"shelf": plain(shelf), "till": plain(till), "trouble": outcome.trouble, "error": outcome.error}


def _observe(answer: Any) -> Seen:
    return {name: _play(answer, moves) for name, (_, moves, _, _) in EVENINGS.items()}


def _judge(*names: str, shelf: bool = True) -> Callable[[Seen], Finding | None]:
    """Whether the till is as it should be after the evenings called `names`, and the shelf, if asked for."""

    def judge(seen: Seen) -> Finding | None:
        for name in names:
            told, _, pieces, money = EVENINGS[name]
            run = seen[name]
            if run["trouble"]:
                return Finding("", f"{told}: your code {run['trouble']}")
            if shelf and not close(run["shelf"], pieces):
                return Finding(str(pieces), f"{told}: shelf {_value(run['shelf'])}")
            if not close(run["till"], money):
                return Finding(str(money), f"{told}: till {_value(run['till'])}")
        return None

    return judge


def _value(value: Plain) -> str:
    return str(value) if type(value) in (int, float) else f"holds no number, but {value!r:.30}"


def _back_to_grace(seen: Seen) -> float:
    """What she got back of her 199; 498 of Ada's and her own were in the till."""
    return 498 + 199 - (number(seen["late"]["till"]) or 0.0)


def _shelf_is_right(seen: Seen) -> bool:
    """What is told is then about the till."""
    return all(close(seen[name]["shelf"], EVENINGS[name][2]) for name in ("grace", "ada", "both"))


UNDO = Exercise(
    id="05-undo",
    title="Desk",
    kind="bug hunt",
    points=4,
    signature="class Desk",
    returns=False,
    observe=_observe,
    gate=(Criterion(ALONE, 0, _judge("alone")),),
    criteria=(
        Criterion(GRACE, 2, _judge("grace", "ada", "both")),
        Criterion(
            PRICE,
            2,
            _judge("falls", "rises", "mixed", "late", "as many", "as many, late", "between", shelf=False),
        ),
    ),
    misconceptions=(
        Misconception(
            "takes nothing back",
            ALONE,
            lambda seen: (
                not seen["alone"]["error"] and [seen["alone"]["shelf"], seen["grace"]["shelf"]] == [3, 2]
            ),
            "Two machines are still set aside for an order that was called off.",
        ),
        Misconception(
            "one piece each",
            ALONE,
            lambda seen: seen["alone"]["shelf"] == 4,
            "Ada ordered 2 and got 1 back. How many it was stands in the call, and in what the order did.",
        ),
        Misconception(
            "restores the picture",
            GRACE,
            lambda seen: seen["grace"]["shelf"] == 5 and seen["both"]["shelf"] == 3,
            "Shelf 5: Grace's machine is for sale again. The picture you put back was taken before she came. "
            "Give back what this order took.",
        ),
        Misconception(
            "as if nobody else had come",
            GRACE,
            lambda seen: (
                seen["grace"]["shelf"] == seen["both"]["shelf"] == 5
                or (_shelf_is_right(seen) and seen["grace"]["till"] == seen["both"]["till"] == 0)
            ),
            "Ada's undo took back what Grace did, too. Take back what this order did, and leave the rest as "
            "it is.",
        ),
        Misconception(
            "caps at what it was",
            GRACE,
            lambda seen: seen["grace"]["shelf"] == 4 and seen["both"]["shelf"] in (3, 4),
            "Right for one of them by luck. What the shelf held earlier says nothing about what it may hold "
            "now: others came and went.",
        ),
        Misconception(
            "remembers one order",
            GRACE,
            lambda seen: seen["grace"]["shelf"] in (2, 3),
            "What Grace did overwrote what Ada did: the desk remembers one order, and two were at work. Keep "
            "it by order.",
        ),
        Misconception(
            "the till as it was",
            GRACE,
            lambda seen: (
                _shelf_is_right(seen) and seen["both"]["till"] == 498 and seen["grace"]["till"] in (0, 498)
            ),
            "The till was put back to a picture, and Grace's payment is not in it, or Ada's still is. Take "
            "out what this order put in.",
        ),
        Misconception(
            "today's price",
            PRICE,
            lambda seen: seen["falls"]["till"] == 100 and seen["rises"]["till"] == -100,
            "Ada paid 498 and got 398 back: 100 stay in the till. An undo needs what was done then, not what "
            "it would be now.",
        ),
        Misconception(
            "the first price for ever",
            PRICE,
            lambda seen: (
                249 in (seen["mixed"]["till"], _back_to_grace(seen))
                and seen["falls"]["till"] == seen["rises"]["till"] == 0
            ),
            "Not everybody paid 249. Grace came when the price was 199, and the desk still counts with the "
            "first one.",
        ),
        Misconception(
            "one price for all",
            PRICE,
            lambda seen: seen["falls"]["till"] == 0 and seen["mixed"]["till"] == 299,
            "The desk remembers the price of the last payment, and that was Grace's. What was paid belongs "
            "to each order.",
        ),
    ),
    hints=(
        "What does this order have to remember, so that its undo needs no picture of the shelf?",
        "Add back, do not set back: how many pieces, how much money, kept for each order by its id.",
        "self.held[order] = pieces and self.paid[order] = pieces * self.price when it is done;\n"
        "self.shelf += self.held.pop(order, 0) when it is undone, and the same for what was paid",
    ),
)
