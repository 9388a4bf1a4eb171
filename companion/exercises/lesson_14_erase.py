"""14-erase: a nightly job after which nobody can read a forgotten name, in the vault or on the screen."""

from datetime import UTC, date, datetime
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

DUE = "who asked and may be forgotten: key and name are gone"
OTHERS = "who must be kept, or never asked, can still be read"
BOOKS = "every account stays in the list, every event in the store"
HALF = "last night's run died between key and name: the name goes tonight"

NAMES: Final = ("Ada Lovelace", "Bo Diddley", "Cy Twombly", "Di Brandt")
"""Of persons 1 to 4."""
HOLDERS: Final = (1, 2, 3, 1, 4)
"""Who holds the first, second … account. Person 1 has two of them."""
DEPOSITED: Final = (1, 2)
FORGOTTEN = "(forgotten)"
TONIGHT: Final = date(2031, 3, 1)


class _World:
    """The bank in the night to 1 March 2031. Person 1, who has two accounts, is due; 2 asked and is kept for
    another year; 3 and 4 never asked, and of 4 nothing is kept. Accounts and persons have other numbers in
    each world, so that an answer cannot go by them.
    """

    def __init__(self, account: str = "account-1", person: str = "p-") -> None:
        from companion.events import VirtualClock
        from companion.scenarios.bank import MoneyDeposited, open_account
        from companion.sourcing import ANY, MemoryStore, MemoryVault

        clock = VirtualClock(start=datetime(2031, 3, 1, 2, tzinfo=UTC))
        self.store, self.vault = MemoryStore(clock=clock), MemoryVault(clock=clock)
        self.holders = {f"{account}{n}": f"{person}{who}" for n, who in enumerate(HOLDERS, 1)}
        self.names: Any = {each: NAMES[int(who[-1]) - 1] for each, who in self.holders.items()}
        self.due = f"{person}1"
        for each, who in self.holders.items():
            open_account(self.store, self.vault, each, who, self.names[each])
        for n in DEPOSITED:
            self.store.append(f"{account}{n}", [MoneyDeposited(amount_cents=50_000)], expected=ANY)
        self.vault.retain(self.due, TONIGHT)
        self.vault.retain(f"{person}2", date(2032, 3, 1))
        self.vault.retain(f"{person}3", date(2030, 3, 1))
        self.vault.request(self.due)
        self.vault.request(f"{person}2")

    def seen(self) -> dict[str, Any]:
        """What can be read afterwards, in the vault and on the screen; accounts by their number, 1 to 5."""
        accounts = list(self.holders)
        named = self.names.get if isinstance(self.names, dict) else lambda _: None
        return {
            "accounts": accounts,
            "persons": list(self.holders.values()),
            "opened": [self._opened(each) for each in accounts],
            "named": [plain(named(each)) for each in accounts],
            "strange": [plain(each) for each in self.names if each not in accounts][:3],
            "versions": [self.store.version(each) for each in accounts],
        }

    def _opened(self, account: str) -> str:
        sealed: Any = self.store.read(account, until=1)[0].event
        return str(self.vault.open(sealed.holder, default=FORGOTTEN))


def _observe(answer: Any) -> Seen:
    return {"night": _night(answer, _World()), "after": _after(answer)}


def _after(answer: Any) -> dict[str, Any]:
    """Tonight, when last night's run has destroyed the key and come no further."""
    world = _World("account-3", "q-")
    world.vault.shred(world.due)
    return _night(answer, world)


def _night(answer: Any, world: _World) -> dict[str, Any]:
    outcome = call(answer, world.store, world.vault, world.names)
    return {**world.seen(), "trouble": outcome.trouble, "gave": type(outcome.value) is dict}


BEFORE: Final = [NAMES[who - 1] for who in HOLDERS]
VERSIONS: Final = [1 + (n in DEPOSITED) for n in range(1, 6)]
HERS: Final = [n for n, who in enumerate(HOLDERS) if who == 1]


def _stopped(run: dict[str, Any]) -> Finding | None:
    return Finding("", f"your code {run['trouble']}") if run["trouble"] else None


def _gone(run: dict[str, Any]) -> Finding | None:
    """Whether who is due can be read no more."""
    due = run["persons"][0]
    if run["opened"][0] != FORGOTTEN:
        return Finding("", f"the vault still opens {in_words(NAMES[0])} for {due}, who may be forgotten")
    for n in HERS:
        if run["named"][n] == NAMES[0]:
            said = f"names still says {in_words(NAMES[0])} for {run['accounts'][n]}"
            return Finding("", f"{said}; nobody can open the event")
    return None


def _due(seen: Seen) -> Finding | None:
    return _stopped(seen["night"]) or _gone(seen["night"])


def _others(seen: Seen) -> Finding | None:
    run = seen["night"]
    for n, name in enumerate(BEFORE):
        if n in HERS:
            continue
        if run["opened"][n] != name:
            why = "must be kept until 2032-03-01" if HOLDERS[n] == 2 else "never asked"
            return Finding("", f"{run['persons'][n]}, who {why}, was shredded")
        if run["named"][n] != name:
            there = run["named"][n]
            said = "is missing" if there is None else f"is {in_words(there)}"
            return Finding(in_words(name), f"the name of {run['accounts'][n]} {said}")
    return _stopped(run) or _untouched(run)


def _untouched(run: dict[str, Any]) -> Finding | None:
    """What a job that changes nothing on the screen gets: then it cannot be said that it spares anybody."""
    return Finding("", "not judged: no name has changed") if run["named"] == BEFORE else None


def _books(seen: Seen) -> Finding | None:
    run = seen["night"]
    for account, version, wanted in zip(run["accounts"], run["versions"], VERSIONS, strict=True):
        if version != wanted:
            return Finding(str(wanted), f"{account} has {version} events")
    for n in HERS:
        name = run["named"][n]
        if name != FORGOTTEN:
            said = "is not in names any more" if name is None else f"is {in_words(name)} in names"
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
    there = run["opened"][0] == FORGOTTEN and run["named"] == BEFORE and not run["strange"]
    return there and not run["trouble"]


def _raised(seen: Seen, kind: str) -> bool:
    return any(f"raised {kind}:" in seen[run]["trouble"] for run in ("night", "after"))


def _named(seen: Seen, run: str = "night") -> list[Any]:
    return list(seen[run]["named"])


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
            "a wish is a right",
            DUE,
            lambda seen: _raised(seen, "StillRetained"),
            "A wish is not yet a right: until its date the law keeps p-2, and the vault says so by an "
            "error. A job that stops there stops there every night. shred_due knows the dates.",
        ),
        Misconception(
            "opens blindly",
            DUE,
            lambda seen: _raised(seen, "Shredded"),
            "Your list dies of the first person who was forgotten. That this one cannot be opened is to be "
            "expected from now on: say what stands there instead.",
        ),
        Misconception(
            "persons for accounts",
            DUE,
            lambda seen: any(str(each).startswith("p-") for each in seen["night"]["strange"]),
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
            "the key is enough",
            DUE,
            lambda seen: _same_screen(seen["night"]) and _same_screen(seen["after"]),
            "The vault forgot Ada. The list on the clerk's screen did not: a copy does not know that its "
            "source was shredded. (`names = …` makes another list; the screen reads the one handed in.)",
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
            lambda seen: _readable(seen) and _named(seen)[0] == NAMES[0],
            "Nothing was shredded. A wish is only noted; it waits until somebody runs `shred_due` on a day "
            "on which it may be fulfilled.",
        ),
        Misconception(
            "one account a person",
            DUE,
            lambda seen: [_named(seen)[n] == FORGOTTEN for n in HERS].count(True) == 1,
            "Ada has two accounts, and one of them still says her name. A person may stand in many rows.",
        ),
        Misconception(
            "allowed, so done",
            OTHERS,
            lambda seen: seen["night"]["opened"][2] == FORGOTTEN,
            "Cy never asked. That somebody may be forgotten is no reason to forget them: it takes the wish "
            "and the day.",
        ),
        Misconception(
            "clears the list",
            OTHERS,
            lambda seen: all(name in (None, FORGOTTEN) for name in _named(seen)),
            "Bo, Cy and Di are gone from the list as well, and nobody asked for that.",
        ),
        Misconception(
            "asked is forgotten",
            OTHERS,
            lambda seen: _named(seen)[1:3] == [FORGOTTEN, NAMES[2]],
            "Bo asked, and the bank must keep him until next year. Whether a name can be shown is what the "
            "vault says tonight, not who asked.",
        ),
        Misconception(
            "takes the row out",
            BOOKS,
            lambda seen: _named(seen)[0] is None,
            "account-11 existed, with money in it, and the books must show it. The name goes, the account "
            "stays.",
        ),
        Misconception(
            "only tonight's",
            HALF,
            lambda seen: _due(seen) is None and _gone(seen["after"]) is not None,
            "The run died after the key. Tonight shred_due returns nobody, and Ada stays in the list for "
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
