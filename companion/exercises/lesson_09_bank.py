"""09-bank: a service that may be asked twice, late, and in the wrong order, and moves the money once."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CHARGED = "charged twice: taken once, the same receipt; another key is another payment"
REFUNDED = "refunded twice: given back once, and nobody else's money"
EARLY = "the undo comes first: nothing is given, and the late charge takes nothing"
SLOW = "charge, undo, and the slow charge again: an undone key stays undone"
RECEIPT = "receipt 1"  # what the first `take` of a bank returns
RECEIPTS = {"twice": [RECEIPT, RECEIPT], "third": [RECEIPT, "receipt 2", RECEIPT]}
MOST = 10  # movements on a statement that are looked at

MACHINE, COFFEE, PAPER = 24_900, 450, 700
ADA, GRACE, LUNCH, BEANS, WRAP = "order-77", "order-7", "order-42", "order-8", "the wrap of order-77"
PRICE = {ADA: MACHINE, GRACE: MACHINE, LUNCH: COFFEE, BEANS: COFFEE, WRAP: PAPER}
KEY = {
    ADA: "shop:order-77/charge",
    GRACE: "shop:order-7/charge",
    BEANS: "shop:order-8/charge",
    LUNCH: "shop:order-42/charge-card",
    WRAP: "shop:order-77/charge-wrap",
}


class Scene(NamedTuple):
    """What one bank is asked, in order, and what the statement shows in the end. `+` charges, `-` undoes."""

    asked: tuple[str, ...]
    due: tuple[int, ...]
    criterion: str


SCENES = {
    "twice": Scene(("+order-77", "+order-77"), (MACHINE,), CHARGED),
    "third": Scene((f"+{ADA}", f"+{LUNCH}", f"+{ADA}"), (MACHINE, COFFEE), CHARGED),
    "orders": Scene(("+order-77", "+order-7", "+order-42"), (MACHINE, MACHINE, COFFEE), CHARGED),
    "prices": Scene((f"+{ADA}", f"+{BEANS}"), (MACHINE, COFFEE), CHARGED),
    "wrap": Scene((f"+{ADA}", f"+{WRAP}"), (MACHINE, PAPER), CHARGED),
    "again": Scene(("+order-77", "-order-77", "-order-77"), (MACHINE, -MACHINE), REFUNDED),
    "other": Scene(("+order-77", "+order-42", "-order-42"), (MACHINE, COFFEE, -COFFEE), REFUNDED),
    "unwrapped": Scene(
        (f"+{ADA}", f"+{WRAP}", f"-{WRAP}", f"-{ADA}"), (MACHINE, PAPER, -PAPER, -MACHINE), REFUNDED
    ),
    "never": Scene(("-order-77",), (), EARLY),
    "never, twice": Scene((f"-{ADA}", f"-{ADA}"), (), EARLY),
    "early": Scene(("-order-77", "+order-77"), (), EARLY),
    "stranger": Scene(("+order-77", "-order-42"), (MACHINE,), EARLY),
    "neighbour": Scene((f"+{WRAP}", f"-{ADA}", f"+{ADA}"), (PAPER,), EARLY),
    "both": Scene(("-order-42", "+order-77", "+order-42"), (MACHINE,), EARLY),
    "slow": Scene(("+order-77", "-order-77", "+order-77"), (MACHINE, -MACHINE), SLOW),
    "slower": Scene(("+order-42", "-order-42", "+order-42", "-order-42"), (COFFEE, -COFFEE), SLOW),
}


def _observe(answer: Any) -> Seen:
    pair = list(answer)
    if len(pair) != 2 or not all(callable(each) for each in pair):
        return {"trouble": "wanted are the two functions: charge, refund", "scenes": {}}
    charge, refund = pair
    return {"trouble": "", "scenes": {name: _played(charge, refund, scene) for name, scene in SCENES.items()}}


def _played(charge: Any, refund: Any, scene: Scene) -> dict[str, Any]:
    """Each request meets the bank as it was saved after the last one: the process is another each time."""
    from companion.scenarios.slow_bank import Bank

    saved: tuple[list[int], dict[Any, Any]] = ([], {})
    answers: list[Any] = []
    for asked in scene.asked:
        bank = Bank()
        bank.statement, bank.notes = deepcopy(saved)
        key = KEY[asked[1:]] + ("/undo" if asked[0] == "-" else "")
        outcome = call(refund if asked[0] == "-" else charge, bank, key, PRICE[asked[1:]], expect=True)
        if not outcome.ok:
            return _seen(saved, answers, f"{_words(asked)} {outcome.trouble}", outcome.error)
        answers.append(plain(outcome.value))
        try:
            saved = deepcopy((bank.statement, bank.notes))
        except Exception:
            return _seen(saved, answers, "your notes hold something that cannot be saved")
    return _seen(saved, answers)


def _seen(saved: Any, answers: list[Any], trouble: str = "", error: str = "") -> dict[str, Any]:
    """What was saved at the end: the movements, and whether there is any note."""
    moved, notes = plain(saved[0]), plain(saved[1])
    movements = [each for each in moved if each != 0][:MOST] if type(moved) is list else []
    return {
        "statement": movements,
        "noted": notes not in ({}, [], None),
        "answers": answers,
        "trouble": trouble,
        "error": error.partition(":")[0],
    }


# --- judging ------------------------------------------------------------------------------------------


def _judge(criterion: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        if seen["trouble"]:
            return Finding("", seen["trouble"])
        for name, scene in SCENES.items():
            if scene.criterion == criterion and (finding := _finding(name, seen["scenes"][name])) is not None:
                return finding
        return None

    return judge


def _finding(name: str, seen: dict[str, Any]) -> Finding | None:
    scene = SCENES[name]
    asked = ", ".join(map(_words, scene.asked))
    if seen["trouble"] and not _only_complains(scene, seen):
        return Finding("", f"asked: {asked}: {seen['trouble']}")
    if seen["statement"] != list(scene.due):
        said = f"Ada's statement: {_money(seen['statement'])} (asked: {asked})"
        return Finding(_money(list(scene.due)), said)
    if name in RECEIPTS and seen["answers"] != RECEIPTS[name]:
        returned = ", then ".join(_quoted(each) for each in seen["answers"])
        wanted = f"{RECEIPT!r} twice" if name == "twice" else ", then ".join(map(repr, RECEIPTS[name]))
        return Finding(wanted, f"asked: {asked}; returned: {returned}")
    return None


def _only_complains(scene: Scene, seen: dict[str, Any]) -> bool:
    """Whether the money is right and an error was all: that is judged where the undo comes first, once."""
    return scene.criterion == SLOW and bool(seen["error"]) and seen["statement"] == list(scene.due)


def _words(asked: str) -> str:
    return f"{'undo' if asked[0] == '-' else 'charge'} {asked[1:]}"


def _money(statement: list[Any]) -> str:
    return ", ".join(_dollars(cents) for cents in statement) or "empty"


def _dollars(cents: Any) -> str:
    if type(cents) is not int:
        return "something that is no number of cents"
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100}.{abs(cents) % 100:02}"


def _quoted(value: Any) -> str:
    return repr(value) if value is None or type(value) in (str, int, bool) else f"a {type(value).__name__}"


# --- what people get wrong ----------------------------------------------------------------------------


def _statement(seen: Seen, name: str) -> list[Any]:
    return list(seen["scenes"].get(name, {}).get("statement", []))


def _showed(**statements: list[int]) -> Callable[[Seen], bool]:
    """Whether these scenes ended without trouble and with these statements."""

    def recognise(seen: Seen) -> bool:
        scenes = seen["scenes"]
        return bool(scenes) and all(
            not scenes[name]["trouble"] and scenes[name]["statement"] == due
            for name, due in statements.items()
        )

    return recognise


def _early_charged(seen: Seen) -> bool:
    return _showed(never=[], early=[MACHINE], slow=[MACHINE, -MACHINE])(seen)


def _outside(seen: Seen) -> bool:
    """Whether the first bank was charged at most once, and a fresh one was not charged at all, though it gave
    a receipt and has no note.
    """
    first, fresh = _statement(seen, "twice"), _statement(seen, "again")
    twice = seen["scenes"].get("twice")
    if not twice or twice["trouble"] or twice["noted"] or twice["answers"][0] is None:
        return False
    return first in ([], [MACHINE]) and fresh in ([], [-MACHINE])


def _complains(seen: Seen) -> bool:
    """Whether only requests with nothing to do raised: what comes first is done without an error."""
    scenes = seen["scenes"]
    odd = [name for name in scenes if scenes[name]["error"]]
    return bool(odd) and not {
        "twice",
        "third",
        "orders",
        "prices",
        "wrap",
        "again",
        "other",
        "unwrapped",
    } & set(odd)


def _no_receipt(seen: Seen) -> bool:
    if not _showed(twice=[MACHINE])(seen):
        return False
    first, second = seen["scenes"]["twice"]["answers"]
    return bool(first != second)


BANK = Exercise(
    id="09-bank",
    title="charge, refund",
    kind="bug hunt",
    points=6,
    accepts=(tuple, list),
    example="(charge, refund)",
    observe=_observe,
    criteria=(
        Criterion(CHARGED, 1, _judge(CHARGED)),
        Criterion(REFUNDED, 1, _judge(REFUNDED)),
        Criterion(EARLY, 2, _judge(EARLY)),
        Criterion(SLOW, 2, _judge(SLOW)),
    ),
    misconceptions=(
        Misconception(
            "takes no notes",
            CHARGED,
            _showed(twice=[MACHINE, MACHINE], again=[MACHINE, -MACHINE, -MACHINE]),
            "A saga that was killed asks again, and has no other way to find out. Who was asked before must "
            "know it: write the key down.",
        ),
        Misconception(
            "remembers outside the bank",
            CHARGED,
            _outside,
            "A fresh bank already knew what another had been asked: your memory is not in `bank.notes`. "
            "What stands elsewhere is not saved with the money, and is gone after a crash.",
        ),
        Misconception(
            "the amount is the key",
            CHARGED,
            _showed(orders=[MACHINE, COFFEE], prices=[MACHINE, COFFEE]),
            "Two orders of $249, and one was charged. Equal amounts are not equal requests; that is what "
            "the key is for.",
        ),
        Misconception(
            "the order is the key",
            CHARGED,
            _showed(orders=[MACHINE, MACHINE, COFFEE], wrap=[MACHINE]),
            "Two payments of one order, the machine and its gift wrap, and one was taken. The key names the "
            "step as well: use it whole.",
        ),
        Misconception(
            "no receipt the second time",
            CHARGED,
            _no_receipt,
            "The saga asks again because it never saw the first answer. It must get that one, not "
            "another and not None: keep the answer with the key.",
        ),
        Misconception(
            "looks under the undo's key",
            REFUNDED,
            _showed(slow=[MACHINE], other=[MACHINE, COFFEE]),
            "Nothing was given back: is the charge's note where you look for it? The undo's key is the "
            "charge's with /undo behind it, shop:order-77/charge/undo.",
        ),
        Misconception(
            "strips letters, not an ending",
            REFUNDED,
            _showed(slow=[MACHINE, -MACHINE], other=[MACHINE, COFFEE]),
            'Nothing was given back for shop:order-42/charge-card/undo. `rstrip("/undo")` strips letters, '
            "not an ending, and leaves shop:order-42/charge-car; `removesuffix` takes the ending, whatever "
            "the step is called.",
        ),
        Misconception(
            "gives without looking",
            EARLY,
            _showed(never=[-MACHINE]),
            "An undo is asked whenever something *may* have happened. You gave Ada money she had never "
            "paid: look first whether there was a charge.",
        ),
        Misconception(
            "complains",
            EARLY,
            _complains,
            "A request that finds nothing to do is no error: after a lost answer it is the usual case. "
            "An error in an undo makes the saga STUCK, and somebody's phone rings.",
        ),
        Misconception(
            "forgets what it gave back",
            SLOW,
            _showed(slow=[MACHINE, -MACHINE, MACHINE]),
            "To your charge the slow orchestrator's request looks new: the undo took the note away, or left "
            "one that says nothing. A key that was undone must stay known.",
        ),
        Misconception(
            "no note where nothing was",
            EARLY,
            lambda seen: _early_charged(seen) and not seen["scenes"]["never"]["noted"],
            "The undo found nothing, left no note, and the late charge took the money of an order that was "
            "given up. Also an undo of nothing must be written down.",
        ),
        Misconception(
            "a note that nobody reads",
            EARLY,
            lambda seen: _early_charged(seen) and seen["scenes"]["never"]["noted"],
            "The undo left its note, and the late charge did not look for it: it looks under its own key "
            "only. Before taking money, ask whether this key was undone.",
        ),
    ),
    hints=(
        "For each key there are four cases: nothing, done, undone, and undone before it was done.",
        "The undo must leave a note also where it finds nothing: a tombstone (lesson 06). And a note is "
        "never taken away.",
        "In charge: if key + '/undo' in bank.notes: return None; if key not in bank.notes: bank.notes[key] "
        "= bank.take(cents); return bank.notes[key]. In refund: give only if the charge's key is noted and "
        "this one is not; then note this one, whatever you found.",
    ),
)
