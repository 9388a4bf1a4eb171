"""05-saga: write the orchestrator. Undo newest first, only what was done, and say where it turned back."""

from collections.abc import Sequence
from typing import Any

from companion.exercises.lesson_05_steps import SHOP, TRIP, observe
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WELL = "all well: every action once, in order, and nothing undone"
NEWEST = "a later step refuses: the ones before are undone, newest first; then it ends"
ONLY = "undone is only what was done: not the step that refused, not the ones behind it"
NONE = "a step without compensation does not stop the way back"
SAYS = "the outcome names the step and the reason, and only a refusal is called one"
AFRESH = "the same list of steps serves a second order, which starts afresh"


# ---- what was done, in words -------------------------------------------------------------------------


def _list(calls: Sequence[str]) -> str:
    return ", ".join(calls) or "nothing"


def _told(scene: dict[str, Any]) -> str:
    """What was called in a scene, with what went wrong behind it."""
    more = " and so on" if len(scene["calls"]) > 12 else ""
    return _list(scene["calls"][:12]) + more + _and(scene)


def _expected(scene: dict[str, Any], wanted: Sequence[str]) -> str:
    """What should have been called; an error says more than that."""
    return "" if scene["trouble"] else _list(wanted)


def _undone(scene: dict[str, Any]) -> list[str]:
    undos = [each.removeprefix("undo ") for each in scene["calls"] if each.startswith("undo ")]
    return [each.partition(" for ")[0] for each in undos]  # "charge for a str": charge was undone


def _well(seen: Seen) -> Finding | None:
    for scene, names in zip(seen["well"], (SHOP, TRIP), strict=True):
        if scene["calls"] != list(names) or scene["stopped"]:
            return Finding(_expected(scene, names), f"nobody refuses: {_told(scene)}")
    return None


def _newest(seen: Seen) -> Finding | None:
    scene = seen["ship"]
    wanted = ["reserve", "charge", "undo charge", "undo reserve"]
    if scene["calls"] != wanted or scene["stopped"]:
        return Finding(_expected(scene, wanted), f"ship refuses: {_told(scene)}")
    if scene["refusals"] > 1:
        return Finding("once", f"ship refuses: it was asked {scene['refusals']} times")
    return None


def _only(seen: Seen) -> Finding | None:
    for scene in (*seen["early"], seen["ship"]):
        names = SHOP[: SHOP.index(scene["refuses"])]
        extra = [name for name in _undone(scene) if name not in names]
        if extra and extra[0] in scene["calls"]:
            return Finding("", f"{scene['refuses']} refuses: {extra[0]} is done and undone all the same")
        if extra:
            return Finding("", f"{scene['refuses']} refuses: undo {extra[0]}, which was never done")
    charge = seen["early"][1]
    if _undone(charge) != ["reserve"]:
        said = f"charge refuses: undone is {_list(_undone(charge)[:12])}{_and(charge)}"
        return Finding(_expected(charge, ["reserve"]), said)
    return None


def _and(scene: dict[str, Any]) -> str:
    return f"; then it {scene['trouble']}" if scene["trouble"] else ""


def _none(seen: Seen) -> Finding | None:
    for scene, steps in ((seen["none"], ("charge", "reserve")), (seen["none_last"], ("ship", "charge"))):
        missing = [name for name in steps if name not in _undone(scene)]
        if missing:
            said = f"{scene['refuses']} refuses, check has no undo: {_told(scene)}"
            return Finding(_expected(scene, [f"undo {missing[0]} too"]), said)
    return None


def _says(seen: Seen) -> Finding | None:
    for scene in (*seen["well"], seen["ship"], *seen["early"]):
        refuses = scene["refuses"]
        wanted = f"COMPENSATED at {refuses}: {scene['why']}" if refuses else "COMPLETED"
        if scene["value"] != wanted:
            expected = "" if scene["trouble"] else f'"{wanted}"'
            return Finding(expected, f"{refuses or 'nobody'} refuses: it {_gave(scene)}")
    if not seen["breaks"]["error"].startswith("ConnectionError"):
        said = f"ship raises ConnectionError, which is no Refused: it {_gave(seen['breaks'])}"
        return Finding("the ConnectionError", said)
    return None


def _gave(scene: dict[str, Any]) -> str:
    if scene["trouble"]:
        return str(scene["trouble"])
    return f'returned "{scene["value"]}"' if scene["value"] is not None else f"returned {_object(scene)}"


def _object(scene: dict[str, Any]) -> str:
    return "None" if scene["kind"] == "NoneType" else f"no text, but a value of type {scene['kind']}"


def _afresh(seen: Seen) -> Finding | None:
    """What a first order does wrong, too, is no trace of the order before."""
    second, third, fourth = seen["second"]
    first = _undone(seen["early"][0])
    if _undone(second) not in ([], first):
        said = f"order-77 was undone; then order-78 is refused at reserve: {_told(second)}"
        return Finding(_expected(second, []), said)
    if third["calls"] != list(SHOP):
        said = f"order-77 was undone; then order-79, all well: {_told(third)}"
        return Finding(_expected(third, SHOP), said)
    if _undone(fourth) not in ([], first):
        return Finding("", f"order-79 went well; then order-80 is refused at reserve: {_told(fourth)}")
    return None


# ---- wrong ideas -------------------------------------------------------------------------------------


def _undoes_in_order(seen: Seen) -> bool:
    return _undone(seen["ship"]) == ["reserve", "charge"]


def _only_undos(scene: dict[str, Any]) -> bool:
    return bool(scene["calls"]) and len(_undone(scene)) == len(scene["calls"])


def _goes_on(seen: Seen) -> bool:
    calls = seen["ship"]["calls"]
    return "mail" in calls and "undo reserve" in calls


def _undoes_nothing(seen: Seen) -> bool:
    """It stops and says so; where another step refuses, it undoes nothing either."""
    ship = seen["ship"]
    silent = not any(map(_undone, seen["early"]))
    return ship["calls"] == ["reserve", "charge"] and bool(ship["value"]) and silent


def _last_only(seen: Seen) -> bool:
    return _undone(seen["ship"]) == ["charge"]


SAGA = Exercise(
    id="05-saga",
    title="run_saga",
    kind="write",
    points=6,
    signature="run_saga(steps, order)",
    observe=observe,
    criteria=(
        Criterion(WELL, 1, _well),
        Criterion(NEWEST, 1, _newest),
        Criterion(ONLY, 1, _only),
        Criterion(NONE, 1, _none),
        Criterion(SAYS, 1, _says),
        Criterion(AFRESH, 1, _afresh),
    ),
    misconceptions=(
        Misconception(
            "remembers the order before",
            AFRESH,
            lambda seen: any(map(_only_undos, seen["second"])) and not _undone(seen["early"][0]),
            "An order was refused at its first step, and steps of the order before it were undone. What a "
            "saga has done belongs to one order: begin with an empty list inside the function.",
        ),
        Misconception(
            "uses the list up",
            AFRESH,
            lambda seen: not seen["second"][1]["calls"] and not seen["second"][1]["error"],
            "The second order found no steps any more: the first had taken them out of the list. That list "
            "belongs to the caller: read it, leave it whole.",
        ),
        Misconception(
            "goes on",
            NEWEST,
            _goes_on,
            "ship refused, and mail was done all the same: Ada reads that her parcel left. After a refusal "
            "there is only the way back; then return.",
        ),
        Misconception(
            "undoes the one that refused",
            ONLY,
            lambda seen: _undone(seen["ship"]) == ["ship"],
            "ship refused, and ship was undone: the one step that did nothing. What must be undone are the "
            "steps before it.",
        ),
        Misconception(
            "says it and undoes nothing",
            NEWEST,
            _undoes_nothing,
            "The answer says COMPENSATED, and nothing was: Ada's card stays charged, the machine stays "
            "reserved. Stopping is half of it.",
        ),
        Misconception(
            "undoes everything in the list",
            ONLY,
            lambda seen: "ship" in _undone(seen["early"][0]) and "ship" not in seen["early"][0]["calls"],
            "The shelf was empty, the first step refused, and a parcel was called off that nobody ever sent. "
            "Undo the steps that were done, not the steps that there are.",
        ),
        Misconception(
            "undoes the refused step too",
            ONLY,
            lambda seen: _undone(seen["early"][0]) == ["reserve"],
            "Refused means: it did nothing. A first step that refuses was 'released' all the same, and the "
            "books say 6 machines on a shelf of 5.",
        ),
        Misconception(
            "oldest first",
            NEWEST,
            _undoes_in_order,
            "The machine is on the shelf again, and on sale, while Ada's money is still with the shop. "
            "The last thing done is the first to undo.",
        ),
        Misconception(
            "the last one only",
            NEWEST,
            _last_only,
            "One step back is not the whole way back: charge was undone, and the machine stays reserved for "
            "nobody.",
        ),
        Misconception(
            "calls None",
            NONE,
            lambda seen: "NoneType" in seen["none"]["error"],
            "check has no compensation, so its third part is None, and None cannot be called. Look before "
            "you call.",
        ),
        Misconception(
            "stops at None",
            NONE,
            lambda seen: not seen["none"]["error"] and _undone(seen["none"]) == [],
            "None means: nothing to undo here. It does not mean: nothing to undo before it.",
        ),
        Misconception(
            "passes it on",
            SAYS,
            lambda seen: seen["ship"]["error"].startswith("Refused"),
            "Refused came out of your function. A no is one of the two ways in which a saga ends, and no "
            "accident: return it.",
        ),
        Misconception(
            "Refused alone",
            SAYS,
            lambda seen: not seen["ship"]["error"] and seen["early"][1]["error"].startswith("CardDeclined"),
            "charge raised CardDeclined, a subclass of Refused, and you took only Refused itself for one. "
            "`except Refused` and `isinstance` know the subclasses, too; the class's own name does not.",
        ),
        Misconception(
            "every error is a refusal",
            SAYS,
            lambda seen: not seen["breaks"]["error"] and bool(_undone(seen["breaks"])),
            "ConnectionError: nobody knows whether the parcel left. You called that a refusal and undid the "
            "rest, and the parcel may be on its way. Catch Refused only; what to do here is lesson 09.",
        ),
        Misconception(
            "no reason",
            SAYS,
            lambda seen: seen["ship"]["value"] == "COMPENSATED",
            "COMPENSATED. At what, and why? That is the first question on the phone.",
        ),
    ),
    hints=(
        "What must you remember to be able to walk back?",
        "Remember the compensation after its action succeeded; at the refusal read that list from its end.",
        "done = []\nfor name, action, compensation in steps:\n    try:\n        action(order)\n"
        "    except Refused as no:\n        for undo in reversed(done): ...\n"
        '        return f"COMPENSATED at {name}: {no}"\n    done.append(compensation)',
    ),
)
