"""10-deploy: whom a new version of an event breaks, read off its document and the consumers' contracts."""

import copy
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

HARMLESS = "what nobody reads breaks nobody"
GONE = "a field that is gone breaks exactly those who read it"
TYPES = "a type breaks those who cannot read it"
MAYBE = "a field that may be missing is missing one day"
SEVERAL = "several consumers, several fields, in alphabetical order"

Offers = Mapping[str, tuple[str, bool]]
Contracts = Mapping[str, Mapping[str, str]]


class Case(NamedTuple):
    """A change in words, the new document, the contracts, and whom it breaks."""

    says: str
    offers: Offers
    contracts: Contracts
    broken: Mapping[str, list[str]]


DINNER: Final = {
    "order_id": ("string", True),
    "total_cents": ("integer", True),
    "customer": ("string", True),
    "note": ("string", True),
    "weight_kg": ("number", True),
}
READ: Final = {
    "Billing": {"total_cents": "integer", "order_id": "string"},
    "Email": {"order_id": "string", "customer": "string"},
    "Courier": {"weight_kg": "number"},
}
ROW: Final = {"id": ("integer", True), "cust_name": ("string", True), "paid": ("boolean", True)}
ROW_READ: Final = {
    "Analytics": {"id": "integer", "cust_nm": "string"},
    "Ledger": {"paid": "boolean", "id": "integer"},
}


def _but(**changes: tuple[str, bool] | None) -> dict[str, tuple[str, bool]]:
    """The dinner's document with these fields changed; None takes one out."""
    changed = {**DINNER, **changes}
    return {field: told for field, told in changed.items() if told is not None}


TILL: Final = {"Shelf": {"price": "number"}, "Till": {"price": "integer"}}


def _dinner(says: str, broken: Mapping[str, list[str]], **changes: tuple[str, bool] | None) -> Case:
    return Case(says, _but(**changes), READ, broken)


CASES: Final = {
    HARMLESS: (
        _dinner("nothing changes", {}),
        _dinner("tip_cents is new", {}, tip_cents=("integer", True)),
        _dinner("note is dropped", {}, note=None),
        _dinner("note may be missing", {}, note=("string", False)),
        _dinner("total_cents is now with tax", {}),
    ),
    GONE: (
        _dinner("customer is dropped", {"Email": ["customer"]}, customer=None),
        _dinner(
            "total_cents is now amount_cents",
            {"Billing": ["total_cents"]},
            total_cents=None,
            amount_cents=("integer", True),
        ),
        Case("a table's rows, and a column got a better name", ROW, ROW_READ, {"Analytics": ["cust_nm"]}),
    ),
    TYPES: (
        _dinner("weight_kg is now an integer", {}, weight_kg=("integer", True)),
        _dinner("total_cents is now a number", {"Billing": ["total_cents"]}, total_cents=("number", True)),
        _dinner("total_cents is now a string", {"Billing": ["total_cents"]}, total_cents=("string", True)),
        _dinner("customer is now an integer", {"Email": ["customer"]}, customer=("integer", True)),
        _dinner("weight_kg is now a string", {"Courier": ["weight_kg"]}, weight_kg=("string", True)),
        Case("another event, whose price is an integer", {"price": ("integer", True)}, TILL, {}),
        Case("its price is a number", {"price": ("number", True)}, TILL, {"Till": ["price"]}),
    ),
    MAYBE: (
        _dinner("customer may be missing", {"Email": ["customer"]}, customer=("string", False)),
        _dinner("weight_kg may be missing", {"Courier": ["weight_kg"]}, weight_kg=("number", False)),
        _dinner(
            "weight_kg is now an integer and may be missing",
            {"Courier": ["weight_kg"]},
            weight_kg=("integer", False),
        ),
        _dinner(
            "total_cents is now a string and may be missing",
            {"Billing": ["total_cents"]},
            total_cents=("string", False),
        ),
    ),
    SEVERAL: (
        _dinner("order_id is dropped", {"Billing": ["order_id"], "Email": ["order_id"]}, order_id=None),
        _dinner(
            "customer and order_id are dropped",
            {"Billing": ["order_id"], "Email": ["customer", "order_id"]},
            customer=None,
            order_id=None,
        ),
        _dinner(
            "total_cents and order_id are dropped",
            {"Billing": ["order_id", "total_cents"], "Email": ["order_id"]},
            total_cents=None,
            order_id=None,
        ),
    ),
}


def _observe(answer: Any) -> Seen:
    return {name: [_asked(answer, case) for case in cases] for name, cases in CASES.items()}


def _asked(answer: Any, case: Case) -> dict[str, Any]:
    offers = copy.deepcopy(dict(case.offers))
    outcome = call(answer, offers, copy.deepcopy(dict(case.contracts)), watch=True)
    return {
        "says": case.says,
        "got": plain(outcome.value),
        "trouble": outcome.trouble,
        "wanted": dict(case.broken),
    }


def _told(broken: Any) -> str:
    if type(broken) is not dict:
        return f"{in_words(broken, 80)}, which is no dict"
    return "nobody, {}" if broken == {} else in_words(broken, 80)


def _judge(name: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for row in seen[name]:
            if row["trouble"]:
                return Finding("", f"{row['says']}: your code {row['trouble']}")
            if row["got"] != row["wanted"]:
                return Finding(_told(row["wanted"]), f"{row['says']}: you say {_told(row['got'])}")
        return None

    return judge


def _got(seen: Seen, name: str, place: int) -> Any:
    return seen[name][place]["got"]


def _right(seen: Seen, name: str) -> bool:
    return all(row["got"] == row["wanted"] for row in seen[name])


DEPLOY = Exercise(
    id="10-deploy",
    title="breaks",
    kind="design",
    points=6,
    signature="breaks(offers, contracts)",
    observe=_observe,
    criteria=(
        Criterion(HARMLESS, 1, _judge(HARMLESS)),
        Criterion(GONE, 1, _judge(GONE)),
        Criterion(TYPES, 2, _judge(TYPES)),
        Criterion(MAYBE, 1, _judge(MAYBE)),
        Criterion(SEVERAL, 1, _judge(SEVERAL)),
    ),
    misconceptions=(
        Misconception(
            "lists those who stay whole",
            HARMLESS,
            lambda seen: _got(seen, HARMLESS, 0) == {"Billing": [], "Email": [], "Courier": []},
            "Nobody is broken, and three consumers are listed. Whoever reads the result calls three teams.",
        ),
        Misconception(
            "what is ignored breaks",
            HARMLESS,
            lambda seen: (
                type(_got(seen, HARMLESS, 0)) is dict and "note" in str(_got(seen, HARMLESS, 0).get("Email"))
            ),
            "You listed what is offered and not read. To ignore a field is a consumer's right: begin at what "
            "the consumer reads.",
        ),
        Misconception(
            "any change breaks",
            HARMLESS,
            lambda seen: _got(seen, HARMLESS, 0) == {} and bool(_got(seen, HARMLESS, 2)),
            "note is dropped, and nobody reads it. A contract says what is read, not what is there.",
        ),
        Misconception(
            "it is there, and that is all",
            TYPES,
            lambda seen: _right(seen, GONE) and not any(row["got"] for row in seen[TYPES] + seen[MAYBE]),
            "The name is there. 4.5 arrives where Billing counts whole cents, or nothing at all where "
            "Email reads a customer.",
        ),
        Misconception(
            "any type will do",
            TYPES,
            lambda seen: not any(row["got"] for row in seen[TYPES]) and _right(seen, MAYBE),
            "The field is there, every time, and 4.5 arrives where Billing counts whole cents. A contract "
            "names types, too.",
        ),
        Misconception(
            "the rule is turned round",
            TYPES,
            lambda seen: _got(seen, TYPES, 0) == {"Courier": ["weight_kg"]} and not _got(seen, TYPES, 1),
            "Whoever reads numbers can read 3. Whoever reads integers cannot read 4.5. You have it the other "
            "way round.",
        ),
        Misconception(
            "types must be equal",
            TYPES,
            lambda seen: _got(seen, TYPES, 0) == {"Courier": ["weight_kg"]} and bool(_got(seen, TYPES, 1)),
            "Courier reads a number, and 3 is one. An integer where a number is read harms nobody.",
        ),
        Misconception(
            "numbers are numbers",
            TYPES,
            lambda seen: not _got(seen, TYPES, 1) and bool(_got(seen, TYPES, 2)),
            "From integer to number is wider for the writer and too wide for the reader: 4.5 is no integer.",
        ),
        Misconception(
            "what is declared is there",
            MAYBE,
            lambda seen: _right(seen, TYPES) and not _got(seen, MAYBE, 0),
            "Email reads customer, and some messages will have none. May be missing is missing, one day.",
        ),
        Misconception(
            "stops at the first",
            SEVERAL,
            lambda seen: _got(seen, SEVERAL, 0) == {"Billing": ["order_id"]},
            "Billing is told that order_id goes. Email reads it as well, and finds out in production.",
        ),
    ),
    hints=(
        "Begin at the consumer: what does it need, one field after the other?",
        "Three ways to lose a field: it is not there, not always there, or of a type that cannot be read.",
        "got, always = offers.get(field, ('', False))\n"
        "if not always or (got != type and (got, type) != ('integer', 'number')):\n    …   # it is lost",
    ),
)
