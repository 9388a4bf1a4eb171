"""The examiner of the practice exam: it runs a design by the criteria for a learner's answer, and saves
nothing.

`QUOTED` holds the two answers of CONTENT.md ("Practice Questions") as data. Their points come from running
them: the 40 and the 24 are not written here. The data adds only this to the words of CONTENT: for question 1
the publisher of each event, PaymentDeclined as Payment's other outcome, and one event each for Email,
Analytics and Push; for question 2 None where the answer says *that* and not *how*.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from companion.diagrams import Picture, bars, grid
from companion.diagrams.grid import Word
from companion.exercises.judging import Report, judge, score
from companion.exercises.lesson_15_dinner import DINNER_EXERCISE
from companion.exercises.lesson_15_dinner_read import as_design
from companion.exercises.lesson_15_feed import FEED_EXERCISE
from companion.exercises.lesson_15_feed_read import read
from companion.exercises.lesson_15_feed_runs import BOB, FIFTY, post, world
from companion.exercises.watching import watch
from companion.scenarios.reactions import ORDERS, RATES, Reaction, evening
from companion.scenarios.social_schema import CONTENT_DDL

__all__ = [
    "KEY_WORDS", "LINES", "PRINTED", "QUESTIONS", "QUOTED", "earned", "grade", "margin", "marked", "notes",
    "outages", "reactions", "sheet", "typed",
]  # fmt: skip

_NARROW: Final = 60
_COLUMNS: Final = {
    "paid": "PaymentAuthorized",
    "accepted": "OrderAcceptedByRestaurant",
    "delivered": "OrderDelivered",
}
QUESTIONS: Final = {1: DINNER_EXERCISE, 2: FEED_EXERCISE}

_DINNER: Final[dict[str, Any]] = {
    "events": ["OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant", "DriverAssigned",
               "OrderPickedUp", "OrderDelivered", "OrderRated"],
    "reactions": [
        (ORDERS, "Order", "OrderPlaced"),
        ("OrderPlaced", "Payment", "PaymentAuthorized", "PaymentDeclined"),
        ("PaymentAuthorized", "Restaurant", "OrderAcceptedByRestaurant"),
        ("OrderAcceptedByRestaurant", "Delivery", "DriverAssigned"),
        ("DriverAssigned", "Delivery", "OrderPickedUp"),
        ("OrderPickedUp", "Delivery", "OrderDelivered"),
        (RATES, "Order", "OrderRated"),
        ("PaymentDeclined", "Inventory", "InventoryReleased"),
        ("OrderAcceptedByRestaurant", "Email", "ConfirmationSent"),
        ("OrderPlaced", "Analytics", "OrderLogged"),
        ("DriverAssigned", "Push", "CustomerNotified"),
    ],
    "undo": ["InventoryReleased"],
    "promise": "OrderAcceptedByRestaurant",
    "critical": ["OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant"],
    "later": ["DriverAssigned", "Email", "Analytics", "Push"],
}  # fmt: skip

_FEED: Final[dict[str, Any]] = {
    "write": ["posts"],
    "sync": {"feed": {"PostCreated": None}},
    "questions": {"feed": None},
    "may_be_late": ["feed"],
}

QUOTED: Final = {1: _DINNER, 2: _FEED}
"""The answer to question 1 that was given 40 points, and the one to question 2 that was given 24."""

PRINTED: Final[dict[str, Any]] = {
    **_FEED,
    "tables": [each.strip() for each in CONTENT_DDL],
    "sync": {"feed": {"PostCreated": ["ZADD feed:{follower} {timestamp} {post_data}"]}},
    "questions": {"feed": "ZREVRANGE feed:{reader} 0 49"},
}
"""CONTENT's "Complete CQRS Example", as printed."""

KEY_WORDS: Final[dict[int, dict[str, Any]]] = {
    1: {name: part for name, part in _DINNER.items() if name != "reactions"}
    | {"pattern": "choreography", "why": "saga, fault isolation, idempotent, eventual consistency"},
    2: {"write": "PostgreSQL, ACID, normalized", "read": "Redis sorted set, ZADD", "search": "Elasticsearch",
        "pattern": "CQRS, event-driven, eventual consistency, Kafka"},
}  # fmt: skip
"""An answer with all the right words that cannot be run."""

Said: TypeAlias = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Headings, each with its lines: the words, and the criterion that tests them. A line without words continues
the line above; a line without a criterion is not tested."""

LINES: Final[Mapping[int, Said]] = {
    1: (
        ("What made this answer perfect", (
            ("Event naming (past tense)", "at least five events, and each is a fact"),
            ("Choreography reasoning (decoupled)", "at least four services, and nobody is in charge"),
            ("Understood compensating transactions", "card declined: undone, once"),
            ("", "a good day undoes nothing"),
            ("Separated critical vs non-critical path", "critical is what the promise needs"),
            ("", "what comes later may fail"),
        )),
        ("Its reasoning", (
            ("Service autonomy, fault isolation", "no driver: payment still works"),
        )),
    ),
    2: (
        ("What was right", (
            ("Separate write model and read model", "a post is written while the read models are down"),
            ("", "the feed is read while the write model is down"),
            ("Event-driven sync between models", "the feed shows a post after its event, and not before"),
            ("", "an outage of the feed loses nothing"),
            ("Eventual consistency acceptable", "the feed may be late, and comes right"),
            ("", "what must be true now is not late"),
        )),
        ("What was missing", (
            ("Specific Redis data structures (sorted sets)", "the newest fifty, newest first"),
            ("", "an edit leaves no old words, a deletion nothing"),
            ("Schema details", "tables refuse what cannot be"),
            ("", "an author's followers are found by an index"),
            ("How to handle search (Elasticsearch)", "search finds Paris, and only it"),
            ("How to handle different query patterns", "likes are counted, a repeat once"),
            ("Scale calculations", "number:"),
        )),
        ("Improvement areas", (
            ("More implementation details", "the newest fifty, newest first"),
            ("Concrete examples with code", "an edit leaves no old words, a deletion nothing"),
            ("Specific technology choices", ""),
        )),
    ),
}  # fmt: skip
"""What CONTENT.md says under its two answers, each line with the criterion that tests it."""


def grade(question: int, design: Any) -> Report:
    """The report of a design: one line for each criterion. Raises KeyError for an unknown question."""
    return judge(QUESTIONS[question], design, times=1)


def earned(question: int, design: Any) -> dict[str, int]:
    """The points of each criterion, in order."""
    task = QUESTIONS[question]
    failed = score(task, watch(task, design), times=1).findings
    return {each.name: 0 if each.name in failed else each.points for each in task.criteria}


def reactions(design: Any) -> list[Reaction]:
    """The rows of a design of question 1 that can be run; none for a design that is not written yet."""
    return as_design(dict(design)).rows if isinstance(design, Mapping) else []


def outages(design: Any) -> Picture:
    """Each service of a design of question 1 down for an evening: paid, accepted, delivered, and is it told?

    A design that publishes nothing yet is replaced by the quoted one.
    """
    own = reactions(design) if _runs(design) else []
    rows = own or reactions(QUOTED[1])
    cells: dict[tuple[str, str], Word] = {}
    services = list(dict.fromkeys(row.service for row in rows))
    for service in services:
        found = evening(rows, off=(service,))
        for column, name in _COLUMNS.items():
            cells[service, column] = ("kept", "yes") if name in found.names else ("broken", "no")
        hungry = "PaymentAuthorized" in found.names and "OrderDelivered" not in found.names
        told = ("kept", "yes") if found.woken else ("broken", "nobody")
        cells[service, "somebody is told"] = told if hungry else "no need"
    whose = "your dinner" if own else "the quoted dinner; yours does nothing yet"
    title = "Paid, and no dinner: does anybody hear of it?"
    columns = [*_COLUMNS, "somebody is told"]
    return grid(services, columns, cells, title=title, subtitle=whose, corner="this one is down")


def typed(design: Any) -> None:
    """Print the commands of a design of question 2 for one post of Ada's, and what Bob's feed then returns.

    A design that is not written yet is replaced by the printed example.
    """
    own = isinstance(design, Mapping)
    here = world(read(dict(design) if own else PRINTED))
    print("your commands:" if own else "the printed example; yours is TODO:")
    post(here, 456, 0, "My vacation in Paris #paris #travel")
    here.catch_up()
    here.ask("feed", reader=BOB)
    for line in (*here.typed, *here.troubles):
        print(line)


def sheet(question: int, design: Any, title: str) -> Picture:
    """The points of each criterion as bars; the five numbers of question 2 are one bar."""
    points: dict[str, float] = {}
    for name, given in earned(question, design).items():
        name = "five numbers" if name.startswith("number:") else name
        points[name] = points.get(name, 0) + given
    return bars(points, title=title, unit="points")


def marked(question: int, design: Any) -> None:
    """Print the points of each criterion and what was seen, in narrow lines; the five numbers as one."""
    report = grade(question, design)
    given = earned(question, design)
    for each in QUESTIONS[question].criteria:
        if not each.name.startswith("number:"):
            print(f"{given[each.name]}/{each.points}  {each.name}")
            for line in _seen(report, each.name):
                print(line)
    numbers = [name for name in given if name.startswith("number:")]
    if numbers:
        print(f"{sum(given[name] for name in numbers)}/{len(numbers)}  five numbers")
        for line in next((_seen(report, name) for name in numbers if name in report.findings), []):
            print(line)
    print(f"{report.points} of {report.possible} points")


def _seen(report: Report, name: str) -> list[str]:
    """What was seen where a criterion does not hold, in lines that fit a slide."""
    if name not in report.findings:
        return []
    indent = " " * 5
    evidence = report.findings[name].evidence
    return textwrap.wrap(evidence, _NARROW, initial_indent=indent, subsequent_indent=indent)


def margin(question: int, design: Any) -> None:
    """Print the notes on the margin of a design."""
    there = _runs(design) if question == 1 else bool(design)
    found = notes(question, design) if there else ["nothing to run yet"]
    print(*(found or ["no note on your margin"]), sep="\n")


def _runs(design: Any) -> bool:
    """Whether a design of question 1 publishes anything besides the order itself."""
    return len(evening(reactions(design)).names) > 1


def notes(question: int, design: Any) -> list[str]:
    """Observations of a run that no criterion asks for, as notes on the margin. Worth no points."""
    if not isinstance(design, Mapping):
        return []
    return _dinner_notes(dict(design)) if question == 1 else _feed_notes(dict(design))


def _dinner_notes(given: dict[str, Any]) -> list[str]:
    design = as_design(given)
    rows = design.rows
    good = evening(rows).names
    driver = [row.service for row in rows if row.publishes == "DriverAssigned"][:1]
    late = evening(rows, off=driver)
    said = []
    if "PaymentAuthorized" in late.names and "OrderDelivered" not in late.names and not late.woken:
        said.append("driver off: paid, no dinner, and no event says so")
    if "PaymentAuthorized" in good and not any("Captured" in each or "Processed" in each for each in good):
        said.append("PaymentAuthorized: the money is held, and never captured")
    given_back = [each for each in design.undo if each.endswith("Released")]
    declined = evening(rows, declined=True).names
    if given_back and not any(each.endswith("Reserved") for each in declined):
        said.append(f"{given_back[0]}: nobody had reserved anything")
    if evening(rows).causes("OrderRated"):
        said.append("OrderRated is a reaction: no person was asked for the stars")
    repeated = evening(rows, twice="PaymentAuthorized", once=design.once).names.count("OrderDelivered")
    if repeated > 1:
        said.append(f"PaymentAuthorized comes twice: {repeated} dinners")
    theirs = [row.publishes for row in rows if row.service in design.later]
    told = (*design.critical, *design.later, *theirs)
    unsaid = [each for each in design.events if each in good and each not in told]
    if unsaid:
        said.append(f"neither critical nor later: {', '.join(unsaid)}")
    said += design.slips.get("once", [])
    said += [
        f"once: nobody is called {each}" for each in design.once if each not in {r.service for r in rows}
    ]
    return said


def _feed_notes(given: dict[str, Any]) -> list[str]:
    found = read(given)
    points = earned(2, given)
    said = ["no criterion asks which product keeps a model: only what it answers"]
    if points[FIFTY]:
        here = world(found)
        for place in range(60):
            post(here, 100 + place, place)
        here.catch_up()
        kept = _entries_kept(here)
        if kept >= 60:
            said.append("60 posts, and the feed keeps all of them: it is never trimmed")
    return said


def _entries_kept(here: Any) -> int:
    """The number of entries in the largest sorted set or list of the read models."""
    sizes = []
    for key in here.redis.keys("*"):
        kind = here.redis.type(key)
        if kind in ("zset", "list"):
            sizes.append(here.redis.zcard(key) if kind == "zset" else here.redis.llen(key))
    return max(sizes, default=0)
