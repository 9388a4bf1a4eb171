"""01-when: twelve situations in six pairs of near twins; for each, events or something simpler.

All nine cases of CONTENT's "When to Use Event-Driven Architecture" are in them: five to use it (services that
tell each other, an order's workflow, users' activity, notifications, decoupling) and four not to.
"""

from collections.abc import Callable

from companion.exercises.twins import Twin, criteria, observed
from companion.exercises.words import Exercise, Misconception, Seen

TWINS = {
    "a1": Twin("mail the receipt once the order is paid", "events", "once the order is paid"),
    "a2": Twin("show the price of this basket now", "http", "now"),
    "b1": Twin("tell five services that an order was placed", "events", "that an order was placed"),
    "b2": Twin("check that the card is valid before we answer", "http", "before we answer"),
    "c1": Twin("record what users click, for whoever wants it", "events", "for whoever wants it"),
    "c2": Twin("a settings page for one team", "crud", "one team"),
    "d1": Twin("move money between two accounts of one database", "transaction", "one database"),
    "d2": Twin("tell the other bank that money is on its way", "events", "the other bank"),
    "e1": Twin("notify the followers of a new post", "events", "notify"),
    "e2": Twin("one screen: order, driver, invoice of three services", "gateway", "one screen"),
    "f1": Twin("an order is paid: the warehouse ships it hours later", "events", "hours later"),
    "f2": Twin("an order for the last seat on a flight, sold once", "transaction", "last seat … sold once"),
}
"""The twelve, as the notebook shows them; a letter is a pair."""

PAIRS = {
    "a": "a  the receipt and the basket",
    "b": "b  the placed order and the card",
    "c": "c  the clicks and the settings",
    "d": "d  one database and two banks",
    "e": "e  the followers and the screen",
    "f": "f  the warehouse and the last seat",
}


def _is(key: str, way: str) -> Callable[[Seen], bool]:
    return lambda seen: bool(seen[key] == way)


def _calls_only(seen: Seen) -> bool:
    return [seen[key] for key in ("a1", "b1", "c1", "e1", "f1")].count("http") >= 2


WHEN = Exercise(
    id="01-when",
    title="events, or something simpler",
    kind="design",
    points=6,
    accepts=(dict,),
    example='{"a1": "events", "a2": "http"}',
    blank=({},),
    observe=observed(TWINS),
    criteria=criteria(TWINS, PAIRS),
    misconceptions=(
        Misconception(
            "events everywhere",
            PAIRS["b"],
            lambda seen: sum(way == "events" for way in seen.values()) >= 11,
            '"before we answer": someone waits for this reply. An event has no reply.',
        ),
        Misconception(
            "calls everywhere",
            PAIRS["f"],
            lambda seen: _calls_only(seen) and seen["f1"] == "http",
            "Nobody waits for these replies. Each call makes you need the other one now, "
            "as the first shop needed its kitchen.",
        ),
        Misconception(
            "keyword order",
            PAIRS["f"],
            lambda seen: bool(seen["f1"] == seen["f2"] == "events"),
            'Both twins say "order". The deciding words are "last seat" and "sold once": '
            "two buyers must not both hear yes.",
        ),
        Misconception(
            "request and reply over events",
            PAIRS["a"],
            _is("a2", "events"),
            "You can build HTTP out of two events. You would get HTTP with a queue in the middle.",
        ),
        Misconception(
            "events for one database",
            PAIRS["d"],
            _is("d1", "events"),
            "Both accounts live in one database: one transaction does it, all or nothing, "
            "and nobody sees the money in between. Events cannot give you that.",
        ),
        Misconception(
            "one transaction, two banks",
            PAIRS["d"],
            _is("d2", "transaction"),
            "Two banks share no database, and neither lets the other lock its accounts. "
            "One tells the other what happened.",
        ),
        Misconception(
            "query by event",
            PAIRS["e"],
            _is("e2", "events"),
            "Three services asked by event make three late answers. One gateway joins them "
            "(or a read model, lesson 11).",
        ),
        Misconception(
            "the screen calls everybody",
            PAIRS["e"],
            _is("e2", "http"),
            "Then every screen knows three services and waits for the slowest. "
            "A gateway does that in one place.",
        ),
        Misconception(
            "machinery for a form",
            PAIRS["c"],
            _is("c2", "events"),
            "One table, one team, nobody listening: save the form. Who would react to the event?",
        ),
    ),
    hints=(
        "For each one ask first: does somebody stand there and wait for the answer?",
        "Waiting for an answer: http. All or nothing in one database: transaction. Just a form: crud. "
        "Joining several services' data: gateway. Telling whoever cares: events.",
        '"a1": "events", "a2": "http", "b1": "events", ...   # six of the twelve are events',
    ),
)
