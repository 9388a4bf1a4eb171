"""01-available: the chance that an order is accepted, and who must be up for it in each of two shops.

The answer is a dict of three: the function `p_accepted`, and the lists `calls` and `events`.
"""

import math
from collections.abc import Callable
from typing import Any

from companion.exercises.budget import Outcome, call
from companion.exercises.plain import close, plain
from companion.exercises.telling import beside
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CASES: tuple[dict[str, float], ...] = (
    {"Counter": 0.99, "Cashier": 0.99, "Barista": 0.99, "Kitchen": 0.99},
    {"Counter": 0.9, "Broker": 0.5},
    {"Kitchen": 0.8},
    {},
    {"Counter": 0.99, "Kitchen": 0.0},
    {f"S{n}": 0.8 for n in range(10)},
)
WORKERS = ("Counter", "Cashier", "Barista", "Kitchen")
ACCEPTS = ("Counter", "Broker")
EVERYBODY = (*WORKERS, "Display", "Broker", "Printer", "Archive")
NO_LIST = "no list"

PRODUCT = "p_accepted: the chance that all of them are up"
CALLS = "calls: who must be up for an order to be accepted"
EVENTS = "events: who must be up for an order to be accepted"


def right(needs: dict[str, float]) -> float:
    """The chance that everyone in `needs` is up at the same moment, if they fail independently."""
    return math.prod(needs.values())


def _tried(answer: Any, needs: dict[str, float], alone: bool) -> dict[str, Any]:
    """One call. `alone`: nothing else was filled in, so a stub that returns TODO is no attempt."""
    given = dict(needs)
    fn = answer if alone else _listed_by(answer)
    outcome: Outcome = call(fn, given, watch=True, expect=not needs)  # {} must not hide a wrong number
    value: Any = plain(outcome.value)
    return {
        "needs": needs,
        "value": value if alone or type(value) is not list else value[0],
        "expected": right(needs),
        "trouble": outcome.trouble or ("printed instead of returning" if _printed(outcome, value) else ""),
    }


def _listed_by(answer: Any) -> Callable[[Any], list[Any]]:
    """The answer inside a list, where TODO is a value like any other."""
    return lambda needs: [answer(needs)]


def _printed(outcome: Outcome, value: Any) -> bool:
    return bool(outcome.printed) and value in (None, [None])


def _names(given: Any) -> list[str] | None:
    """The names in a list, tuple, set or dict, in order of the alphabet; None for TODO, [NO_LIST] for
    anything else."""
    if given is TODO:
        return None
    seen = plain(given)
    if type(seen) is dict:
        seen = seen["set"] if list(seen) == ["set"] else list(seen)
    if type(seen) is not list:
        return [NO_LIST]
    return sorted({str(name).strip().title() for name in seen})


def _observe(answer: Any) -> Seen:
    parts = {str(key): value for key, value in answer.items()}
    calls, events = (_names(parts.get(key, TODO)) for key in ("calls", "events"))
    fn = parts.get("p_accepted", TODO)
    alone = calls is None and events is None
    tried = [_tried(fn, needs, alone) for needs in CASES] if callable(fn) else []
    return {"tried": tried, "function": callable(fn), "calls": calls, "events": events}


def _wrong(seen: Seen) -> dict[str, Any] | None:
    """The first case that went wrong, one that could not be run before the others, {} behind them all."""
    wrong = [case for case in seen["tried"] if case["trouble"] or not close(case["value"], case["expected"])]
    return min(wrong, key=lambda case: (not case["needs"], not case["trouble"]), default=None)


def _product(seen: Seen) -> Finding | None:
    if not seen["function"]:
        return Finding("", 'under "p_accepted" there is no function; leave the brackets () away')
    case = _wrong(seen)
    if case is None:
        return None
    if case["trouble"]:
        return Finding("", f"with {_shown(case['needs'])} your code {case['trouble']}")
    if case["value"] == {"todo": True}:
        return Finding("", "p_accepted still returns TODO")
    returned = _value(case["value"], case["expected"])
    return Finding(f"{case['expected']:.8g}", f"{_shown(case['needs'])}: it returned {returned}")


def _shown(needs: dict[str, float]) -> str:
    values = list(needs.values())
    if len(values) > 2 and len(set(values)) == 1:
        return f"{len(values)} services at {values[0]:g}"
    return ", ".join(f"{name} {value:g}" for name, value in needs.items()) or "nobody needed, {}"


def _value(value: Any, expected: float) -> str:
    return f"{value:.8g}" if type(value) is float else beside(value, expected)


def _listed(seen: Seen, shop: str, wanted: tuple[str, ...]) -> Finding | None:
    names = seen[shop]
    if names is None:
        return Finding("", f"the list for {shop} is still TODO")
    if names == [NO_LIST]:
        return Finding("", f'wanted for {shop} is a list of names, such as ["Counter"]')
    if unknown := [name for name in names if name not in EVERYBODY]:
        return Finding(f"names out of {', '.join(EVERYBODY)}", f"you named {unknown[0]}")
    extra = [name for name in names if name not in wanted]
    if not extra and len(names) == len(wanted):
        return None
    said = f"{', '.join(extra)} need not be up" if extra else "somebody is missing"
    return Finding("", f"you named {', '.join(names) or 'nobody'}: {said}")


def _returned(seen: Seen, place: int, expected: float) -> bool:
    return len(seen["tried"]) > place and close(seen["tried"][place]["value"], expected)


def _failures(seen: Seen) -> str:
    return (
        f"1 − 4 × 0.01 = {seen['tried'][0]['value']:.8g}; exact is {right(CASES[0]):.8g}. "
        f"With ten services at 0.8 your formula says {seen['tried'][5]['value']:.3g}."
    )


def _late(seen: Seen) -> list[str]:
    """Those in the list for events who only have to be there later."""
    return [name for name in seen["events"] or () if name in (*WORKERS[1:], "Display")]


def _not_needed(seen: Seen) -> str:
    late = _late(seen)
    who = " and ".join([", ".join(late[:-1]), late[-1]] if len(late) > 1 else late)
    return f"{who} may be down while the order is accepted: needed only later, to *serve*."


AVAILABLE = Exercise(
    id="01-available",
    title="p_accepted, and who must be up",
    kind="write",
    points=5,
    accepts=(dict,),
    example='{"p_accepted": p_accepted, "calls": NEEDS_CALLS, "events": NEEDS_EVENTS}',
    observe=_observe,
    criteria=(
        Criterion(PRODUCT, 2, _product),
        Criterion(CALLS, 1, lambda seen: _listed(seen, "calls", WORKERS)),
        Criterion(EVENTS, 2, lambda seen: _listed(seen, "events", ACCEPTS)),
    ),
    misconceptions=(
        Misconception("adds failures", PRODUCT, lambda seen: _returned(seen, 5, -1.0), _failures),
        Misconception(
            "weakest link",
            PRODUCT,
            lambda seen: _returned(seen, 0, 0.99) and _returned(seen, 1, 0.5),
            "min() says 0.99. All four must be up at the same moment, so chances multiply.",
        ),
        Misconception(
            "average",
            PRODUCT,
            lambda seen: _returned(seen, 1, 0.7),
            "Adding a perfect service must not make four shaky ones better.",
        ),
        Misconception(
            "any of them",
            PRODUCT,
            lambda seen: _returned(seen, 1, 0.95),
            "That is the chance that at least one is up. A call needs them all at once.",
        ),
        Misconception(
            "forgets that nobody is needed",
            PRODUCT,
            lambda seen: all(
                _returned(seen, place, right(needs)) == bool(needs) for place, needs in enumerate(CASES)
            ),
            "An order that needs nobody is always accepted: the chance for {} is 1.",
        ),
        Misconception(
            "0.99 for everybody",
            PRODUCT,
            lambda seen: (
                _returned(seen, 0, right(CASES[0]))
                and any(_returned(seen, 1, fixed) for fixed in (0.99**2, 0.99**4))
            ),
            "Right for four services at 0.99, and for no others. "
            "`needs` holds the chance of each: needs.values().",
        ),
        Misconception(
            "starts from nothing",
            PRODUCT,
            lambda seen: bool(seen["tried"]) and all(close(case["value"], 0) for case in seen["tried"]),
            "Whatever is multiplied by 0 stays 0. A product starts from 1.",
        ),
        Misconception(
            "returns after the first",
            PRODUCT,
            lambda seen: _returned(seen, 0, 0.99) and _returned(seen, 1, 0.9),
            "It returned the first service's chance. Is `return` inside the loop?",
        ),
        Misconception(
            "free broker",
            EVENTS,
            lambda seen: seen["events"] in ([], ["Counter"]),
            "Who holds the order while the kitchen is down? The broker must be up too: 0.9801, not 0.99.",
        ),
        Misconception("listeners counted", EVENTS, lambda seen: bool(_late(seen)), _not_needed),
        Misconception(
            "broker in the calls",
            CALLS,
            lambda seen: "Broker" in (seen["calls"] or ()),
            "Nothing is published in the shop that calls: it has no broker to lose.",
        ),
        Misconception(
            "the answering one only",
            CALLS,
            lambda seen: "Counter" in (seen["calls"] or ()) and all(n in WORKERS for n in seen["calls"]),
            "The counter says yes only after cashier, barista and kitchen have answered. "
            "Whoever must answer now must be up now.",
        ),
    ),
    hints=(
        "Two services, each up 9 days in 10, independently: on how many of 100 days are both up? Not 80.",
        "Chances of things that must all hold are multiplied; start from 1. "
        "For the lists ask: who must answer before the customer hears yes?",
        "import math\nreturn math.prod(needs.values())\n"
        "# with events the counter needs one other: whoever keeps the order until it is fetched",
    ),
)  # fmt: skip
