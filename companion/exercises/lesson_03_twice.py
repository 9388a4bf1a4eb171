"""03-twice: find the one fault that makes a correct retry and a correct handler charge Ada twice."""

from typing import Any

from companion.exercises.plain import plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen
from companion.scenarios.faults import Fault

STRIKES = "one fault, at a step that is reached"
TWICE = "one order is paid twice, and no dead letter tells of it"
MOST_FAULTS = 9


def _observe(answer: Any) -> Seen:
    from companion.scenarios.evening import STEPS, evening

    given = list(answer) if type(answer) in (list, tuple) else [answer]
    plans = [each for each in given[:MOST_FAULTS] if type(each) is Fault]
    texts = [_read(each) for each in plans]
    seen = {"count": len(given), "faults": texts, "strangers": len(given[:MOST_FAULTS]) - len(plans)}
    unknown = [each for each in texts if each["after"] not in STEPS.get(each["handler"], ())]
    odd = bool(unknown) or any(each["attempt"] is None for each in texts) or not texts
    seen |= {"unknown": unknown, "steps": {name: list(steps) for name, steps in STEPS.items()}}
    if odd or seen["strangers"]:
        return {**seen, "ran": False, "struck": 0, "charged": {}, "dead_letters": 0}
    run = evening(*[Fault(each["handler"], each["after"], each["attempt"]) for each in texts])
    return {
        **seen,
        "ran": True,
        "struck": run.struck,
        "charged": run.charged,
        "dead_letters": run.dead_letters,
    }


def _read(fault: Fault) -> dict[str, Any]:
    """The fault as text and number; what is of another type becomes something no step is called."""
    handler, after, attempt = plain(fault.handler), plain(fault.after), plain(fault.attempt)
    return {
        "handler": handler if type(handler) is str else f"{handler!r}",
        "after": after if type(after) is str else f"{after!r}",
        "attempt": attempt if type(attempt) is int else None,
    }


def _strikes(seen: Seen) -> Finding | None:
    if seen["strangers"]:
        return Finding('one such as Fault("mail", "start", 1)', "your answer is not made of Faults")
    if seen["count"] != 1:
        return Finding("1", f"your plan holds {seen['count']} faults")
    fault = seen["faults"][0]
    if seen["unknown"]:
        return _no_such_step(seen, fault)
    if fault["attempt"] is None:
        return Finding("1, 2 or 3", "the attempt is not a whole number")
    if fault["attempt"] < 1:
        return Finding("1, 2 or 3", f"attempts are counted from 1, and yours is {fault['attempt']}")
    if not seen["struck"]:
        return Finding("", f"{fault['handler']} has no attempt {fault['attempt']}: nothing struck")
    return None


def _no_such_step(seen: Seen, fault: dict[str, Any]) -> Finding:
    steps = seen["steps"]
    if fault["handler"] not in steps:
        return Finding(" or ".join(steps), f"no handler is called {fault['handler']!r}")
    return Finding(" or ".join(steps[fault["handler"]]), f"{fault['handler']} has no step {fault['after']!r}")


def _twice(seen: Seen) -> Finding | None:
    if not seen["ran"]:
        return Finding("", "there is nothing to run yet")
    paid = ", ".join(f"{order} paid {_times(n)}" for order, n in seen["charged"].items()) or "nobody paid"
    if list(seen["charged"].values()) != [2] or seen["dead_letters"]:
        said = f"{paid}, dead letters: {seen['dead_letters']}"
        return Finding("order-42 paid twice, dead letters: 0", said)
    return None


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _most(seen: Seen) -> int:
    """How often the order that was paid most often was paid."""
    return max(seen["charged"].values(), default=0)


def _handler(seen: Seen) -> str:
    return str(seen["faults"][0]["handler"]) if seen["faults"] else ""


FAULT = Exercise(
    id="03-twice",
    title="the fault",
    kind="break it",
    points=3,
    accepts=(Fault, list, tuple),
    example='Fault("mail", "start", 1)',
    blank=([], ()),
    observe=_observe,
    criteria=(Criterion(STRIKES, 1, _strikes), Criterion(TWICE, 2, _twice)),
    misconceptions=(
        Misconception(
            "more faults than needed",
            STRIKES,
            lambda seen: seen["count"] > 1 and _most(seen) > 1,
            lambda seen: (
                f"{seen['count']} faults, and Ada is charged {_times(_most(seen))}"
                f"{' and dead-lettered' if seen['dead_letters'] else ''}. Ask for less: one fault does it."
            ),
        ),
        Misconception(
            "a step that does not exist",
            STRIKES,
            lambda seen: bool(seen["unknown"]),
            "The evening above prints every handler with its steps. A fault strikes right after one of them.",
        ),
        Misconception(
            "an attempt that never comes",
            STRIKES,
            lambda seen: bool(seen["ran"]) and not seen["struck"] and seen["faults"][0]["attempt"] > 1,
            "There is a second attempt only if the first one failed.",
        ),
        Misconception(
            "fault before the money",
            TWICE,
            lambda seen: _handler(seen) == "charge" and seen["struck"] == 1,
            "Safe: nothing had happened yet. Retrying is harmless *before* the effect.",
        ),
        Misconception(
            "publishes twice",
            TWICE,
            lambda seen: len(seen["charged"]) > 1,
            lambda seen: (
                f"That is two orders, {' and '.join(seen['charged'])}, each paid once. What a failed attempt "
                "published stays published. Find the one order that is paid twice."
            ),
        ),
        Misconception(
            "fault in another handler",
            TWICE,
            lambda seen: _handler(seen) in ("mail", "checkout") and seen["struck"] >= 1,
            lambda seen: (
                f"{_handler(seen)} was tried again, and charge was not: each handler is retried alone."
            ),
        ),
    ),
    hints=(
        "A retry runs the whole handler again, from its first line. Which line must not run twice?",
        "The fault must come when the money is already gone and `charge` is not yet done.",
        'Fault("charge", "___", 1): the steps of charge are start, money taken, receipt written',
    ),
)
