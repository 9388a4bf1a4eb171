"""02-smells: a legacy system says only how an order looks before and after; what has happened?"""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

STEPS_EACH: Final = 20_000
HOME, WORK = "5 Elm Street", "9 Mill Lane"
# What happened: (status before, status after, address before, address after).
PAIRS: Final = {
    "accepted": ("placed", "accepted", HOME, HOME),
    "picked up": ("accepted", "picked up", HOME, HOME),
    "delivered": ("picked up", "delivered", HOME, HOME),
    "cancelled": ("placed", "cancelled", HOME, HOME),
    "cancelled after it was accepted": ("accepted", "cancelled", HOME, HOME),
    "redirected": ("placed", "placed", HOME, WORK),
    "redirected on the way": ("picked up", "picked up", HOME, WORK),
    "accepted and redirected": ("placed", "accepted", HOME, WORK),
    "cancelled and redirected": ("accepted", "cancelled", HOME, WORK),
    "nothing": ("accepted", "accepted", HOME, HOME),
    "nothing, after delivery": ("delivered", "delivered", WORK, WORK),
}
STEPS: Final = ("accepted", "picked up", "delivered", "cancelled")
UNCHANGED: Final = ("nothing", "nothing, after delivery")
TWICE: Final = ("accepted and redirected", "cancelled and redirected")
GENERIC_VERBS: Final = frozenset(
    ["updated", "changed", "modified", "edited", "altered", "saved", "stored", "written", "happened"]
)
GENERIC_THINGS: Final = frozenset(
    ["order", "status", "state", "data", "field", "record", "row", "entity", "property", "value", "something"]
)

STEP = "each status step is a fact of its own"
BOTH = "two changes are two facts, in one order"
SILENT = "nothing changed, nothing said"
SAYS = "every name is an event and says what happened"


def _orders(pair: str, turned: bool = False) -> list[dict[str, str]]:
    """Before and after, as the legacy system sends them; `turned`: another order, its fields the other way
    round.
    """
    old, new, there, here = PAIRS[pair]
    both = [
        {"order_id": "order-43" if turned else "order-42", "status": status, "address": address}
        for status, address in ((old, there), (new, here))
    ]
    return [dict(reversed(order.items())) for order in both] if turned else both


def _said(answer: Any, pair: str, turned: bool = False) -> dict[str, Any]:
    """The names the answer gives, or a sentence of trouble."""
    outcome = call(answer, *_orders(pair, turned), steps=STEPS_EACH, watch=True)
    names = plain(outcome.value)
    shown = "nothing changed" if pair in UNCHANGED else pair
    trouble = f"{shown}: your code {outcome.trouble}" if outcome.trouble else ""
    if not trouble and (type(names) is not list or not all(type(name) is str for name in names)):
        trouble = f"{shown}: facts returned {_kind(names)}, wanted is a list of names"
    return {"names": names if not trouble else [], "trouble": trouble}


def _kind(value: object) -> str:
    if type(value) is dict and "set" in value:
        return "a set, which has no order"
    if type(value) is list:
        other = next(each for each in value if type(each) is not str)
        return f"a list that holds {'a dict or an object' if type(other) is dict else in_words(other)}"
    return {type(None): "None", str: "a text"}.get(type(value), "something else")


def _linted(names: list[str]) -> list[dict[str, Any]]:
    from companion.naming import lint, words

    found = []
    for name in dict.fromkeys(names):
        parts = set(words(name))
        verdict = lint(name) if any(letter.isalpha() for letter in name) else None
        found.append(
            {
                "name": name,
                "kind": verdict.kind if verdict else "no name",
                "reason": verdict.reason if verdict else "there is no word in it",
                "generic": bool(parts & GENERIC_VERBS and parts <= GENERIC_VERBS | GENERIC_THINGS),
            }
        )
    return found


def _observe(answer: Any) -> Seen:
    said = {pair: _said(answer, pair) for pair in PAIRS}
    every = [name for each in said.values() for name in each["names"]]
    return {
        "trouble": {pair: each["trouble"] for pair, each in said.items()},
        "names": {pair: each["names"] for pair, each in said.items()},
        "again": {pair: _said(answer, pair, turned=True)["names"] for pair in TWICE},
        "linted": _linted(every[:100]),
    }


def _stuck(seen: Seen, *pairs: str) -> Finding | None:
    """What kept one of `pairs` from being judged; what the first criterion has told is not told again."""
    trouble = next((seen["trouble"][pair] for pair in pairs if seen["trouble"][pair]), "")
    if not trouble:
        return None
    told = any(seen["trouble"][pair] for pair in STEPS)
    return Finding("", "not judged: see above" if told else trouble)


def _steps(seen: Seen) -> Finding | None:
    judged = (*STEPS, "cancelled after it was accepted")
    if trouble := next((seen["trouble"][step] for step in judged if seen["trouble"][step]), ""):
        return Finding("", trouble)
    given: dict[str, str] = {}
    for step in STEPS:
        names = seen["names"][step]
        if len(names) != 1:
            return Finding("one fact", f"{step}: {_told(names)}")
        if names[0] in given:
            return Finding("two different facts", f"{names[0]} stands for {given[names[0]]} and for {step}")
        given[names[0]] = step
    late = seen["names"]["cancelled after it was accepted"]
    return None if len(late) == 1 else Finding("one fact", f"cancelled after it was accepted: {_told(late)}")


def _told(names: list[str]) -> str:
    return ", ".join(names) if names else "no fact at all"


def _two(seen: Seen) -> Finding | None:
    if stuck := _stuck(seen, "redirected", "redirected on the way", *TWICE):
        return stuck
    for pair in ("redirected", "redirected on the way"):
        if len(seen["names"][pair]) != 1:
            return Finding("one fact", f"{pair}: {_told(seen['names'][pair])}")
    for pair in TWICE:
        names = seen["names"][pair]
        if len(set(names)) != 2 or len(names) != 2:
            return Finding("two facts", f"{pair}: {_told(names)}")
        if seen["again"][pair] != names:
            return Finding("", f"{pair}: {_told(names)}, and another time {_told(seen['again'][pair])}")
    firsts = [seen["names"][pair].index(seen["names"]["redirected"][0]) for pair in TWICE if _has(seen, pair)]
    if len(firsts) != 2 or firsts[0] != firsts[1]:
        both = "; ".join(f"{pair}: {_told(seen['names'][pair])}" for pair in TWICE)
        return Finding("address and status in the same order every time", both)
    return None


def _has(seen: Seen, pair: str) -> bool:
    return seen["names"]["redirected"][0] in seen["names"][pair]


def _quiet(seen: Seen) -> Finding | None:
    if stuck := _stuck(seen, *UNCHANGED):
        return stuck
    if not seen["linted"]:
        troubled = any(seen["trouble"].values())
        return Finding(
            "", "not judged: see above" if troubled else "it never says anything, whatever happens"
        )
    for pair in UNCHANGED:
        if seen["names"][pair]:
            return Finding("no fact", f"before and after are equal: {_told(seen['names'][pair])}")
    return None


def _tells(seen: Seen) -> Finding | None:
    if any(seen["trouble"][pair] for pair in (*STEPS, "redirected")):
        return Finding("", "not judged: see above")
    if not seen["linted"]:
        return Finding("", "there is no name to judge yet")
    for each in seen["linted"]:
        if each["name"].split() != [each["name"]]:
            return Finding("one word, such as OrderCancelled", f"{each['name']!r} has a blank in it")
        if each["kind"] != "event":
            return Finding("", f"{each['name']}: the linter calls it {each['kind']}. {each['reason']}")
        if each["generic"]:
            return Finding("", f"{each['name']} says that something happened, and not what")
    return None


def _same_name(seen: Seen) -> str:
    """The one name that stands for several status steps, or ""."""
    names = [name for step in STEPS for name in seen["names"].get(step, [])]
    return next((name for name in names if names.count(name) > 1), "")


def _same_with(*parts: str) -> Callable[[Seen], bool]:
    return lambda seen: any(part in _same_name(seen).lower() for part in parts)


def _one_of_two(seen: Seen) -> bool:
    """Each change is told where it is alone, and one of them where both are there."""
    alone = [seen["names"][pair] for pair in (*STEPS, "redirected", "redirected on the way")]
    single = [name for names in alone for name in names]
    several = [seen["names"][pair] for pair in TWICE]
    return all(alone) and any(len(names) == 1 and names[0] in single for names in several)


def _disguised(seen: Seen) -> str:
    return next((each["name"] for each in seen["linted"] if each["kind"] == "future"), "")


SMELLS = Exercise(
    id="02-smells",
    title="facts",
    kind="write",
    points=5,
    signature="facts(before, after)",
    observe=_observe,
    criteria=(
        Criterion(STEP, 2, _steps),
        Criterion(BOTH, 1, _two),
        Criterion(SILENT, 1, _quiet),
        Criterion(SAYS, 1, _tells),
    ),
    misconceptions=(
        Misconception(
            "property sourcing",
            STEP,
            _same_with("status", "state"),
            lambda seen: f"{_same_name(seen)} names a column. The kitchen asks: accepted or cancelled?",
        ),
        Misconception(
            "one fits all",
            STEP,
            lambda seen: all(_same_name(seen) in seen["names"].get(step, []) for step in STEPS),
            lambda seen: (
                f"{_same_name(seen)} again: the receiver must compare before and after "
                "to learn that the meal was cancelled."
            ),
        ),
        Misconception(
            "first change only",
            BOTH,
            _one_of_two,
            "Address and status changed, and you told one of them. "
            "The driver never heard of the new address, or the kitchen never of its order.",
        ),
        Misconception(
            "one field only",
            BOTH,
            lambda seen: not seen["names"]["redirected"] and not seen["names"]["redirected on the way"],
            "An order moved to another address, and nobody was told. The status is one field of two: the "
            "address may change at any time.",
        ),
        Misconception(
            "noise",
            SILENT,
            lambda seen: bool(seen["names"]["nothing"]),
            "Nothing changed and you published a fact. Someone will act on it.",
        ),
        Misconception(
            "no list for nothing",
            SILENT,
            lambda seen: "returned None" in seen["trouble"]["nothing"] and not seen["trouble"]["accepted"],
            "No facts are an empty list, []. A path that ends without return gives None.",
        ),
        Misconception(
            "passive-aggressive command",
            SAYS,
            lambda seen: bool(_disguised(seen)),
            lambda seen: (
                f"{_disguised(seen)} is an order in disguise: no fact, and one particular receiver in mind."
            ),
        ),
    ),
    hints=(
        "Who is woken by each change: the kitchen, the driver, the customer? What would they call it?",
        "Compare field by field. A changed status has a name for each new value, "
        "a changed address one of its own; collect them in a list.",
        'NAMES = {"accepted": "OrderAccepted", "cancelled": ___, "picked up": ___, "delivered": ___}\n'
        "found = []\n"
        'if before["status"] != after["status"]:\n'
        '    found.append(NAMES[after["status"]])',
    ),
)
