"""14-erase: a nightly job after which nobody can read a forgotten name, in the vault or on the screen."""

from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.lesson_14_night import DEPOSITED, FORGOTTEN, HOLDERS, NAMES, World
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

DUE = "who asked and may be forgotten: key and name are gone"
OTHERS = "who must be kept, or never asked, can still be read"
BOOKS = 'the account stays in the list as "(forgotten)", every event in the store'
HALF = "last night's run died between key and name: the name goes tonight"


def _observe(answer: Any) -> Seen:
    elsewhere = World("account-2", "r-6 r-9 r-1 r-8", "Eva Hesse")
    return {
        "night": _night(answer, World()),
        "elsewhere": _night(answer, elsewhere),
        "after": _after(answer),
    }


def _after(answer: Any) -> dict[str, Any]:
    """Tonight, when last night's run has destroyed the key and come no further."""
    world = World("account-3", "q-5 q-1 q-7 q-2", "Gwen John")
    world.vault.shred(world.due)
    return _night(answer, world)


def _night(answer: Any, world: World) -> dict[str, Any]:
    outcome = call(answer, world.store, world.vault, world.names)
    gave = type(outcome.value) is dict and outcome.value is not world.names
    return {**world.used(), **world.seen(), "trouble": outcome.trouble, "gave": gave}


VERSIONS: Final = [1 + (n in DEPOSITED) for n in range(1, 6)]
HERS: Final = [n for n, who in enumerate(HOLDERS) if who == 0]


def _stopped(run: dict[str, Any]) -> Finding | None:
    return Finding("", f"your code {run['trouble']}") if run["trouble"] else None


def _gone(run: dict[str, Any]) -> Finding | None:
    """Whether who is due can be read no more."""
    due, name = run["persons"][0], run["before"][0]
    if run["opened"][0] != FORGOTTEN:
        return Finding("", f"the vault still opens {in_words(name)} for {due}, who may be forgotten")
    for n in HERS:
        if run["named"][n] == name:
            said = f"names still says {in_words(name)} for {run['accounts'][n]}"
            return Finding("", f"{said}; nobody can open the event")
    return None


def _due(seen: Seen) -> Finding | None:
    night, elsewhere = seen["night"], seen["elsewhere"]
    found = _stopped(night) or _gone(night)
    if found:
        return found
    found = _stopped(elsewhere) or _gone(elsewhere)
    return Finding("", f"at another bank: {found.evidence}") if found else None


def _others(seen: Seen) -> Finding | None:
    run = seen["night"]
    for n, name in enumerate(run["before"]):
        if n in HERS:
            continue
        if run["opened"][n] != name:
            why = "must be kept until 2032-03-01" if HOLDERS[n] == 1 else "never asked"
            return Finding("", f"{run['persons'][n]}, who {why}, was shredded")
        if run["named"][n] != name:
            there = run["named"][n]
            said = "is missing" if run["accounts"][n] in run["lost"] else f"is {in_words(there)}"
            whose = "another person of this name: " if name == run["before"][0] else ""
            return Finding(in_words(name), f"{whose}the name of {run['accounts'][n]} {said}")
    return _stopped(run) or _untouched(run)


def _untouched(run: dict[str, Any]) -> Finding | None:
    """What a job that changes nothing on the screen gets: then it cannot be said that it spares anybody."""
    return Finding("", "not judged: no name has changed") if run["named"] == run["before"] else None


def _books(seen: Seen) -> Finding | None:
    run = seen["night"]
    for account, version, wanted in zip(run["accounts"], run["versions"], VERSIONS, strict=True):
        if version != wanted:
            return Finding(str(wanted), f"{account} has {version} events")
    for n in HERS:
        name = run["named"][n]
        if name != FORGOTTEN:
            lost = run["accounts"][n] in run["lost"]
            said = "is not in names any more" if lost else f"is {in_words(name)} in names"
            return Finding(in_words(FORGOTTEN), f"{run['accounts'][n]} {said}")
    if run["strange"]:
        return Finding("", f"names has {in_words(run['strange'][0])}, which is no account")
    return _stopped(run)


def _half(seen: Seen) -> Finding | None:
    run = seen["after"]
    found = _stopped(run) or _gone(run)
    if found:
        return Finding("", f"{run['persons'][0]}'s key went last night. Tonight {found.evidence}")
    if _due(seen) is not None:
        return Finding("", "not judged: first a whole night must do it")
    return None


def _same_screen(run: dict[str, Any]) -> bool:
    """The key is gone, and every name stands as it stood."""
    there = run["opened"][0] == FORGOTTEN and run["named"] == run["before"] and not run["strange"]
    return there and not run["trouble"]


def _unchanged(seen: Seen) -> bool:
    return _same_screen(seen["night"]) and _same_screen(seen["after"])


def _raised(seen: Seen, kind: str) -> bool:
    return any(f"raised {kind}:" in seen[run]["trouble"] for run in ("night", "after"))


def _named(seen: Seen, run: str = "night") -> list[Any]:
    return list(seen[run]["named"])


def _of_hers(seen: Seen, run: str) -> int:
    """How many accounts of the person who is due say that she is forgotten; 0 after an error."""
    return 0 if seen[run]["trouble"] else [_named(seen, run)[n] for n in HERS].count(FORGOTTEN)


def _readable(seen: Seen) -> bool:
    """Her key is there, and nothing went wrong on the way."""
    return seen["night"]["opened"][0] != FORGOTTEN and not seen["night"]["trouble"]


ERASE = Exercise(
    id="14-erase",
    title="daily",
    kind="bug hunt",
    points=5,
    signature="daily(store, vault, names)",
    observe=_observe,
    returns=False,
    criteria=(
        Criterion(DUE, 2, _due),
        Criterion(OTHERS, 1, _others),
        Criterion(BOOKS, 1, _books),
        Criterion(HALF, 1, _half),
    ),
    misconceptions=(
        Misconception(
            "shreds who must be kept",
            DUE,
            lambda seen: _raised(seen, "StillRetained"),
            "A person must be kept until a date, wish or no wish, and the vault says so by an error. A job "
            "that stops there stops there every night. shred_due knows who asked, and the dates.",
        ),
        Misconception(
            "does not expect the forgotten",
            DUE,
            lambda seen: _raised(seen, "Shredded"),
            "Your job dies of the first person who was forgotten: what was shredded is neither opened nor "
            "sealed again. That is to be expected from now on: say what stands there instead.",
        ),
        Misconception(
            "persons for accounts",
            DUE,
            lambda seen: any(
                str(each).startswith("p-") for each in seen["night"]["strange"] + seen["night"]["missed"]
            ),
            "shred_due tells persons, and names goes by account. An event of the account says who holds it.",
        ),
        Misconception(
            "another dict",
            DUE,
            lambda seen: _same_screen(seen["night"]) and seen["night"]["gave"],
            "You gave back another dict. The clerk's screen reads the one that was handed in: change that "
            "one.",
        ),
        Misconception(
            "a night late",
            DUE,
            lambda seen: _same_screen(seen["night"]) and FORGOTTEN in _named(seen, "after"),
            "The list was made first, and the key went after it: the name stands there for one more day. "
            "What is copied is brought up to date after what it is copied from.",
        ),
        Misconception(
            "waits for the copy",
            DUE,
            lambda seen: _unchanged(seen) and not (seen["night"]["touched"] or seen["night"]["read"]),
            "You destroyed the key and changed nothing in `names`. That list is a copy: it does not "
            "know that its source was shredded, and nobody brings it up to date but this job.",
        ),
        Misconception(
            "no event fits",
            DUE,
            lambda seen: _unchanged(seen) and not seen["night"]["touched"] and seen["night"]["read"],
            "You read the events, and none of them led to a row of the dict you were handed. Either your "
            "`if` lets no event through: print the two values that it compares. Or the names went into "
            "another dict: `names = …` makes one.",
        ),
        Misconception(
            "the list is enough",
            DUE,
            lambda seen: _readable(seen) and _named(seen)[0] == FORGOTTEN,
            "The screen says nothing any more, and her key is there: whoever reads the events reads her "
            "name.",
        ),
        Misconception(
            "nobody shreds",
            DUE,
            lambda seen: _readable(seen) and seen["night"]["opened"] == seen["night"]["before"],
            "Nothing was shredded. A wish is only noted; it waits until somebody runs `shred_due` on a day "
            "on which it may be fulfilled.",
        ),
        Misconception(
            "one of her two accounts",
            DUE,
            lambda seen: _of_hers(seen, "night") == 1 and _of_hers(seen, "elsewhere") == 1,
            "Ada has two accounts, and one of them still says her name. A person may stand in many rows: "
            "reach all of them.",
        ),
        Misconception(
            "one bank by heart",
            DUE,
            lambda seen: _of_hers(seen, "night") > 0 and _same_screen(seen["elsewhere"]),
            "Another bank has other accounts, persons and names. Go by what its events and its vault say, "
            "not by what you have seen of this one.",
        ),
        Misconception(
            "allowed, so done",
            OTHERS,
            lambda seen: seen["night"]["opened"][2] == FORGOTTEN,
            "Cy never asked. That somebody may be forgotten is no reason to forget them: it takes the wish "
            "and the day.",
        ),
        Misconception(
            "everybody is forgotten",
            OTHERS,
            lambda seen: (
                all(name in (None, FORGOTTEN) for name in _named(seen)) and not seen["night"]["strange"]
            ),
            "The names of all the others are gone as well, and none of them may be forgotten tonight.",
        ),
        Misconception(
            "goes by the name",
            OTHERS,
            lambda seen: _named(seen)[4] == FORGOTTEN and _named(seen)[1:3] == [*NAMES[1:3]],
            "Two persons are called Ada Lovelace, and one of them never asked. Who it is, the event says: "
            "`holder.person`.",
        ),
        Misconception(
            "asked is forgotten",
            OTHERS,
            lambda seen: (
                _named(seen)[1:3] == [FORGOTTEN, NAMES[2]] and seen["night"]["opened"][1] == NAMES[1]
            ),
            "Bo asked, and the bank must keep him until next year. Whether a name can be shown is what the "
            "vault says tonight, not who asked.",
        ),
        Misconception(
            "takes the row out",
            BOOKS,
            lambda seen: seen["night"]["accounts"][0] in seen["night"]["lost"],
            "account-11 existed, with money in it, and the books must show it. The name goes, the account "
            "stays.",
        ),
        Misconception(
            "only tonight's",
            HALF,
            lambda seen: _due(seen) is None and _gone(seen["after"]) is not None,
            "The run died after the key. Tonight shred_due returns nobody, and the name stays there for "
            "ever. Do not follow tonight's news: say what must be so for every account.",
        ),
    ),
    hints=(
        "Where is a name that nobody deletes?",
        "Do not follow tonight's list. Say what must be so for every account, each night.",
        "vault.shred_due()\n"
        "for each in store.read_all():\n"
        '    if each.type == "AccountOpened":\n'
        "        names[each.stream] = vault.open(each.event.holder, default=…)",
    ),
)
