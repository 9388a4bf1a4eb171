"""02-rule: tell an event from its name, better than "ends in -ed".

Sixty hidden names judge, in five families; what the report quotes is always one of the forty shown.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from companion.exercises import lesson_02_names as names
from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen
from companion.naming import linter

ENOUGH = 10
FACTS = f"{names.GOES_ON}; {names.IRREGULARS}"
NO_FACTS = f"{names.NO_PAST}; {names.NOT_YET}"
GROUPS = {
    FACTS: (names.GOES_ON, names.IRREGULARS),
    NO_FACTS: (names.NO_PAST, names.NOT_YET),
    names.OTHERS: (names.OTHERS,),
}
STEPS = 20_000
"""What one name may cost: a rule that never ends must not be waited for a hundred times."""


def _said(answer: Any, name: str) -> dict[str, Any]:
    """What the rule says of one name: `says` is True or False, `trouble` a sentence when it says neither."""
    outcome = call(answer, name, steps=STEPS)
    value = outcome.value
    if outcome.trouble:
        return {"says": None, "trouble": f"for {name} your code {outcome.trouble}", "none": False}
    if value is None or type(value) in (bool, int, re.Match):
        return {"says": bool(value), "trouble": "", "none": value is None}
    shown = repr(value) if type(value) is str else f"a value of type {type(value).__name__}"
    wanted = f"for {name} your rule returned {shown}, wanted is True or False"
    return {"says": None, "trouble": wanted, "none": False}


@contextlib.contextmanager
def _linter_heard() -> Iterator[list[str]]:
    """The names that the linter is asked about meanwhile: its first rule listens, and has no opinion."""
    asked: list[str] = []

    def listens(words: Any, spelled: Any) -> None:
        asked.append(str(words))

    before = linter.RULES
    linter.RULES = (listens, *before)
    try:
        yield asked
    finally:
        linter.RULES = before


def _observe(answer: Any) -> Seen:
    with _linter_heard() as asked:
        seen = _heard(answer)
    return {**seen, "asked": bool(asked)}


def _heard(answer: Any) -> Seen:
    shown = {name: _said(answer, name) for name in names.SHOWN}
    if all(each["trouble"] for each in shown.values()):  # then sixty more of the same would only take time
        return {"shown": shown, "hidden": shown, "yes": 0, "right": [0, 0], "like": []}
    hidden = {name: _said(answer, name) for name in names.HIDDEN}
    said = {name: each["says"] for name, each in (shown | hidden).items()}
    right = [sum(said[name] == fact for name, fact in each.items()) for each in (names.SHOWN, names.HIDDEN)]
    return {
        "shown": shown,
        "hidden": hidden,
        "right": right,
        "yes": sum(value is True for value in said.values()),
        "like": [
            text for text, rule in names.RULES.items() if all(rule(name) == said[name] for name in said)
        ],
    }


def _group(families: tuple[str, ...], seen: Seen) -> Finding | None:
    """The first family of the group that has too few right."""
    if trouble := _first_trouble(seen):
        return Finding("", trouble if names.GOES_ON in families else "not judged: see above")
    return next((found for family in families if (found := _family(family, seen)) is not None), None)


def _family(family: str, seen: Seen) -> Finding | None:
    facts = names.HIDDEN_BY_FAMILY[family]
    right = sum(seen["hidden"][name]["says"] == fact for name, fact in facts.items())
    if right >= ENOUGH:
        return None
    missed = [
        name for name, fact in names.SHOWN_BY_FAMILY[family].items() if seen["shown"][name]["says"] != fact
    ]
    return Finding(
        f"at least {ENOUGH}", f"{_example(missed, seen)}{right} of {len(facts)} hidden names right"
    )


def _example(missed: list[str], seen: Seen) -> str:
    if not missed:
        return "every shown name of this family right, and only "
    said = seen["shown"][missed[0]]
    says = "returned None, which counts as False" if said["none"] else f"says {said['says']}"
    return f"{missed[0]}: your rule {says}; "


def _first_trouble(seen: Seen) -> str:
    if seen["asked"]:
        return "your rule asks the linter; write one of your own"
    every = (*seen["shown"].values(), *seen["hidden"].values())
    return next((str(each["trouble"]) for each in every if each["trouble"]), "")


def _like(rule: str) -> Callable[[Seen], bool]:
    return lambda seen: rule in seen["like"]


def _all_shown_by_heart(seen: Seen) -> bool:
    shown, hidden = seen["right"]
    return bool(shown == len(names.SHOWN) and hidden < 45)


RULE = Exercise(
    id="02-rule",
    title="is_event",
    kind="write",
    points=3,
    bonus=True,
    signature="is_event(name)",
    observe=_observe,
    criteria=tuple(Criterion(name, 1, partial(_group, families)) for name, families in GROUPS.items()),
    misconceptions=(
        Misconception(
            "the end of the name",
            FACTS,
            _like('name.endswith("ed")'),
            "`endswith` misses OrderSentToKitchen, and falls for InventoryShouldBeReleased. "
            "An event is a fact, not an ending.",
        ),
        Misconception(
            "the letters, not the words",
            NO_FACTS,
            _like('"ed" in name'),
            "ScheduleDelivery contains the letters e and d. So does FeedReader. "
            "Take the name apart first: words(name).",
        ),
        Misconception(
            "any word in -ed",
            NO_FACTS,
            _like("any word ends in -ed"),
            "SeedList starts with a word that happens to end in -ed. An event names the thing first, "
            "then what happened to it: where in the name may the verb stand?",
        ),
        Misconception(
            "the last word only",
            FACTS,
            _like("the last word says it"),
            "The fact can be followed by where, by whom, how often: PaymentDeclinedByBank.",
        ),
        Misconception(
            "learnt by heart",
            FACTS,
            _all_shown_by_heart,
            lambda seen: (
                f"{seen['right'][0]} of 40 shown names, {seen['right'][1]} of 60 others: "
                "a list of answers is not a rule."
            ),
        ),
        Misconception(
            "always yes",
            names.OTHERS,
            lambda seen: bool(seen["yes"] == len(names.SHOWN) + len(names.HIDDEN)),
            "An event is the exception: when unsure, say no and ask the author.",
        ),
        Misconception(
            "always no",
            FACTS,
            lambda seen: bool(seen["yes"] == 0 and not _first_trouble(seen)),
            lambda seen: (
                "Your rule returns None for every name. Does every path end with `return`?"
                if all(said["none"] for said in seen["shown"].values())
                else "Your rule never says True, so it never finds a fact either."
            ),
        ),
    ),
    hints=(
        "Look at words(name), not at the letters. Which word of OrderSentToKitchen says that it happened?",
        "A fact has a past form, from the second word on: in -ed (not -eed), or in IRREGULAR. "
        "Helping words such as should, will and being take it back.",
        "first, *rest = words(name)\n"
        'if any(word in ("should", "will", ___) for word in rest):\n'
        "    return False\n"
        'return any(word in IRREGULAR or word.endswith("ed") for word in rest)',
    ),
)
