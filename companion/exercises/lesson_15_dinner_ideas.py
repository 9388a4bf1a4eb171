"""15-dinner: the wrong ideas that people really have about a choreography, recognised in the evenings."""

from __future__ import annotations

from typing import Final

from companion.exercises.lesson_15_dinner_words import (
    CHAIN,
    CRITICAL,
    DINNER,
    DRIVER,
    FACTS,
    FINE,
    HAPPENS,
    NO_MEAL,
    NOBODY,
    UNDONE,
    bosses,
    meant,
    names,
)
from companion.exercises.words import Misconception, Seen

_DEEDS: Final = ("Reserved", "Held", "Taken", "Allocated", "Assigned", "Redeemed", "Used")


def _star(seen: Seen) -> bool:
    """Whatever of the chain happened has OrderPlaced alone behind it."""
    causes: dict[str, list[str]] = {each[0]: each[2] for each in seen["good"]}
    return all(causes.get(name) == ["OrderPlaced"] for name in (*CHAIN[1:], "OrderDelivered"))


def _mail_in_the_chain(seen: Seen) -> bool:
    """Something that is no part of a dinner stands between the payment and the meal."""
    causes: list[str] = next((each[2] for each in seen["good"] if each[0] == "OrderAcceptedByRestaurant"), [])
    return any("Sent" in name or "Notified" in name or "Mailed" in name for name in causes)


def _driver_at_once(seen: Seen) -> bool:
    causes: dict[str, list[str]] = {each[0]: each[2] for each in seen["good"]}
    dinner = causes.get("OrderDelivered", [])
    unasked = "OrderAcceptedByRestaurant" in causes and "OrderAcceptedByRestaurant" not in dinner
    return "PaymentAuthorized" in dinner and unasked


def _unpaid(seen: Seen) -> bool:
    dinners: list[list[str]] = [each[2] for each in seen["good"] if each[0] == "OrderDelivered"]
    cooked = [causes for causes in dinners if "OrderAcceptedByRestaurant" in causes]
    return bool(cooked) and not any("PaymentAuthorized" in causes for causes in cooked)


def _says_only_yes(seen: Seen) -> bool:
    paid = [row for row in seen["rows"] if row[2] == "PaymentAuthorized"]
    return bool(paid) and not any(row[3] for row in paid) and "PaymentDeclined" not in seen["names"]


def _three_for_delivered(seen: Seen) -> bool:
    listed, needed = set(seen["listed"]["critical"]), set(seen["needed"])
    driven = {"DriverAssigned", "OrderPickedUp", "OrderDelivered"}
    three = "OrderAcceptedByRestaurant" in listed and listed <= needed
    return seen["promise"] == "OrderDelivered" and three and driven <= needed - listed


def _too_many(seen: Seen) -> bool:
    return bool(seen["needed"]) and set(seen["needed"]) < set(seen["listed"]["critical"])


def _declined_is_undo(seen: Seen) -> bool:
    return (
        "PaymentDeclined" in seen["listed"]["undo"] and names(seen, "declined").count("PaymentDeclined") == 1
    )


def _undone_always(seen: Seen) -> bool:
    good, declined = names(seen, "good"), names(seen, "declined")
    causes = [name for each in seen["good"] if each[0] in CHAIN for name in (each[0], *each[2])]
    undone = [name for name in seen["listed"]["undo"] if name not in causes]  # a step to the dinner is none
    return any(name in good and name in declined for name in undone)


def _names_the_deed(seen: Seen) -> bool:
    """`undo` names a reservation that happens on a good day."""
    happened = [name for name in seen["listed"]["undo"] if name in names(seen, "good")]
    return bool(happened) and all(name.endswith(_DEEDS) for name in happened)


def _nothing_given_back(seen: Seen) -> bool:
    """`undo` names nothing, and indeed nothing follows from the refusal."""
    follows = any("PaymentDeclined" in each[2] for each in seen["declined"])
    named = bool(seen["listed"]["undo"]) or "undo" in seen["slips"]
    return bool(seen["rows"]) and not named and not follows


def _unheard(seen: Seen) -> bool:
    """An event of `events` that no row publishes, in a design that has rows."""
    if not seen["rows"] or "events" in seen["slips"]:
        return False
    first = next((name for name in seen["listed"]["events"] if name not in seen["names"]), "")
    return bool(first) and not meant(first, seen["names"])  # else it is a slip of the name


IDEAS: Final = (
    Misconception(
        "an event is a name",
        HAPPENS,
        lambda seen: not seen["rows"] and bool(seen["listed"]["events"]) and "reactions" not in seen["slips"],
        "A list of names is not a design yet: nothing happens until a service has heard something.",
    ),
    Misconception(
        "commands on the bus",
        FACTS,
        lambda seen: any(kind == "command" for kind in seen["kinds"].values()),
        "A command may be refused; who listens to a wish? Say what happened, and let a service react.",
    ),
    Misconception(
        "the circle",
        HAPPENS,
        lambda seen: bool(seen["endless"]),
        "An event leads back to one that it came from. Nobody sees the circle in one row; a run does.",
    ),
    Misconception(
        "everybody hears OrderPlaced",
        DINNER,
        _star,
        "In a star everybody acts at once: it cooks and delivers before anybody knows whether it is paid.",
    ),
    Misconception(
        "a mail became critical",
        CRITICAL,
        _mail_in_the_chain,
        "Nobody cooks until the mail is out. A mail server that is down now closes the restaurant.",
    ),
    Misconception(
        "the driver before the meal",
        DINNER,
        _driver_at_once,
        "A driver is sent when the card is good. The restaurant may still say no, and nobody asks it.",
    ),
    Misconception(
        "the meal does not wait for the money",
        DINNER,
        _unpaid,
        "The restaurant hears of the order, and cooks. That the card was good, or not, it never hears.",
    ),
    Misconception(
        "an orchestra",
        NOBODY,
        lambda seen: bool(bosses(seen)),
        "One service hears every answer and says what comes next. That is orchestration, with events as "
        "calls. Say so, or let the others listen to facts.",
    ),
    Misconception(
        "one service does it all",
        DRIVER,
        lambda seen: 0 < len({each[1] for each in seen["good"]}) < 3 and bool(seen["driver"]),
        "Who sends the drivers takes the payment, too. One outage, and nothing works.",
    ),
    Misconception(
        "payment can only say yes",
        NO_MEAL,
        _says_only_yes,
        "No row says what Payment says instead, so nobody hears of a declined card: the meal was cooked.",
    ),
    Misconception(
        "the refusal undoes itself",
        UNDONE,
        _declined_is_undo,
        "PaymentDeclined says that no money was taken. It gives nothing back: who hears it, and does what?",
    ),
    Misconception(
        "yes and no at once",
        FINE,
        lambda seen: "PaymentDeclined" in names(seen, "good"),
        "A row of its own publishes PaymentDeclined each time. One service says one of two things: "
        "its yes is the third entry of the row, its no the fourth.",
    ),
    Misconception(
        "the deed as its undo",
        FINE,
        _names_the_deed,
        "You named what was done. Its undo is what takes it back: Released for Reserved, Returned for Taken.",
    ),
    Misconception(
        "undone on every order",
        FINE,
        _undone_always,
        "Stock came back on a day when the dinner was eaten. An undo hangs on the refusal, not on the order.",
    ),
    Misconception(
        "nothing to undo",
        UNDONE,
        _nothing_given_back,
        "Who reserved something before the card was asked has to let go of it. Nobody here does.",
    ),
    Misconception(
        "critical without a promise",
        CRITICAL,
        _three_for_delivered,
        "Three events are critical for a dinner that is confirmed. You promised one that is delivered.",
    ),
    Misconception(
        "more is critical than the promise needs",
        CRITICAL,
        _too_many,
        "Critical means that the promise is broken without it. Take one away, and look.",
    ),
    Misconception(
        "somebody will publish it",
        HAPPENS,
        _unheard,
        "An event happens because a row says who publishes it. This one stands in a list.",
    ),
)
"""The most particular first."""
