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

ACCOUNTS: Final = {
    "account-11": ("p-1", "Ada Lovelace"),
    "account-12": ("p-2", "Bo Diddley"),
    "account-13": ("p-3", "Cy Twombly"),
    "account-14": ("p-1", "Ada Lovelace"),
    "account-15": ("p-4", "Di Brandt"),
}
VERSIONS: Final = {"account-11": 2, "account-12": 2, "account-13": 1, "account-14": 1, "account-15": 1}
FORGOTTEN = "(forgotten)"
TONIGHT: Final = date(2031, 3, 1)


class _World:
    """The bank in the night to 1 March 2031. p-1, who has two accounts, is due; p-2 asked and is kept for
    another year; p-3 and p-4 never asked, and of p-4 nothing is kept.
    """

    def __init__(self) -> None:
        from companion.events import VirtualClock
        from companion.scenarios.bank import MoneyDeposited, open_account
        from companion.sourcing import ANY, MemoryStore, MemoryVault

        clock = VirtualClock(start=datetime(2031, 3, 1, 2, tzinfo=UTC))
        self.store, self.vault = MemoryStore(clock=clock), MemoryVault(clock=clock)
        for account, (person, name) in ACCOUNTS.items():
            open_account(self.store, self.vault, account, person, name)
        for account in ("account-11", "account-12"):
            self.store.append(account, [MoneyDeposited(amount_cents=50_000)], expected=ANY)
        self.vault.retain("p-1", TONIGHT)
        self.vault.retain("p-2", date(2032, 3, 1))
        self.vault.retain("p-3", date(2030, 3, 1))
        self.vault.request("p-1")
        self.vault.request("p-2")
        self.names: Any = {account: name for account, (_, name) in ACCOUNTS.items()}

    def seen(self) -> dict[str, Any]:
        """What can be read afterwards, in the vault and on the screen."""
        return {
            "vault": {person: self._opened(account) for account, (person, _) in ACCOUNTS.items()},
            "names": plain(self.names),
            "versions": {account: self.store.version(account) for account in ACCOUNTS},
        }

    def _opened(self, account: str) -> str:
        sealed: Any = self.store.read(account, until=1)[0].event
        return str(self.vault.open(sealed.holder, default=FORGOTTEN))


def _observe(answer: Any) -> Seen:
    return {"night": _night(answer), "after": _night(answer, died=True)}


def _night(answer: Any, died: bool = False) -> dict[str, Any]:
    """One run; with `died` last night's has shredded p-1's key and come no further."""
    world = _World()
    if died:
        world.vault.shred("p-1")
    outcome = call(answer, world.store, world.vault, world.names)
    return {**world.seen(), "trouble": outcome.trouble, "gave": plain(outcome.value)}


def _named(run: dict[str, Any], account: str) -> Any:
    names = run["names"]
    return names.get(account) if type(names) is dict else None


def _stopped(run: dict[str, Any]) -> Finding | None:
    return Finding("", f"your code {run['trouble']}") if run["trouble"] else None


def _gone(run: dict[str, Any]) -> Finding | None:
    """Whether p-1 can be read no more."""
    if run["vault"]["p-1"] != FORGOTTEN:
        return Finding(
            "", f"the vault still opens {in_words(run['vault']['p-1'])} for p-1, who may be forgotten"
        )
    for account in ("account-11", "account-14"):
        name = _named(run, account)
        if name == ACCOUNTS[account][1]:
            return Finding("", f"names still says {in_words(name)} for {account}; nobody can open the event")
    return None


def _due(seen: Seen) -> Finding | None:
    return _stopped(seen["night"]) or _gone(seen["night"])


def _others(seen: Seen) -> Finding | None:
    run = seen["night"]
    for account, (person, name) in ACCOUNTS.items():
        if person == "p-1":
            continue
        if run["vault"][person] != name:
            why = "must be kept until 2032-03-01" if person == "p-2" else "never asked"
            return Finding("", f"{person}, who {why}, was shredded")
        if _named(run, account) != name:
            there = _named(run, account)
            said = "is missing" if there is None else f"is {in_words(there)}"
            return Finding(in_words(name), f"the name of {account} {said}")
    return _stopped(run) or _untouched(run)


def _untouched(run: dict[str, Any]) -> Finding | None:
    """What a job that changes nothing on the screen gets: then it cannot be said that it spares anybody."""
    if run["names"] == {account: name for account, (_, name) in ACCOUNTS.items()}:
        return Finding("", "not judged: no name has changed")
    return None


def _books(seen: Seen) -> Finding | None:
    run = seen["night"]
    for account, version in VERSIONS.items():
        if run["versions"][account] != version:
            return Finding(str(version), f"{account} has {run['versions'][account]} events")
    for account in ("account-11", "account-14"):
        name = _named(run, account)
        if name != FORGOTTEN:
            said = "is not in names any more" if name is None else f"is {in_words(name)} in names"
            return Finding(in_words(FORGOTTEN), f"{account} {said}")
    strange = [account for account in run["names"] if account not in ACCOUNTS]
    if strange:
        return Finding("", f"names has an account {in_words(strange[0])}, which nobody opened")
    return _stopped(run)


def _half(seen: Seen) -> Finding | None:
    run = seen["after"]
    found = _stopped(run) or _gone(run)
    if found:
        return Finding("", f"p-1's key went last night. Tonight {found.evidence}")
    if _due(seen) is not None:
        return Finding("", "not judged: first a whole night must do it")
    return None


def _key_alone(seen: Seen) -> bool:
    names, run = seen["night"]["names"], seen["night"]
    unchanged = names == {account: name for account, (_, name) in ACCOUNTS.items()}
    return bool(run["vault"]["p-1"] == FORGOTTEN and unchanged and not run["trouble"])


def _raised(seen: Seen, *kinds: str) -> bool:
    return any(kind in seen[run]["trouble"] for run in ("night", "after") for kind in kinds)


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
            "A wish is not yet a right: until its date the law keeps p-2, and the vault says so by an error. "
            "A job that stops there stops there every night. shred_due knows the dates.",
        ),
        Misconception(
            "opens blindly",
            DUE,
            lambda seen: _raised(seen, "Shredded"),
            "Your list dies of the first person who was forgotten. That one cannot be opened is to be "
            "expected from now on: say what stands there instead.",
        ),
        Misconception(
            "another dict",
            DUE,
            lambda seen: _key_alone(seen) and type(seen["night"]["gave"]) is dict,
            "You gave back another dict. The clerk's screen reads the one that was handed in: change that "
            "one.",
        ),
        Misconception(
            "the key is enough",
            DUE,
            lambda seen: _key_alone(seen) and _key_alone({"night": seen["after"]}),
            "The vault forgot Ada. The list on the clerk's screen did not: a copy does not know that its "
            "source was shredded.",
        ),
        Misconception(
            "the list is enough",
            DUE,
            lambda seen: (
                seen["night"]["vault"]["p-1"] != FORGOTTEN
                and _named(seen["night"], "account-11") == FORGOTTEN
                and not seen["night"]["trouble"]
            ),
            "The screen says nothing any more, and her key is there: whoever reads the events reads her "
            "name.",
        ),
        Misconception(
            "nobody shreds",
            DUE,
            lambda seen: (
                seen["night"]["vault"]["p-1"] != FORGOTTEN
                and _named(seen["night"], "account-11") == "Ada Lovelace"
                and not seen["night"]["trouble"]
            ),
            "Nothing was shredded. A wish is only noted; it waits until somebody runs `shred_due` on a day "
            "on which it may be fulfilled.",
        ),
        Misconception(
            "one account a person",
            DUE,
            lambda seen: FORGOTTEN in [_named(seen["night"], each) for each in ("account-11", "account-14")],
            "Ada has two accounts, and one of them still says her name. A person may stand in many rows.",
        ),
        Misconception(
            "clears the list",
            OTHERS,
            lambda seen: (
                not seen["night"]["names"]
                or all(name == FORGOTTEN for name in seen["night"]["names"].values())
            ),
            "Bo, Cy and Di are gone from the list as well, and nobody asked for that.",
        ),
        Misconception(
            "asked is forgotten",
            OTHERS,
            lambda seen: (
                _named(seen["night"], "account-12") == FORGOTTEN
                and _named(seen["night"], "account-13") == ACCOUNTS["account-13"][1]
            ),
            "Bo asked, and the bank must keep him until next year. Whether a name can be shown is what the "
            "vault says tonight, not who asked.",
        ),
        Misconception(
            "takes the row out",
            BOOKS,
            lambda seen: type(seen["night"]["names"]) is dict and "account-11" not in seen["night"]["names"],
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
