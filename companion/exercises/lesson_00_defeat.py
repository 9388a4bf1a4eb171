"""00-defeat: find the shortest list of deliveries that a till with one order's memory charges wrongly."""

from itertools import product
from types import SimpleNamespace
from typing import Any

from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

PRICE = {"A": 450, "B": 450, "C": 520}
"""What the three orders of the lesson cost, in cents."""
CUSTOMER = {"ada": "A", "ben": "B", "cleo": "C"}
MOST = 4

BREAKS = "a list of orders that exist, and the till is wrong afterwards"
SHORTEST = "no shorter list does it"


def remembers_last(till: Any, order_id: str, total_cents: int) -> None:
    """The colleague's till: skips an order that equals the one before it."""
    if till.last != order_id:
        till.last = order_id
        till.total_cents += total_cents


def charged(deliveries: list[str]) -> int:
    """What the colleague's till holds, in cents, after these deliveries."""
    till = SimpleNamespace(last=None, total_cents=0)
    for order_id in deliveries:
        remembers_last(till, order_id, PRICE[order_id])
    return int(till.total_cents)


def owed(deliveries: list[str]) -> int:
    """What it should hold: each order that came, once."""
    return sum(PRICE[order_id] for order_id in PRICE if order_id in deliveries)


def defeats(deliveries: list[str]) -> bool:
    """Whether the till is wrong after these deliveries."""
    return charged(deliveries) != owed(deliveries)


def shortest() -> int:
    """The length of the shortest list that defeats the till, found by trying them all."""
    lengths = (n for n in range(MOST + 1) for tried in product(PRICE, repeat=n) if defeats(list(tried)))
    return next(lengths)


def _observe(answer: Any) -> Seen:
    labels = [_label(each) for each in answer[:50]]
    unknown = [label for label in labels if label not in PRICE]
    legal = not unknown and len(labels) <= MOST
    return {
        "list": " ".join(labels),
        "length": len(answer),
        "unknown": unknown,
        "texts": [each for each in answer[:50] if type(each) is str and each not in PRICE],
        "repeats": len(labels) > len(dict.fromkeys(labels)),
        "charged": charged(labels) if legal else 0,
        "owed": owed(labels) if legal else 0,
        "defeated": legal and defeats(labels),
        "shortest": shortest(),
    }


def _label(each: object) -> str:
    """A delivery as the learner wrote it: a name of an order as it stands, anything else described."""
    if type(each) is str:
        return each if each in PRICE else f'"{each[:20]}"'
    return "TODO" if each is TODO else f"something of type {type(each).__name__}"


def _breaks(seen: Seen) -> Finding | None:
    if seen["unknown"]:
        return Finding("", f"{seen['unknown'][0]} is none of the orders A, B and C")
    if seen["length"] > MOST:
        return Finding(f"at most {MOST}", f"{seen['length']} deliveries")
    if not seen["defeated"]:
        return Finding("", f"delivered {seen['list']}: the till holds {seen['charged']}, and that is right")
    return None


def _smallest(seen: Seen) -> Finding | None:
    if not seen["defeated"]:
        return Finding("", "there is nothing to shorten yet")
    if seen["length"] > seen["shortest"]:
        return Finding("", f"{seen['length']} deliveries, and {seen['shortest']} are enough")
    return None


def _not_texts(seen: Seen) -> bool:
    return bool(seen["unknown"]) and not seen["texts"]


def _several_in_one(seen: Seen) -> bool:
    return any(len([letter for letter in text if letter in PRICE]) > 1 for text in seen["texts"])


def _nearly(text: str) -> str:
    """The order somebody meant who wrote its customer, a small letter or a space too many; "" for none."""
    letter = text.strip().upper()
    return letter if letter in PRICE else CUSTOMER.get(text.strip().lower(), "")


def _meant(seen: Seen) -> str:
    return next((meant for text in seen["texts"] if (meant := _nearly(text))), "")


DEFEAT = Exercise(
    id="00-defeat",
    title="the shortest list",
    kind="break it",
    points=2,
    accepts=(list, tuple),
    example='["A", "B"]',
    blank=([], ()),
    observe=_observe,
    criteria=(Criterion(BREAKS, 1, _breaks), Criterion(SHORTEST, 1, _smallest)),
    misconceptions=(
        Misconception(
            "no list of names",
            BREAKS,
            _not_texts,
            'Each delivery is the name of an order, a text in quotes, in one flat list, such as ["A", "B"].',
        ),
        Misconception(
            "several in one text",
            BREAKS,
            _several_in_one,
            'That is one text, so one delivery. Give each delivery quotes of its own: ["A", "B"].',
        ),
        Misconception(
            "another name",
            BREAKS,
            lambda seen: bool(_meant(seen)),
            lambda seen: f'You probably mean order "{_meant(seen)}": write its name exactly so.',
        ),
        Misconception(
            "faults invent orders",
            BREAKS,
            lambda seen: bool(seen["unknown"]),
            lambda seen: (
                f"Nobody placed an order {seen['unknown'][0]}. Faults repeat, delay and lose messages; "
                "they do not invent them."
            ),
        ),
        Misconception(
            "more is worse",
            BREAKS,
            lambda seen: bool(seen["length"] > MOST),
            "A long list hides what matters. Start from one delivery and add only what changes the total.",
        ),
        Misconception(
            "the case already handled",
            BREAKS,
            lambda seen: bool(seen["repeats"]),
            "Caught: the repeat came straight after the first, the one case the colleague thought of.",
        ),
        Misconception(
            "no repeat",
            BREAKS,
            lambda seen: not seen["repeats"],
            "Nothing repeats, nothing to get wrong.",
        ),
        Misconception(
            "not the smallest",
            SHORTEST,
            lambda seen: bool(seen["defeated"]),
            "It breaks, but a shorter list does too. Small counterexamples are what you will debug at 3 a.m.",
        ),
    ),
    hints=(
        "What does this till remember just before each delivery? Write it down for A, then B.",
        "It compares with one order only: the last. "
        "What if something else comes between an order and its repeat?",
        'Three deliveries: ["A", ___, "A"]',
    ),
)
