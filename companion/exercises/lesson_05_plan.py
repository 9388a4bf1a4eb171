"""05-plan: put five steps in order and mark the pivot, so that a trip keeps its three promises."""

import difflib
from types import NoneType
from typing import Any, Final

from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

STEPS: Final = ("hold seat", "hold room", "take money", "issue ticket", "send itinerary")
EARLY: Final = ("hold seat", "hold room")
NO: Final = {
    "hold seat": "no seat",
    "hold room": "no room",
    "take money": "the card is declined",
    "issue ticket": "the airline refuses the ticket",
}

DECLINED = "the card is declined: nothing is left"
AIRLINE = "the airline refuses the ticket: nothing is left"
SOLD_OUT = "no seat, or no room: nothing is left, and no money ever moved"
MAIL = "the mail server is down all day: seat, room, money and ticket stand"


def _observe(answer: Any) -> Seen:
    given: Any = plain(list(answer))
    if len(given) != 2:
        return {"problem": "two things are wanted: (plan, pivot)", "plan": [], "pivot": None}
    plan, pivot = given
    problem = _problem(plan, pivot)
    if problem:
        return {"problem": problem, "plan": plan, "pivot": pivot}
    return {
        "problem": "",
        "plan": plan,
        "pivot": pivot,
        "refused": {name: _play(plan, pivot, refuses=name) for name in NO},
        "mail": _play(plan, pivot, mail_is_down=True),
    }


def _play(plan: Any, pivot: Any, **case: Any) -> dict[str, Any]:
    from companion.scenarios.trip import travel

    trip = travel(plan, pivot, **case)
    return {"outcome": str(trip.run.outcome), "kept": list(trip.kept), "story": list(trip.story)}


def _problem(plan: Any, pivot: Any) -> str:
    """Why this is no plan with a pivot; empty when it is one."""
    if plan == {"todo": True}:
        return "plan is not filled in yet: a list of the five steps, in quotes"
    if type(plan) is not list:
        return "plan is no list: wanted are the five steps, each in quotes, between [ and ]"
    if pivot == {"todo": True}:
        return "pivot is not filled in yet: one of the five steps, or None"
    for name in [*plan, pivot]:
        if type(name) is str and name not in STEPS:
            return f"there is no step {_quoted(name)}{_near(name)}"
    if type(pivot) not in (str, NoneType):
        return f"pivot is {pivot!r:.40}: wanted is one of the five steps, in quotes, or None"
    for name in plan:
        if type(name) not in (str, NoneType):
            return f"plan holds {name!r:.40}: wanted are the five steps, each in quotes"
    missing = [name for name in STEPS if name not in plan]
    if missing:
        return f"plan lacks {_quoted(missing[0])}"
    if len(plan) != len(STEPS):
        extra = next(name for name in plan if name is None or plan.count(name) > 1)
        return f"plan holds {_quoted(extra)}{' twice' if extra else ', which is no step'}"
    return ""


def _quoted(name: Any) -> str:
    return "None" if name is None else f'"{name}"'


def _near(name: Any) -> str:
    if name == "None":
        return "; None stands without quotes"
    near = difflib.get_close_matches(name, STEPS, 1, 0.5) if type(name) is str else []
    return f'; did you mean "{near[0]}"?' if near else ""


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _left(seen: Seen, name: str) -> Finding | None:
    """Nothing may be left where `name` was refused."""
    if seen["problem"]:
        return Finding("", seen["problem"])
    run = seen["refused"][name]
    if not run["kept"]:
        return None
    stuck = ", STUCK: behind the pivot there is no way back" if run["outcome"] == "STUCK" else ""
    return Finding("nothing", f"{NO[name]}{stuck}. Left: {_and(run['kept'])}")


def _sold_out(seen: Seen) -> Finding | None:
    for name in EARLY:
        found = _left(seen, name)
        if found is not None:
            return found
        story = seen["refused"][name]["story"]
        if "take money" in story:
            return Finding("no charge", f"{NO[name]}: {', '.join(story)}. Her statement shows both")
    return None


def _mail(seen: Seen) -> Finding | None:
    if seen["problem"]:
        return Finding("", seen["problem"])
    run = seen["mail"]
    lost = [what for what in ("seat", "room", "money", "ticket") if what not in run["kept"]]
    if not lost:
        return None
    went = [each for each in run["story"] if each.startswith("undo")]
    did = f": {', '.join(went)}" if went else ""
    return Finding("", f"the mail server is down{did}. Left: {_and(run['kept'] or ['nothing'])}")


def _place(seen: Seen, name: str) -> int:
    return int(seen["plan"].index(name))


def _before(seen: Seen, first: str, second: str) -> bool:
    return not seen["problem"] and _place(seen, first) < _place(seen, second)


def _too_early(seen: Seen) -> bool:
    pivot = seen["pivot"]
    return pivot in EARLY and any(_before(seen, pivot, name) for name in NO if name != pivot)


PLAN = Exercise(
    id="05-plan",
    title="the plan of a trip, and its pivot",
    kind="modify",
    points=6,
    accepts=(tuple, list),
    example="(plan, pivot)",
    blank=((TODO, None),),
    observe=_observe,
    criteria=(
        Criterion(DECLINED, 1, lambda seen: _left(seen, "take money")),
        Criterion(AIRLINE, 1, lambda seen: _left(seen, "issue ticket")),
        Criterion(SOLD_OUT, 2, _sold_out),
        Criterion(MAIL, 2, _mail),
    ),
    misconceptions=(
        Misconception(
            "a step left out",
            DECLINED,
            lambda seen: seen["problem"].startswith("plan lacks"),
            "A step that is not in the plan is not done, also when all goes well. All five belong into it.",
        ),
        Misconception(
            "pivot too early",
            DECLINED,
            _too_early,
            "Behind the pivot nothing is undone, and steps that may be refused stand behind yours. "
            "A held seat can be given back: that is no point of no return.",
        ),
        Misconception(
            "pivot at the money",
            AIRLINE,
            lambda seen: not seen["problem"] and seen["pivot"] == "take money",
            "Money can be given back, so it is not the point of no return. The airline refused behind it: "
            "the money is gone, with all that was held by then, and there is no ticket.",
        ),
        Misconception(
            "ticket before money",
            DECLINED,
            lambda seen: _before(seen, "issue ticket", "take money"),
            "The card was declined, and the ticket is in her pocket. What cannot be undone comes after "
            "everything that can.",
        ),
        Misconception(
            "mail before the ticket",
            AIRLINE,
            lambda seen: _before(seen, "send itinerary", "issue ticket"),
            "'Have a nice flight' went out for a trip that was called off. A mail cannot be unsent either: "
            "it comes when nobody can refuse any more.",
        ),
        Misconception(
            "money first",
            SOLD_OUT,
            lambda seen: not seen["problem"] and _place(seen, "take money") == 0,
            "She was charged for a flight that was full, and her statement shows it, whatever is paid back. "
            "Ask first for what can be given back unseen.",
        ),
        Misconception(
            "money before the second hold",
            SOLD_OUT,
            lambda seen: any(_before(seen, "take money", name) for name in EARLY),
            "One of the two holds is asked for after the money: there it can still be sold out, and by "
            "then she has been charged.",
        ),
        Misconception(
            "no pivot",
            MAIL,
            lambda seen: not seen["problem"] and seen["pivot"] is None,
            "Seat, room and money went back because of a mail. The ticket is still valid: she flies for "
            "free. There is a step after which the trip must only go forward.",
        ),
        Misconception(
            "the last step is the pivot",
            MAIL,
            lambda seen: not seen["problem"] and seen["pivot"] == "send itinerary",
            "The last step is not the pivot. Until the pivot has succeeded all is undone, so the mail server "
            "cancelled the trip. The pivot is the step that cannot be undone and may be refused.",
        ),
    ),
    hints=(
        "Which step would she hate to see undone, and which can you not undo?",
        "Unseen undos first, the visible undo next, then the step that has none and may be refused. Behind "
        "it only what is never refused.",
        'plan = [..., ..., "take money", "issue ticket", "send itinerary"]\n'
        "pivot = the step without undo that may be refused",
    ),
)
