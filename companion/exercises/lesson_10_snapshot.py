"""10-snapshot: the shortest history after which a snapshot, kept under its old tag, says what is not so."""

from itertools import product
from typing import Any, Final

from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WRONG = "the balance with the snapshot is not the balance without"
SHORT = "no shorter list does it"

HAPPENS: Final = ("deposit", "fee")
MOST: Final = 8


def _observe(answer: Any) -> Seen:
    from companion.scenarios.stale_snapshot import balances

    given = plain(list(answer))
    assert isinstance(given, list)
    strange = [each for each in given if each not in HAPPENS]
    if strange or not 0 < len(given) <= MOST:
        problem = f"{strange[0]!r:.40} does not happen here" if strange else f"give 1 to {MOST} of them"
        return {"given": given[:MOST], "problem": problem, "with": 0, "without": 0, "shorter": False}
    kept, folded = balances([str(each) for each in given])
    shorter = any(
        left != right
        for length in range(1, len(given))
        for left, right in map(balances, product(HAPPENS, repeat=length))
    )
    return {"given": given, "problem": "", "with": kept, "without": folded, "shorter": shorter}


def _wrong(seen: Seen) -> Finding | None:
    if seen["problem"]:
        return Finding("", f'{seen["problem"]}: there are "deposit" and "fee"')
    if seen["with"] == seen["without"]:
        return Finding("", f"{', '.join(seen['given'])}: {seen['with']} cents both ways")
    return None


def _short(seen: Seen) -> Finding | None:
    if seen["problem"] or seen["with"] == seen["without"]:
        return Finding("", "not judged: first the two balances must differ")
    if seen["shorter"]:
        return Finding("", f"{', '.join(seen['given'])}: a list of fewer events does it, too")
    return None


def _another_word(given: Any) -> bool:
    """Not only another spelling, and no list in a list."""
    return all(type(each) is str for each in given) and any(each.lower() not in HAPPENS for each in given)


def _ends(seen: Seen, *given: str) -> bool:
    return bool(not seen["problem"] and tuple(seen["given"][-len(given) :]) == given)


SNAPSHOT = Exercise(
    id="10-snapshot",
    title="before",
    kind="break it",
    points=3,
    bonus=True,
    accepts=(list, tuple),
    example='["deposit"]',
    blank=([], ()),
    observe=_observe,
    criteria=(Criterion(WRONG, 1, _wrong), Criterion(SHORT, 2, _short)),
    misconceptions=(
        Misconception(
            "another event",
            WRONG,
            lambda seen: "does not happen" in str(seen["problem"]) and _another_word(seen["given"]),
            "Only deposits and fees happen to this account.",
        ),
        Misconception(
            "no snapshot yet",
            WRONG,
            lambda seen: not seen["problem"] and len(seen["given"]) == 1,
            "One event, and a snapshot is kept every two: there is none yet. Tonight's code folds it all.",
        ),
        Misconception(
            "right by luck",
            WRONG,
            lambda seen: not seen["problem"] and len(seen["given"]) > 1 and "fee" not in seen["given"],
            "Old code and new code agree about deposits. What the snapshot swallowed must be something that "
            "tonight's code counts.",
        ),
        Misconception(
            "the fee stands behind the snapshot",
            WRONG,
            lambda seen: (
                len(seen["given"]) % 2 == 1 and seen["given"].count("fee") == 1 and _ends(seen, "fee")
            ),
            "The snapshot ends before the fee, so tonight's code folds the fee itself. It must be inside.",
        ),
        Misconception(
            "longer than it must be",
            SHORT,
            lambda seen: bool(seen["shorter"]) and seen["with"] != seen["without"],
            "The balance is wrong already at the second event: a snapshot is kept every two.",
        ),
    ),
    hints=(
        "What has the snapshot swallowed that tonight's code would count?",
        "The fee must be inside the snapshot: at most the second event.",
        "two events, one of them the fee",
    ),
)
