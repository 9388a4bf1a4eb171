"""08-specify: a specification that holds for the bank and fails for five colleagues' banks."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

HOLDS = "it holds for our bank, and expects something of it"
TWO = "it fails for two of the five colleagues' banks"
FOUR = "it fails for four of them"
ALL = "it fails for all five"
ENOUGH = {TWO: 2, FOUR: 4, ALL: 5}


def _observe(answer: Any) -> Seen:
    """Our bank and each colleague's: what the specification said, and what it asked."""
    from companion.scenarios.bank import bank
    from companion.scenarios.colleagues import COLLEAGUES

    differs: list[str] = []

    def asked() -> Any:
        try:
            return answer(bank)
        except AssertionError as error:
            differs.append(_shortened(str(error)))
            raise

    ours = call(asked, expect=True)
    seen: Seen = {"differs": "".join(differs), "where": ours.where, "trouble": ours.trouble, **_asked(answer)}
    return {**seen, "said": {name: _says(answer, each) for name, each in COLLEAGUES.items()}}


def _shortened(text: str) -> str:
    """The four lines of a `then_…` that failed, on one: if something must go, it is what was given."""
    given, when, rest = " ".join(text.split()).partition(" when ")
    if not given.startswith("given ") or not when:
        return ""
    return (given if len(given) <= 110 else given[:109] + "…") + when + rest[:300]


def _says(answer: Any, bank: Any) -> str:
    """ "caught" when some line fails, however it fails, "passes", or that it never ended."""
    outcome = call(lambda: answer(bank), expect=True)
    if outcome.stopped:
        return outcome.trouble
    return "passes" if outcome.ok else "caught"


class _Noted:
    """Our bank's decider that notes what it is asked: the histories' events, the commands, the refusals."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.takes_all = False
        self.commands: list[str] = []
        self.refusals: list[str] = []

    def decide(self, command: Any, account: Any) -> Any:
        from companion.scenarios.bank import Withdraw, bank
        from companion.sourcing import Refused

        if len(self.commands) < 50:
            self.commands.append(type(command).__name__)
        if isinstance(command, Withdraw) and command.amount_cents == account.balance_cents:
            self.takes_all = True
        try:
            return bank.decide(command, account)
        except Refused as no:
            self.refusals.append(type(no).__name__)
            raise

    def evolve(self, account: Any, event: Any) -> Any:
        from companion.scenarios.bank import bank

        if len(self.events) < 200:
            self.events.append(type(event).__name__)
        return bank.evolve(account, event)


class _Unheard(Exception):
    """What `decide` raises in order to notice that some `then…` looks at it before it complains."""

    looked_at = False

    def __bool__(self) -> bool:
        self.looked_at = True
        return True


def _says_then(answer: Any) -> bool:
    """Whether it comes to a `then…` of any kind, also where its failure is caught and kept silent."""
    from companion.scenarios.bank import bank
    from companion.sourcing import Decider

    unheard = _Unheard()

    def decide(command: Any, account: Any) -> Any:
        raise unheard

    call(lambda: answer(Decider(bank.initial, decide, bank.evolve)), expect=True)
    return unheard.looked_at


def _asked(answer: Any) -> dict[str, Any]:
    """What the specification gave and asked, and whether it can fail at all: a bank that refuses everything
    and one that does nothing must not both pass."""
    from companion.scenarios.bank import bank
    from companion.sourcing import Decider, Refused

    def refuses(command: Any, account: Any) -> Any:
        raise Refused("everything is refused")

    noted = _Noted()
    call(lambda: answer(Decider(bank.initial, noted.decide, noted.evolve)), expect=True)
    nothing = _says(answer, Decider(bank.initial, lambda command, account: [], bank.evolve))
    refused = _says(answer, Decider(bank.initial, refuses, bank.evolve))
    return {
        "given": sorted(set(noted.events)),
        "commands": noted.commands,
        "refusals": sorted(set(noted.refusals)),
        "takes all": noted.takes_all,
        "expects": "caught" in (nothing, refused),
        "says then": _says_then(answer),
    }


def _holds(seen: Seen) -> Finding | None:
    if seen["differs"]:
        return Finding("", f"fails for our own bank, in {seen['where']}: {seen['differs']}")
    if seen["trouble"]:
        return Finding("", f"your code {seen['trouble']}")
    if not seen["commands"]:
        return Finding("", "it asks nothing of the bank it was given as `bank`: given(bank, …).when(…)")
    if not seen["expects"]:
        return Finding("", "it holds for a bank that does nothing, and for one that refuses everything")
    return None


def _caught(seen: Seen) -> list[str]:
    return [name for name, said in seen["said"].items() if said == "caught"]


def _catches(name: str) -> Criterion:
    def judge(seen: Seen) -> Finding | None:
        caught = _caught(seen)
        if _holds(seen) is not None:
            return Finding("", "not judged: first it must hold for our bank")
        if len(caught) >= ENOUGH[name]:
            return None
        numbers = [f"number {n}" for n, each in enumerate(seen["said"], start=1) if each not in caught]
        found = f"found out: {'; '.join(caught)}" if caught else "found out: none"
        return Finding("", f"{found}. Still taken for our bank: {', '.join(numbers)}")

    return Criterion(name, 1, judge)


def _holding(seen: Seen) -> bool:
    return _holds(seen) is None


def _expects_nothing(seen: Seen) -> bool:
    return not seen["trouble"] and bool(seen["commands"]) and not seen["expects"]


SPECIFY = Exercise(
    id="08-specify",
    title="specification",
    kind="write",
    points=3,
    bonus=True,
    signature="specification(bank)",
    returns=False,
    observe=_observe,
    gate=(Criterion(HOLDS, 0, _holds),),
    criteria=tuple(map(_catches, (TWO, FOUR, ALL))),
    misconceptions=(
        Misconception(
            "never says then",
            HOLDS,
            lambda seen: _expects_nothing(seen) and not seen["says then"],
            "Questions and no expectation: `when` alone asserts nothing. Say what then happens.",
        ),
        Misconception(
            "keeps the failure to itself",
            HOLDS,
            lambda seen: _expects_nothing(seen) and seen["says then"],
            "A line that fails raises an AssertionError, and here nobody hears of it. Let the error come out "
            "of your function: that is how a specification says no.",
        ),
        Misconception(
            "demands what nobody promised",
            HOLDS,
            # an account that nobody opened, or a list for an event: the form is odd, not what is demanded
            lambda seen: (
                bool(seen["differs"])
                and "got UnknownAccount" not in seen["differs"]
                and " expected [" not in seen["differs"]
            ),
            "Our bank does something else there, and the rules are on its side. Read the four lines: given, "
            "when, what you expected, what it said.",
        ),
        Misconception(
            "refused for another reason",
            TWO,
            lambda seen: _holding(seen) and seen["refusals"] == ["UnknownAccount"] and not _caught(seen),
            "All of it was refused because nobody had opened the account. Open it in `given`, and say which "
            "refusal you mean: then_refused(Overdrawn).",
        ),
        Misconception(
            "happy days only",
            TWO,
            lambda seen: _holding(seen) and not seen["refusals"] and len(_caught(seen)) < 2,
            "On all these days nothing goes wrong, and then most of the five do what our bank does. Ask for "
            "what must be refused.",
        ),
        Misconception(
            "never takes all there is",
            FOUR,
            lambda seen: (
                _holding(seen)
                and "Withdraw" in seen["commands"]
                and not seen["takes all"]
                and len(_caught(seen)) >= 2
            ),
            "None of your lines takes all that is in the account. A limit has two sides, and mistakes live "
            "at both: ask for 500 out of 500, and for 501.",
        ),
        Misconception(
            "asks decide only",
            ALL,
            lambda seen: (
                _holding(seen) and "MoneyTransferredOut" not in seen["given"] and len(_caught(seen)) == 4
            ),
            "No history of yours holds a transfer, so nobody asks what it did to the balance. What happened "
            "before is half of the specification.",
        ),
    ),
    hints=(
        "For each rule: which command, at which balance, is just allowed, and which is just not?",
        "evolve is asked through `given`: let a transfer happen, then ask for one cent more than is left.",
        "given(bank, AccountOpened(), MoneyDeposited(amount_cents=500), "
        "MoneyTransferredOut(amount_cents=200)).when(Withdraw(301)).then_refused(Overdrawn)",
    ),
)
