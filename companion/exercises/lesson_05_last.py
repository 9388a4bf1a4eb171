"""05-last: two sagas, one machine, and the moment at which the shelf says 0 although nothing is sold."""

from typing import Any, Final

from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CUSTOMERS: Final = ("Ada", "Grace")
SHORTEST: Final = 2

NOBODY = "nobody has the machine, and Grace was told: sold out"
SHORT = "no shorter list does it"


def _observe(answer: Any) -> Seen:
    moves: Any = plain(list(answer))
    unknown = [each for each in moves if each not in CUSTOMERS]
    if unknown:
        return {"moves": moves, "unknown": unknown[:1], "many": len(moves), "ended": {}, "shelf": 0}
    from companion.scenarios.last_machine import last_machine

    evening = last_machine(moves)
    return {
        "moves": moves,
        "unknown": [],
        "many": len(moves),
        "ended": evening.ended,
        "shelf": evening.shelf,
        "story": list(evening.story),
    }


def _nobody(seen: Seen) -> Finding | None:
    if seen["unknown"]:
        return Finding("", f'there are two customers, "Ada" and "Grace", and no {seen["unknown"][0]!r:.40}')
    if seen["shelf"] == 1 and seen["ended"]["Grace"] == "sold out":
        return None
    return Finding("Grace: sold out, shelf 1", "; ".join(seen["story"]))


def _somebody_else(seen: Seen) -> bool:
    """A name of nobody here; `ada` is a slip of the fingers, and a pair is no name."""
    return any(type(each) is str and each.strip().title() not in CUSTOMERS for each in seen["unknown"])


def _short(seen: Seen) -> Finding | None:
    if _nobody(seen) is not None:
        return Finding("", "first make it happen")
    if seen["many"] > SHORTEST:
        return Finding(str(SHORTEST), f"it happens, in {seen['many']} moves")
    return None


LAST = Exercise(
    id="05-last",
    title="moves",
    kind="break it",
    points=3,
    bonus=True,
    accepts=(list, tuple),
    example='["Ada", "Ada"]',
    blank=([], ()),
    observe=_observe,
    criteria=(Criterion(NOBODY, 2, _nobody), Criterion(SHORT, 1, _short)),
    misconceptions=(
        Misconception(
            "somebody else",
            NOBODY,
            _somebody_else,
            "Only the two sagas move: whose turn it is, is all you choose.",
        ),
        Misconception(
            "Grace comes first",
            NOBODY,
            lambda seen: bool(seen["moves"]) and seen["moves"][0] == "Grace",
            "Grace was first, her card is good, and she has it. Let her look while Ada holds the machine.",
        ),
        Misconception(
            "looks too late",
            NOBODY,
            lambda seen: seen["moves"][:2] == ["Ada", "Ada"],
            "Ada's card was declined at her second move and the machine released in the same move: Grace has "
            "it. She must look one move earlier.",
        ),
        Misconception(
            "nobody looked in between",
            NOBODY,
            lambda seen: seen["moves"] == ["Ada"],
            "Your list is over, so Ada's saga ran to its end. Grace came when all was over.",
        ),
        Misconception(
            "more than it takes",
            SHORT,
            lambda seen: _nobody(seen) is None,
            "It happened before your last moves: whoever is told 'sold out' leaves at once. Which moves come "
            "after that?",
        ),
    ),
    hints=(
        "When does the shelf say 0 although nothing is sold?",
        "Ada's reservation is the moment. Grace must look exactly then, before Ada's card is asked.",
        "two moves: whoever reserves, then whoever looks",
    ),
)
