"""08-handle: read, fold, decide, append, in the order in which nobody is paid money that is not there."""

import re
from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.lesson_08_money import dollars
from companion.exercises.strike import Striking
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ALONE = "alone, Ada is paid $400 and $100 stay in the account"
RACED = "another machine pays $400 in between: the account never goes below $0"
OTHER = "somebody pays $100 in, in between: Ada gets her $400 all the same"
REFUSED = "if there is not enough, Ada hears Overdrawn, at once"

WHERE: Final = {"read": "after read_events", "append": "before append"}
"""Where somebody else acts: right after the first read, and right before the first append."""
STEPS: Final = 20_000

Scene = dict[str, Any]


def _read(answer: Any) -> list[str]:
    """The letters somebody gave, as a list, a tuple or one text; at most 40 of them."""
    given = [answer] if type(answer) is str else list(answer)
    parts = [each for item in given for each in (item if type(item) is str else [type(item).__name__])]
    return [each.lower() for each in parts if each.strip(" ,\n")][:40]


def _observe(answer: Any) -> Seen:
    from companion.scenarios.handle_lines import LINES, function

    letters = _read(answer)
    seen: Seen = {"letters": letters, "problem": ""}
    unknown = next((each for each in letters if each not in LINES), "")
    if unknown:
        kind = f"the letters are texts, such as 'a'; one of yours is of type {unknown}"
        return {**seen, "problem": kind if len(unknown) > 1 else f"no line has the letter {unknown!r}"}
    try:
        handle = function(letters)
    except SyntaxError as error:
        return {**seen, "problem": f"{_at(letters, error.lineno or 0)}{type(error).__name__}: {_told(error)}"}
    return {**seen, **_scenes(handle, letters)}


def _told(error: SyntaxError) -> str:
    """Python's sentence, without the line numbers that nobody sees."""
    return re.sub(r" on line \d+", "", error.msg)


def _scenes(handle: Callable[..., Any], letters: list[str]) -> dict[str, Scene]:
    from companion.scenarios.bank_events import Deposit, Withdraw

    found = {"alone": _play(handle, letters, 40_000), "poor": _play(handle, letters, 90_000)}
    for name, where in WHERE.items():
        found[f"raced {name}"] = _play(handle, letters, 40_000, where, Withdraw(40_000))
        found[f"other {name}"] = _play(handle, letters, 40_000, where, Deposit(10_000))
    return found


def _play(
    handle: Callable[..., Any], letters: list[str], cents: int, where: str = "", other: Any = None
) -> Scene:
    """Ada asks for `cents` of $500; at `where` somebody else does `other` first."""
    from companion.events import VirtualClock
    from companion.scenarios.bank import FIVE_HUNDRED, bank, five_hundred
    from companion.scenarios.bank_events import Withdraw
    from companion.sourcing import Decider, MemoryStore, replay
    from companion.sourcing import handle as ours

    store = MemoryStore(clock=VirtualClock())
    five_hundred(store)
    asked: list[object] = []

    def decide(command: Any, account: Any) -> Any:
        asked.append(command)
        return bank.decide(command, account)

    def acts(_: str) -> None:
        ours(store, FIVE_HUNDRED, bank, other)

    shop = Striking(store, 1 if where else 0, acts, where)
    ada = Decider(bank.initial, decide, bank.evolve)
    outcome = call(handle, shop, FIVE_HUNDRED, ada, Withdraw(cents), steps=STEPS, expect=True)
    return {
        "balance": replay(store, FIVE_HUNDRED, bank).balance_cents,
        "error": outcome.error,
        "stopped": outcome.stopped,
        "trouble": _trouble(letters, outcome.error, outcome.where) if not outcome.stopped else "",
        "asked": len(asked),
        "reads": shop.names.count(WHERE["read"]),
        "appends": shop.names.count(WHERE["append"]),
    }


def _at(letters: list[str], lineno: int) -> str:
    """Which of the learner's lines a line number means; the first line is the `def`."""
    place = lineno - 2
    return f"at {letters[place]}: " if 0 <= place < len(letters) else "at the end: "


def _trouble(letters: list[str], error: str, where: str) -> str:
    """An error that is neither the bank's no nor the store's, with the letter of its line."""
    if not error or error.startswith(("Overdrawn", "ConcurrencyError")):
        return ""
    line = re.match(r"line (\d+)", where)
    return f"{_at(letters, int(line[1])) if line else ''}{error}"


def _broken(seen: Seen, *names: str) -> Finding | None:
    """The finding for lines that are no program, or raise what nobody meant, or never end."""
    if seen["problem"]:
        return Finding("", seen["problem"])
    for name in names:
        scene = seen[name]
        if scene["trouble"]:
            return Finding("", scene["trouble"])
        if scene["stopped"]:
            return Finding("", f"{_scene(name)}it never ends ({_times(scene)}, then stopped)")
    return None


def _times(scene: Scene) -> str:
    counts = (("read", scene["reads"]), ("appended", scene["appends"]))
    return ", ".join(f"{word} {_often(count)}" for word, count in counts)


def _often(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, "more than 20 times" if count > 20 else f"{count} times")


def _scene(name: str) -> str:
    kind, _, where = name.partition(" ")
    said = {"raced": "the other machine takes $400.00", "other": "somebody pays $100.00 in"}.get(kind, "")
    when = {"read": "after the first read", "append": "before the first append"}.get(where, "")
    return f"{said} right {when}: " if said else ""


def _alone(seen: Seen) -> Finding | None:
    broken = _broken(seen, "alone")
    if broken is not None:
        return broken
    scene = seen["alone"]
    if scene["error"]:
        return Finding("", f"Ada asks for $400.00 of $500.00 and hears {_name(scene)}")
    if scene["balance"] != 10_000:
        return Finding("$100.00", f"the account holds {dollars(scene['balance'])}")
    return None


def _name(scene: Scene) -> str:
    return str(scene["error"]).partition(":")[0] or "that all is well"


def _raced(seen: Seen) -> Finding | None:
    names = ("raced read", "raced append")
    broken = _broken(seen, *names)
    if broken is not None:
        return broken
    for name in names:
        if seen[name]["balance"] < 0:
            return Finding("", f"{_scene(name)}the account holds {dollars(seen[name]['balance'])}")
        if seen[name]["balance"] == 50_000:
            return Finding("", f"{_scene(name)}nobody is paid")
    return _never_pays(seen)


def _never_pays(seen: Seen) -> Finding | None:
    """What pays nobody goes never below $0, and that is no merit."""
    if seen["alone"]["balance"] == 10_000 and not seen["alone"]["stopped"]:
        return None
    return Finding("", "not judged: alone, Ada is not paid yet")


def _other(seen: Seen) -> Finding | None:
    names = ("other read", "other append")
    broken = _broken(seen, *names)
    if broken is not None:
        return broken
    for name in names:
        if seen[name]["error"]:
            return Finding("", f"{_scene(name)}Ada hears {_name(seen[name])}")
        if seen[name]["balance"] != 20_000:
            return Finding("$200.00", f"{_scene(name)}the account holds {dollars(seen[name]['balance'])}")
    return None


def _refused(seen: Seen) -> Finding | None:
    broken = _broken(seen, "poor", "raced read", "raced append")
    if broken is not None:
        return broken
    poor = seen["poor"]
    if _name(poor) != "Overdrawn":
        return Finding("Overdrawn", f"Ada asks for $900.00 of $500.00 and hears {_name(poor)}")
    for name in ("raced read", "raced append"):
        if _name(seen[name]) != "Overdrawn":
            return Finding("Overdrawn", f"{_scene(name)}Ada hears {_name(seen[name])}")
    if poor["asked"] != 1:
        return Finding("1", f"Ada asks for $900.00 of $500.00: decide was asked {poor['asked']} times")
    return None


def _below(seen: Seen, *names: str) -> bool:
    return not seen["problem"] and all(seen[name]["balance"] < 0 for name in names)


HANDLE = Exercise(
    id="08-handle",
    title="handle",
    kind="modify",
    points=5,
    accepts=(list, tuple, str),
    example='list("abc")',
    blank=([], ""),
    observe=_observe,
    criteria=(
        Criterion(ALONE, 1, _alone),
        Criterion(RACED, 2, _raced),
        Criterion(OTHER, 1, _other),
        Criterion(REFUSED, 1, _refused),
    ),
    misconceptions=(
        Misconception(
            "asks for the version when appending",
            RACED,
            lambda seen: (
                _below(seen, "raced read")
                and seen["raced append"]["balance"] == 10_000
                and seen["raced read"]["appends"] == 1
            ),
            "Between your read and your append the other machine paid. You asked for the version after that, "
            "got 5, and 5 it was. The version to expect is the one you decided on.",
        ),
        Misconception(
            "does not look",
            RACED,
            lambda seen: _below(seen, "raced read", "raced append") and seen["raced append"]["appends"] == 1,
            "expected=ANY tells the store: append, whatever has happened meanwhile. So it did.",
        ),
        Misconception(
            "appends the old decision again",
            RACED,
            lambda seen: (
                _below(seen, "raced read", "raced append")
                and seen["raced read"]["appends"] == seen["raced append"]["appends"] == 2
                and seen["raced append"]["reads"] == 1
            ),
            "The first append was refused, and the second one carried the same decision, made for a balance "
            "that was gone. Whoever is refused reads again and decides again.",
        ),
        Misconception(
            "decides once, tries for ever",
            RACED,
            lambda seen: (
                not seen["problem"] and seen["raced read"]["stopped"] and seen["raced read"]["reads"] == 1
            ),
            "Every try gets the same answer: what you know is old, and you never look again. What must be "
            "fresh at the next try stands inside the loop.",
        ),
        Misconception(
            "tells the customer",
            OTHER,
            lambda seen: not seen["problem"] and _name(seen["other read"]) == "ConcurrencyError",
            "Somebody else was faster, that is all. With what they wrote Ada's money is still there: this "
            "error is for the program, which can look again. It is no answer for a person.",
        ),
    ),
    hints=(
        "Which number tells what you knew when you decided?",
        "Whatever must be fresh at the second try stands inside the loop: all three of read, fold, decide.",
        "while, read, fold, decide, try, append with len(events), except, continue",
    ),
)
