"""15-dinner: what each criterion looks at in the evenings that were played, and how it is told."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, Final

from companion.exercises.words import Finding, Seen
from companion.scenarios.reactions import PEOPLE

FACTS = "at least five events, and each is a fact"
HAPPENS = "each event happens, and the evening ends"
DINNER = "one order becomes one dinner"
NOBODY = "at least four services, and nobody is in charge"
DRIVER = "no driver: payment still works"
NO_MEAL = "card declined: no meal"
UNDONE = "card declined: undone, once"
FINE = "a good day undoes nothing"
CRITICAL = "critical is what the promise needs"
LATER = "what comes later may fail"

CHAIN: Final = ("OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant", "OrderPickedUp")
MEAL: Final = ("OrderAcceptedByRestaurant", "DriverAssigned", "OrderPickedUp", "OrderDelivered")
PROMISES: Final = ("OrderAcceptedByRestaurant", "OrderDelivered")
LEAST: Final = 5
AT_WORK: Final = 4


def names(seen: Seen, which: str) -> list[str]:
    """The events of one of the evenings, in order: "good", "declined" or "driver_off"."""
    return [str(each[0]) for each in seen[which]]


def judge(name: str) -> Callable[[Seen], Finding | None]:
    """The judge of a criterion: a slip in what it reads comes first, then what happened."""
    parts, look = _JUDGES[name]

    def judged(seen: Seen) -> Finding | None:
        if name != FACTS and not seen["rows"] and seen["slips"].get("reactions"):
            return Finding("", "no row can be read")
        said = [sentence for part in parts for sentence in seen["slips"].get(part, ())][:4]
        seen_there = look(seen)
        if said:
            return Finding("", "; ".join(said))
        return Finding("", seen_there) if seen_there else None

    return judged


def _facts(seen: Seen) -> str:
    wishes = [name for name, kind in seen["kinds"].items() if kind not in ("event", "ambiguous")]
    if wishes:
        near = meant(wishes[0], (*CHAIN, *MEAL, "PaymentDeclined"))
        odd = f"is named like a {seen['kinds'][wishes[0]]}, not like a fact"
        return f"{wishes[0]} {'is none of the names' if near else odd}{near}"
    listed = len(seen["listed"]["events"])
    if 0 < listed < LEAST:
        return f"events names {listed}, at least {LEAST} are wanted"
    happened = set(names(seen, "good")) | set(names(seen, "declined")) | set(names(seen, "driver_off"))
    few = f"{len(happened)} different event{'s' * (len(happened) != 1)} happened, at least {LEAST} are wanted"
    return "" if len(happened) >= LEAST else few


def _happens(seen: Seen) -> str:
    listed, happened = seen["listed"]["events"], _happened(seen)
    if seen["endless"]:
        dinners = names(seen, "good").count("OrderDelivered")
        return f"{dinners} dinner{'s' * (dinners != 1)} from one order, and still running"
    for name in listed:
        if name not in happened:
            return f"{name} never happens: {_why_never(seen, name)}"
    for row in seen["rows"]:
        if row[0] not in (*seen["names"], *PEOPLE):
            near = meant(row[0], [*seen["names"], *PEOPLE])
            return f"the row of {row[2]} waits for {row[0]!r}, which nobody publishes{near}"
    return "" if listed else "events names nothing"


def _happened(seen: Seen) -> list[str]:
    every = names(seen, "good") + names(seen, "declined") + names(seen, "driver_off")
    return list(dict.fromkeys(every))


def _why_never(seen: Seen, name: str) -> str:
    rows = [row for row in seen["rows"] if name in row[2:]]
    if not rows:
        read = " that can be read" if seen["slips"].get("reactions") else ""
        return f"no row{read} publishes it{meant(name, seen['names'])}"
    when, _, publishes, _ = rows[0]
    if name != publishes != "PaymentAuthorized":
        return (
            f"it is a fourth entry, and the row of {publishes} has none: only that of PaymentAuthorized may"
        )
    if when in seen["names"]:
        return f"its row waits for {when}, which does not happen either"
    near = meant(when, [*seen["names"], *PEOPLE])
    return f"its row waits for {when!r}, which nobody publishes{near}"


def meant(name: str, known: Iterable[str]) -> str:
    """A name among the known that looks like this one, as a question; empty if there is none."""
    letters = {_letters(each): each for each in known if each != name}
    mine = _letters(name)
    near = difflib.get_close_matches(mine, letters, 1, 0.8)
    if not near or not difflib.get_close_matches(mine[-8:], [near[0][-8:]], 1, 0.7):
        return ""  # Released is not Reserved: of a fact, the last word says what happened
    return f"; did you mean {letters[near[0]]!r}?"


def _letters(name: str) -> str:
    return name.replace("_", "").casefold()


def _dinner(seen: Seen) -> str:
    dinners = names(seen, "good").count("OrderDelivered")
    if dinners != 1:
        return f"{dinners or 'no'} OrderDelivered from one order"
    causes = next(each[2] for each in seen["good"] if each[0] == "OrderDelivered")
    gap = [name for name in CHAIN if name not in causes]
    return f"OrderDelivered came without {gap[0]} among its causes" if gap else ""


def bosses(seen: Seen) -> list[str]:
    """Services that hear the answers, and whose words alone make all others work: all, or all on the way."""
    dinner: list[str] = next((each[2] for each in seen["good"] if each[0] == "OrderDelivered"), [])
    on_the_way = [each for each in seen["good"] if each[0] in (*dinner, "OrderDelivered")]
    return list(dict.fromkeys(_in_charge(seen, seen["good"]) + _in_charge(seen, on_the_way)))


def _in_charge(seen: Seen, published: Any) -> list[str]:
    """Services that hear the answers, and whose words alone make all the others of `published` work."""
    works: dict[str, list[str]] = {}
    for _, service, causes in published:
        by = next((each[1] for each in seen["good"] if causes and each[0] == causes[0]), "")
        works.setdefault(service, [])
        if by and by != service:
            works[service].append(by)
    found = []
    for boss in works:
        others = [by for service, by in works.items() if service != boss and by]
        if len(others) > 2 and works[boss] and all(set(by) == {boss} for by in others):
            found.append(boss)
    return found


def _nobody(seen: Seen) -> str:
    boss = bosses(seen)
    if boss:
        return f"all others on the way to the dinner work only when {boss[0]} tells them"
    at_work = list(dict.fromkeys(each[1] for each in seen["good"]))
    if len(at_work) >= AT_WORK and not any(each[2] for each in seen["good"]):
        return "nobody hears anybody: all of them wait for a person"
    few = f"{len(at_work)} at work" + (f" ({', '.join(at_work)})" if at_work else "")
    return "" if len(at_work) >= AT_WORK else few


def _driver(seen: Seen) -> str:
    if not seen["driver"]:
        return "no row publishes DriverAssigned"
    sent = [each[2] for each in seen["good"] if each[0] == "DriverAssigned"]
    if sent and not sent[0]:
        return "DriverAssigned waits for a person, and for no event"
    if "PaymentAuthorized" not in names(seen, "driver_off"):
        return f"{seen['driver'][0]} is off, and PaymentAuthorized does not come"
    return ""


def _no_meal(seen: Seen) -> str:
    declined = names(seen, "declined")
    meal = [name for name in MEAL if name in declined]
    if not seen["rows"]:
        return "nothing happens: there is no row"
    if "PaymentDeclined" not in declined:
        told = f", and {meal[0]} happens" if meal else ""
        return f"nobody publishes PaymentDeclined{told}{_declined_elsewhere(seen)}"
    return f"the card is declined, and {meal[0]} happens all the same" if meal else ""


def _declined_elsewhere(seen: Seen) -> str:
    """Where PaymentDeclined is the fourth entry of another row than the one that is asked for it."""
    rows = [row for row in seen["rows"] if row[3] == "PaymentDeclined" and row[2] != "PaymentAuthorized"]
    if not rows:
        return ""
    return f"; it is the fourth entry of the row of {rows[0][2]}, and the card is asked at PaymentAuthorized"


def _undone(seen: Seen) -> str:
    undo, declined = seen["listed"]["undo"], names(seen, "declined")
    if not undo:
        return "undo names nothing"
    for name in undo:
        if name == "PaymentDeclined":
            return "PaymentDeclined is the refusal itself: nobody hears it and gives anything back"
        times = declined.count(name)
        if not times:
            why = "" if name in names(seen, "good") else f": {_why_never(seen, name)}"
            return f"{name} does not happen when the card is declined{why}"
        if times != 1:
            return f"{name} happens {times} times"
        causes = next(each[2] for each in seen["declined"] if each[0] == name)
        if "PaymentDeclined" not in causes:
            return f"{name} happens, and not because of PaymentDeclined"
    return ""


def _fine(seen: Seen) -> str:
    undo, good = seen["listed"]["undo"], names(seen, "good")
    known = [name for name in undo if name in seen["names"]]
    if not known:
        return "there is nothing in undo that any row publishes"
    if "OrderDelivered" not in good:
        return "there is no good day: nothing is delivered"
    if "PaymentDeclined" in good:
        return "the card is good, and PaymentDeclined happens as well"
    wrong = [name for name in known if name in good]
    return f"the dinner was delivered, and {wrong[0]} happened" if wrong else ""


def _promised(seen: Seen) -> str:
    """What is wrong with the promise itself; empty if it is kept on a good day."""
    promise = seen["promise"]
    if promise not in PROMISES:
        said = f"promise is {promise!r}" if promise else "no promise"
        return f"{said}; wanted is {' or '.join(PROMISES)}"
    kept = [each[2] for each in seen["good"] if each[0] == promise]
    if not kept:
        return f"{promise} does not come on a good day"
    return "" if kept[0] else f"{promise} comes without any event before it: nobody needs to order"


def _critical(seen: Seen) -> str:
    wrong = _promised(seen)
    named, needed, promise = seen["listed"]["critical"], seen["needed"], seen["promise"]
    if wrong or not named:
        return wrong or "critical names nothing"
    more = [name for name in named if name not in needed]
    less = [name for name in needed if name not in named]
    told = []
    strangers = [name for name in more if name not in seen["names"]]
    if strangers:
        service = strangers[0] in [row[1] for row in seen["rows"]]
        what = "is a service; wanted are events" if service else "is no event of any row"
        told.append(f"{strangers[0]} {what}{'' if service else meant(strangers[0], seen['names'])}")
    elif more:
        first = f"without {more[0]}, {promise} comes all the same"
        told.append(first + (f": {len(more)} events too many" if len(more) > 1 else ""))
    if less == [promise]:
        told.append(f"{promise}, the promise itself, is missing")
    elif less:
        told.append(f"{', '.join(less)} {'is' if len(less) == 1 else 'are'} missing")
    return "; ".join(told)


def _later(seen: Seen) -> str:
    wrong = _promised(seen)
    if wrong or not seen["spared"]:
        return wrong or "later names nothing"
    services = [row[1] for row in seen["rows"]]
    for name, kept in seen["spared"].items():
        if kept is None:
            near = meant(name, [*seen["names"], *services])
            return f"{name} is no event and no service of any row{near}"
        if not kept:
            return f"without {name}, {seen['promise']} does not come"
    if not set(seen["spared"]) & set(seen["good_day"]):
        return (
            f"on a good day nothing is heard of {next(iter(seen['spared']))}: name one that is at work then"
        )
    return ""


Look = Callable[[Seen], str]
_JUDGES: Final[dict[str, tuple[tuple[str, ...], Any]]] = {
    FACTS: (("reactions",), _facts),
    HAPPENS: (("events",), _happens),
    DINNER: ((), _dinner),
    NOBODY: ((), _nobody),
    DRIVER: ((), _driver),
    NO_MEAL: ((), _no_meal),
    UNDONE: (("undo",), _undone),
    FINE: ((), _fine),
    CRITICAL: (("critical", "promise"), _critical),
    LATER: (("later", "promise"), _later),
}
"""A criterion's name to the parts whose slips it tells, and the look at what happened."""
