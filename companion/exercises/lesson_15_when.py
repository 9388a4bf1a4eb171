"""15-when: lesson 01's six pairs of near twins again, in other words; for each, events or something simpler.

The five cases for and the four against of CONTENT's "When to Use Event-Driven Architecture" are all in them.
"""

from collections.abc import Callable

from companion.exercises.twins import Twin, criteria, observed
from companion.exercises.words import Exercise, Misconception, Seen

TWINS = {
    "a1": Twin("a newspaper wants to be told of every goal", "events", "told"),
    "a2": Twin("the app opens and shows the score", "http", "opens and shows"),
    "b1": Twin(
        "somebody is hired: four departments do their part", "events", "four departments do their part"
    ),
    "b2": Twin("is this user name free? the form waits", "http", "the form waits"),
    "c1": Twin("keep every sensor reading, for teams that do not exist yet", "events", "do not exist yet"),
    "c2": Twin("the meeting rooms of one office", "crud", "one office"),
    "d1": Twin("one database: take from the gift card, mark the order paid", "transaction", "one database"),
    "d2": Twin("tell the airline that miles were earned", "events", "the airline"),
    "e1": Twin("whoever watches this auction hears of each bid", "events", "whoever watches"),
    "e2": Twin("one page: parcel, invoice and tickets of three services", "gateway", "one page"),
    "f1": Twin("a customer reports damage; an expert looks at it days later", "events", "days later"),
    "f2": Twin("two colleagues ask for the last free parking space at once", "transaction", "the last free"),
}
"""The twelve, as the notebook shows them; a letter is a pair."""

PAIRS = {
    "a": "a  the goals and the score",
    "b": "b  the new colleague and the user name",
    "c": "c  the sensors and the rooms",
    "d": "d  the gift card and the miles",
    "e": "e  the auction and the page",
    "f": "f  the damage and the parking space",
}


def _is(key: str, way: str) -> Callable[[Seen], bool]:
    return lambda seen: bool(seen[key] == way)


def _calls_only(seen: Seen) -> bool:
    return [seen[key] for key in ("a1", "b1", "c1", "e1", "f1")].count("http") >= 2


WHEN = Exercise(
    id="15-when",
    title="events, or something simpler, once more",
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
            '"the form waits": somebody sits there for the reply. An event has none.',
        ),
        Misconception(
            "calls everywhere",
            PAIRS["f"],
            lambda seen: _calls_only(seen) and seen["f1"] == "http",
            "Nobody waits for the expert. With a call, the report is refused whenever the expert is out.",
        ),
        Misconception(
            "who hears it works on it",
            PAIRS["f"],
            _is("f2", "events"),
            "Both hear that the space is free, and both take it. Who is first is decided in one place.",
        ),
        Misconception(
            "a subscription to a question",
            PAIRS["a"],
            _is("a2", "events"),
            "The app asks once and shows the answer. What it would subscribe to it wants to know now.",
        ),
        Misconception(
            "polling for what one is told",
            PAIRS["a"],
            _is("a1", "http"),
            "The newspaper would ask every second whether there was a goal. It wants to be told.",
        ),
        Misconception(
            "events inside one database",
            PAIRS["d"],
            _is("d1", "events"),
            "Card and order lie in one database: all or nothing is one transaction there, and needs no undo.",
        ),
        Misconception(
            "one transaction with a stranger",
            PAIRS["d"],
            _is("d2", "transaction"),
            "The airline has a database of its own, and lets nobody lock its rows. It can be told.",
        ),
        Misconception(
            "the page asks everybody",
            PAIRS["e"],
            _is("e2", "http"),
            "Then every page knows three services and waits for the slowest. A gateway does it in one place.",
        ),
        Misconception(
            "three events for one page",
            PAIRS["e"],
            _is("e2", "events"),
            "Three late answers make no page. Join them in a gateway, or in a read model made beforehand.",
        ),
        Misconception(
            "machinery for a table",
            PAIRS["c"],
            _is("c2", "events"),
            "One office, one table, a form. Who would react to a meeting room?",
        ),
    ),
    hints=(
        "For each one ask first: does somebody stand there and wait for the answer?",
        "Waiting for an answer: http. All or nothing in one database: transaction. Just a table: crud. "
        "Joining several services' data: gateway. Telling whoever cares: events.",
        '"a1": "events", "a2": "http", …   # six of the twelve are events',
    ),
)
