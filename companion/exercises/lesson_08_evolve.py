"""08-evolve: the account after one more event, whatever the event says."""

from collections.abc import Callable
from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.lesson_08_money import dollars
from companion.exercises.plain import Plain, plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MONEY = "account-500 comes to $500, account-123 to $510"
STATUS = "the status is open once it was opened, and closed once it was closed"
NEGATIVE = "what went below $0, or came after the closing, is read like all else"
UNKNOWN = "events it has never heard of change nothing"
AGAIN = "replayed a second time, it comes to the same"

Scene = dict[str, Any]
Told = tuple[str, int]

# Each scene: the events with their amounts in cents, and the balance after the last of them.
_WRITTEN: Final = {
    "account-500": (
        "AccountOpened MoneyDeposited:100_000 MoneyWithdrawn:30_000 MoneyWithdrawn:20_000",
        50_000,
    ),
    "account-123": (
        "AccountOpened MoneyDeposited:100_000 MoneyTransferredOut:20_000 InterestAdded:1_000 "
        "MoneyWithdrawn:30_000",
        51_000,
    ),
    "small change": (
        "AccountOpened InterestAdded:55 MoneyDeposited:7_700 MoneyTransferredOut:1_250 InterestAdded:30 "
        "MoneyTransferredOut:101",
        6_434,
    ),
    "closed": ("AccountOpened MoneyDeposited:2_500 MoneyWithdrawn:1_500 AccountClosed", 1_000),
    "late": (
        "AccountOpened MoneyDeposited:2_500 AccountClosed InterestAdded:40 MoneyWithdrawn:1_000",
        1_540,
    ),
    "negative": (
        "AccountOpened MoneyDeposited:50_000 MoneyWithdrawn:40_000 MoneyWithdrawn:40_000 "
        "MoneyDeposited:50_000",
        20_000,
    ),
    "unknown": ("AccountOpened MoneyDeposited:10_000 HolderMoved LimitAgreed:2_000", 10_000),
}


def _told(text: str) -> tuple[Told, ...]:
    """ "MoneyDeposited:100 AccountClosed" as pairs of name and cents."""
    pairs = (each.partition(":") for each in text.split())
    return tuple((name, int(cents or 0)) for name, _, cents in pairs)


SCENES: Final = {name: (_told(text), balance) for name, (text, balance) in _WRITTEN.items()}


def _event(name: str, cents: int) -> Any:
    from companion.scenarios import bank_events, bank_later

    if name == "HolderMoved":
        return bank_later.HolderMoved(city="Oslo")
    kind = getattr(bank_events, name, None) or getattr(bank_later, name)
    return kind(amount_cents=cents) if cents else kind()


def _fold(answer: Any, name: str) -> Scene:
    """The states along the way, as far as the answer came, and what stopped it."""
    from companion.scenarios.bank_events import Account

    states: list[Plain] = []

    def along() -> object:
        account: Any = Account()
        for each in SCENES[name][0]:
            account = answer(account, _event(*each))
            if account is TODO:
                return account
            states.append(_state(account))
        return None

    outcome = call(along, expect=name in ("negative", "late"))
    return {"states": states, "trouble": outcome.trouble, "error": outcome.error}


def _state(account: object) -> Plain:
    """[balance, status] of whatever has both, else what was returned instead, as text."""
    seen = plain(account)
    if isinstance(seen, list):  # a namedtuple is a record, too
        seen = dict(zip(getattr(type(account), "_fields", ()), seen, strict=False)) or seen
    if isinstance(seen, dict) and {"balance_cents", "status"} <= seen.keys():
        return [seen["balance_cents"], seen["status"]]
    if isinstance(seen, list | dict):
        return f"a {type(account).__name__}"
    return f"{seen!r}"[:40]


def _observe(answer: Any) -> Seen:
    seen: Seen = {name: _fold(answer, name) for name in SCENES}
    return {**seen, "again": _fold(answer, "account-500")}


def _end(scene: Scene, part: int) -> Any:
    """Balance (0) or status (1) after the last event; None if the answer did not come so far."""
    last = scene["states"][-1] if scene["states"] and not scene["trouble"] else None
    return last[part] if isinstance(last, list) and len(last) == 2 else None


def _stopped(name: str, scene: Scene) -> Finding | None:
    """The finding for an answer that raised or gave back no account; None if it came to the end."""
    events, at = SCENES[name][0], len(scene["states"])
    for (event, _), state in zip(events, scene["states"], strict=False):
        if not isinstance(state, list):
            then = f"; then your code {scene['trouble']}" if scene["trouble"] else ""
            return Finding("", f"after {event} evolve returned {state}, wanted is an Account{then}")
    if scene["trouble"]:
        where = f"at {events[at][0]}: " if at < len(events) else ""
        return Finding("", f"{where}your code {scene['trouble']}")
    return None


def _history(name: str) -> str:
    return ", ".join(f"{event} {dollars(cents)}" if cents else event for event, cents in SCENES[name][0])


def _comes_to(*names: str) -> Callable[[Seen], Finding | None]:
    def judge(seen: Seen) -> Finding | None:
        for name in names:
            scene, wanted = seen[name], SCENES[name][1]
            stopped = _stopped(name, scene)
            if stopped is not None:
                return stopped
            found = _end(scene, 0)
            if type(found) is float and found * 100 == wanted:
                return Finding(f"{wanted}", f"{_history(name)}: balance_cents is {found!r}, in dollars")
            if found != wanted:
                return Finding(dollars(wanted), f"{_history(name)}: the balance is {dollars(_end(scene, 0))}")
        return None

    return judge


def _status(seen: Seen) -> Finding | None:
    for name in ("closed", "small change", "late"):
        stopped = _stopped(name, seen[name])
        if stopped is not None and name == "late":  # the next criterion tells
            continue
        if stopped is not None:
            return stopped
        wanted = "open"
        for (event, _), state in zip(SCENES[name][0], seen[name]["states"], strict=True):
            wanted = "closed" if event == "AccountClosed" else wanted
            if state[1] != wanted:
                return Finding(repr(wanted), f"after {event} the status is {state[1]!r}")
    return None


def _unknown(seen: Seen) -> Finding | None:
    stopped = _stopped("unknown", seen["unknown"])
    if stopped is not None:
        return stopped
    _, before, *after = seen["unknown"]["states"]
    if before != [10_000, "open"]:
        return Finding("", "not judged: the account before them is not yet open with $100.00 in it")
    for name, state in zip(("HolderMoved", "LimitAgreed"), after, strict=True):
        if state != before:
            return Finding("$100.00, open", f"after {name}: {dollars(state[0])}, {state[1]}")
    return None


def _again(seen: Seen) -> Finding | None:
    first, second = _end(seen["account-500"], 0), _end(seen["again"], 0)
    if first != 50_000:
        return Finding("", "not judged: the first replay of account-500 does not come to $500.00 yet")
    if second != first:
        return Finding(dollars(first), f"account-500 replayed again comes to {dollars(second)}")
    return None


def _error(name: str, at: str) -> Callable[[Seen], str]:
    """The error raised at the event called `at` and at none before it; "" if there was none."""

    def found(seen: Seen) -> str:
        scene, events = seen[name], [event for event, _ in SCENES[name][0]]
        reached = len(scene["states"])
        return str(scene["error"]) if reached < len(events) and events[reached] == at else ""

    return found


def _refuses_below_zero(seen: Seen) -> bool:
    fine = _end(seen["account-500"], 0) == 50_000
    return fine and len(seen["negative"]["states"]) == 3 and bool(seen["negative"]["error"])


def _other_is_money(seen: Seen) -> bool:
    """HolderMoved broke on its missing amount, or LimitAgreed moved money."""
    missing = "'amount_cents'" in _error("unknown", "HolderMoved")(seen)
    return missing or _end(seen["unknown"], 0) in (8_000, 12_000)


EVOLVE = Exercise(
    id="08-evolve",
    title="evolve",
    kind="write",
    points=5,
    signature="evolve(account, event)",
    observe=_observe,
    criteria=(
        Criterion(MONEY, 1, _comes_to("account-500", "account-123", "small change")),
        Criterion(STATUS, 1, _status),
        Criterion(NEGATIVE, 1, _comes_to("negative", "late")),
        Criterion(UNKNOWN, 1, _unknown),
        Criterion(AGAIN, 1, _again),
    ),
    misconceptions=(
        Misconception(
            "changes the state in place",
            MONEY,
            lambda seen: "immutable type: 'Account'" in str(seen["account-500"]["error"]),
            "An Account cannot be changed: whoever holds the old one still sees the old one. "
            "Build a new one from the old one and the event.",
        ),
        Misconception(
            "falls off the end",
            UNKNOWN,
            lambda seen: "None" in seen["unknown"]["states"] and _end(seen["account-500"], 0) == 50_000,
            "After an event that is none of the six, evolve returns None, and the next event finds no "
            "account. "
            "Nothing changed: return the account as it is.",
        ),
        Misconception(
            "forgets the transfer",
            MONEY,
            lambda seen: _end(seen["account-123"], 0) == 71_000,
            "$710: two hundred dollars left for another account, and here they are still in this one.",
        ),
        Misconception(
            "interest is no money",
            MONEY,
            lambda seen: _end(seen["account-123"], 0) == 50_000,
            "$500 instead of $510: the bank paid ten dollars of interest, and Ada may spend them.",
        ),
        Misconception(
            "the amount is the balance",
            MONEY,
            lambda seen: _end(seen["account-500"], 0) in (20_000, -20_000),
            "The balance is what the last event said. An event tells a change: add it to what was there.",
        ),
        Misconception(
            "money out is added",
            MONEY,
            lambda seen: _end(seen["account-500"], 0) == 150_000,
            "$1,500: what left the account was added to it. Two of the four go down.",
        ),
        Misconception(
            "forgets the status",
            STATUS,
            lambda seen: (
                _end(seen["account-500"], 0) == 50_000
                and seen["closed"]["states"][:2] == [[0, "open"], [2_500, "unknown"]]
            ),
            "After a deposit the account is 'unknown' again: Account(balance) alone takes the status it "
            "begins with. Hand the old one on.",
        ),
        Misconception(
            "evolve judges",
            NEGATIVE,
            _refuses_below_zero,
            any_error=True,
            says="The second machine's withdrawal cannot be read, and so the account cannot be read at all. "
            "It happened: the money is gone. To say no is decide's work, before it happens.",
        ),
        Misconception(
            "clamps",
            NEGATIVE,
            lambda seen: _end(seen["negative"], 0) == 50_000,
            "400 and 400 out of 500 is 300 too much, and max(0, …) makes nothing of it: the bank has "
            "forgiven $300.",
        ),
        Misconception(
            "looks away",
            NEGATIVE,
            lambda seen: _end(seen["negative"], 0) == 60_000,
            "You say $600.00: the second withdrawal was left out because there was not enough. It was paid "
            "out all the same, and this history is the only witness.",
        ),
        Misconception(
            "what is not money in is money out",
            UNKNOWN,
            _other_is_money,
            "HolderMoved carries no amount, LimitAgreed carries one and moves no money. Ask for the events "
            "you know, by name; leave all others alone.",
        ),
        Misconception(
            "knows all events there will ever be",
            UNKNOWN,
            lambda seen: (
                bool(_error("unknown", "HolderMoved")(seen)) and _end(seen["account-500"], 0) == 50_000
            ),
            any_error=True,
            says="One new event, and every program of today that reads this stream is dead. "
            "What says nothing of money or status changes nothing.",
        ),
        Misconception(
            "remembers outside",
            AGAIN,
            lambda seen: (
                _end(seen["account-500"], 0) == 50_000 and _end(seen["again"], 0) not in (None, 50_000)
            ),
            "The first replay left something behind, and the second one began with it. "
            "State comes in as an argument and goes out as the result; nothing stays.",
        ),
    ),
    hints=(
        "Which of the six events move money, and in which direction? Which two move the status?",
        "The state is an argument, not a memory: build a new Account from the old one and the event. "
        "The last line is for the events you do not know.",
        "if isinstance(event, MoneyWithdrawn | MoneyTransferredOut):\n"
        "    return Account(account.balance_cents - event.amount_cents, account.status)\n"
        "...   # two more ifs\nreturn account",
    ),
)
