"""08-fee: a fee that rises tonight, and yesterday's balances must not know of it."""

from typing import Any, Final

from companion.exercises.budget import call
from companion.exercises.fresh import forgetting
from companion.exercises.lesson_08_money import dollars
from companion.exercises.plain import Plain, plain
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

YESTERDAY = "yesterday's balance is the same tonight, yesterday's fee taken"
FACTS = "the account's history tells both: what Ada withdrew, and the fee of that day"
TONIGHT = "from tonight on a withdrawal costs tonight's fee"
ENOUGH = "the account must hold amount and fee, to the last cent"

# Each scene: old fee, new fee, what was paid in, withdrawn before tonight, withdrawn tonight. All in cents.
SCENES: Final = {
    "one": (100, 200, 50_000, (20_000,), 10_000),
    "two": (100, 350, 90_000, (10_000, 25_050), 777),
}
Scene = dict[str, Any]


class _Account:
    """One account under the answer's decider, first with the old fee, then with the new one."""

    def __init__(self, answer: Any) -> None:
        from companion.events import VirtualClock
        from companion.sourcing import MemoryStore

        self.answer, self.store = answer, MemoryStore(clock=VirtualClock())

    def does(self, fee_cents: int, command: Any) -> None:
        from companion.sourcing import handle

        handle(self.store, "account-500", self._bank(fee_cents), command)

    def balance(self, fee_cents: int) -> Plain:
        from companion.sourcing import replay

        return _cents(replay(self.store, "account-500", self._bank(fee_cents)))

    def _bank(self, fee_cents: int) -> Any:
        from companion.sourcing import Decider

        made = self.answer(fee_cents)
        if not isinstance(made, Decider):
            raise TypeError(f"bank_with({fee_cents}) returned {type(made).__name__}, wanted is a Decider")
        return made

    def amounts(self, name: str) -> list[int]:
        events = self.store.read_events("account-500")
        return [getattr(event, "amount_cents", 0) for event in events if type(event).__name__ == name]


def _cents(state: object) -> Plain:
    """The balance, if the answer's state is a number or a record with `balance_cents` or with one number."""
    seen = plain(state)
    if isinstance(seen, dict) and "balance_cents" in seen:
        return seen["balance_cents"]
    if isinstance(seen, dict | list):
        parts = seen.values() if isinstance(seen, dict) else seen
        numbers = [part for part in parts if type(part) is int]
        return numbers[0] if len(numbers) == 1 else f"a {type(state).__name__}"
    return seen


def _play(answer: Any, name: str) -> Scene:
    from companion.scenarios.bank_events import Deposit, Withdraw

    old, new, paid_in, before, tonight = SCENES[name]
    account, forget = _Account(answer), forgetting(answer)
    seen: Scene = {
        "before": None,
        "after": None,
        "restarted": None,
        "withdrawn": [],
        "fees": [],
        "tonight": None,
    }
    seen |= {"one_more": "", "all": ""}

    def yesterday() -> None:
        account.does(old, Deposit(paid_in))
        for cents in before:
            account.does(old, Withdraw(cents))
        seen.update(before=account.balance(old), after=account.balance(new))

    def after_a_restart() -> None:
        forget()
        seen.update(restarted=account.balance(new))

    def that_night() -> None:
        seen.update(withdrawn=account.amounts("MoneyWithdrawn"), fees=account.amounts("FeeCharged"))
        account.does(new, Withdraw(tonight))
        seen.update(tonight=account.balance(new))

    def at_last() -> None:
        seen.update(_enough(account, new, seen["tonight"]))

    trouble = _trouble(yesterday, after_a_restart, that_night, at_last)
    return {**seen, "trouble": trouble}


def _trouble(*acts: Any) -> str:
    for act in acts:
        outcome = call(act)
        if outcome.trouble:
            return outcome.trouble
    return ""


def _enough(account: _Account, fee_cents: int, left: Any) -> dict[str, str]:
    """What becomes of a withdrawal one cent too large, and of one that takes all there is."""
    from companion.scenarios.bank_events import Withdraw
    from companion.sourcing import Refused

    if type(left) is not int or left <= fee_cents:
        return {}
    said = {}
    for name, cents in (("one_more", left - fee_cents + 1), ("all", left - fee_cents)):
        before = account.store.version("account-500")
        try:
            account.does(fee_cents, Withdraw(cents))
        except Refused:
            said[name] = "refused"
        else:
            said[name] = "paid" if account.store.version("account-500") > before else "nothing"
            if name == "one_more":
                break
    return said


def _observe(answer: Any) -> Seen:
    seen: Seen = {name: _play(answer, name) for name in SCENES}
    return seen


def _asked(name: str) -> str:
    _, _, paid_in, before, _ = SCENES[name]
    return f"{dollars(paid_in)} in, {' and '.join(map(dollars, before))} out"


def _due(name: str) -> int:
    """The balance of yesterday, in cents."""
    old, _, paid_in, before, _ = SCENES[name]
    return paid_in - sum(before) - old * len(before)


def _yesterday(seen: Seen) -> Finding | None:
    for name in SCENES:
        scene, due = seen[name], _due(name)
        if scene["trouble"] and scene["after"] is None:
            return Finding("", f"your code {scene['trouble']}")
        if scene["before"] != due:
            fee = dollars(SCENES[name][0])
            said = f"{_asked(name)}, the fee is {fee}: the balance is {dollars(scene['before'])}"
            return Finding(dollars(due), said)
        if scene["after"] != due:
            new = dollars(SCENES[name][1])
            told = f"{_asked(name)}: {dollars(due)}. With tonight's fee of {new} the same history comes to"
            return Finding(dollars(due), f"{told} {dollars(scene['after'])}")
        if scene["restarted"] != due:
            return Finding("" if scene["restarted"] is None else dollars(due), _restarted(name, scene))
    return None


def _restarted(name: str, scene: Scene) -> str:
    told = f"{_asked(name)}: {dollars(_due(name))}. Tonight, after a restart,"
    if scene["restarted"] is None:
        return f"{told} your code {scene['trouble']}"
    return f"{told} the same history comes to {dollars(scene['restarted'])}"


def _facts(seen: Seen) -> Finding | None:
    for name, (old, _, _, before, _) in SCENES.items():
        scene = seen[name]
        if not scene["withdrawn"] and scene["trouble"]:
            return Finding("", f"your code {scene['trouble']}")
        if scene["withdrawn"] != list(before):
            return Finding(_listed(before), f"Ada's statement says withdrawn: {_listed(scene['withdrawn'])}")
        if scene["fees"] != [old] * len(before):
            wanted = _listed([old] * len(before))
            told = f"{_asked(name)}: FeeCharged with {_listed(scene['fees'])} in the history"
            return Finding(wanted, told)
    return None


def _listed(amounts: Any) -> str:
    return " and ".join(map(dollars, amounts)) or "nothing"


def _tonight(seen: Seen) -> Finding | None:
    if _yesterday(seen) is not None:
        return Finding("", "not judged: first yesterday's balance must stay")
    for name, (_, new, _, _, tonight) in SCENES.items():
        scene, due = seen[name], _due(name) - tonight - new
        if scene["trouble"] and scene["tonight"] is None:
            return Finding("", f"your code {scene['trouble']}")
        if scene["tonight"] != due:
            said = f"{dollars(_due(name))}, then {dollars(tonight)} out for a fee of {dollars(new)}"
            return Finding(dollars(due), f"{said}: {dollars(scene['tonight'])}")
    return None


def _to_the_cent(seen: Seen) -> Finding | None:
    if _yesterday(seen) is not None:
        return Finding("", "not judged: first yesterday's balance must stay")
    for name, (_, new, *_) in SCENES.items():
        scene = seen[name]
        if scene["trouble"]:
            return Finding("", f"your code {scene['trouble']}")
        there, most = dollars(scene["tonight"]), scene["tonight"] - new
        if scene["one_more"] != "refused":
            said = f"of {there}, {dollars(most + 1)} and a fee of {dollars(new)}:"
            what = "it is paid" if scene["one_more"] == "paid" else "nothing happens, and Ada hears nothing"
            return Finding("a refusal", f"{said} {what}")
        if scene["all"] != "paid":
            said = f"of {there}, {dollars(most)} and a fee of {dollars(new)}: it is {scene['all']}"
            return Finding("to be paid", said)
    return None


FEE = Exercise(
    id="08-fee",
    title="bank_with",
    kind="bug hunt",
    points=5,
    signature="bank_with(fee_cents)",
    observe=_observe,
    criteria=(
        Criterion(YESTERDAY, 2, _yesterday),
        Criterion(FACTS, 1, _facts),
        Criterion(TONIGHT, 1, _tonight),
        Criterion(ENOUGH, 1, _to_the_cent),
    ),
    misconceptions=(
        Misconception(
            "written down and not counted",
            YESTERDAY,
            lambda seen: seen["one"]["before"] == 30_000 and seen["one"]["fees"] == [100],
            "FeeCharged stands in the history, and evolve passes it over: nobody has paid it.",
        ),
        Misconception(
            "nobody pays a fee",
            YESTERDAY,
            lambda seen: seen["one"]["before"] == 30_000 and seen["one"]["fees"] == [],
            "The fee is gone from evolve, and nowhere else has anybody written down that it was charged.",
        ),
        Misconception(
            "remembers outside the history",
            YESTERDAY,
            lambda seen: (
                seen["one"]["before"] == seen["one"]["after"] == _due("one")
                and seen["one"]["restarted"] != _due("one")
            ),
            "The fee of that day stands in your program's memory, which a restart empties. What must be "
            "known later stands in an event.",
        ),
        Misconception(
            "charged twice",
            YESTERDAY,
            lambda seen: seen["one"]["before"] in (29_800, 29_700) and seen["one"]["fees"] == [100],
            "Once for the event, and once more because evolve still takes `fee_cents` itself.",
        ),
        Misconception(
            "the event says one thing, evolve another",
            YESTERDAY,
            lambda seen: (
                (seen["one"]["before"], seen["one"]["after"]) == (29_900, 29_800)
                and seen["one"]["fees"] == [100]
            ),
            "FeeCharged says $1.00, and evolve takes tonight's fee_cents for it. What was charged stands in "
            "the event; evolve needs to know nothing else.",
        ),
        Misconception(
            "the fee is added",
            YESTERDAY,
            lambda seen: seen["one"]["before"] == 30_100,
            "The bank pays Ada a dollar for each withdrawal. A fee goes out.",
        ),
        Misconception(
            "hidden in the amount",
            FACTS,
            lambda seen: seen["one"]["withdrawn"] == [20_100],
            "Ada asked for $200.00 and her statement says $201.00. Two facts, two events.",
        ),
        Misconception(
            "the fee stands in the code",
            TONIGHT,
            lambda seen: (
                seen["one"]["tonight"] == 19_800 and seen["one"]["fees"] == [100] and _yesterday(seen) is None
            ),
            "The new fee is $2.00, and tonight's withdrawal cost $1.00. decide knows fee_cents: write that "
            "into the event.",
        ),
        Misconception(
            "the rule is gone",
            ENOUGH,
            lambda seen: seen["one"]["one_more"] == "paid",
            "The fee put the account below $0: decide must count it before it says yes.",
        ),
        Misconception(
            "says no without a word",
            ENOUGH,
            lambda seen: seen["one"]["one_more"] == "nothing",
            "No event and no refusal: that means there was nothing to do. Whoever is told no must hear it, "
            "so raise Refused.",
        ),
        Misconception(
            "keeps the last cent",
            ENOUGH,
            lambda seen: seen["one"]["one_more"] == "refused" and seen["one"]["all"] == "refused",
            "Amount and fee together are exactly what is there. That is enough.",
        ),
    ),
    hints=(
        "Who knew, at the time, how high the fee was?",
        "What depends on today belongs into decide, and what came of it into an event. evolve reads events, "
        "and nothing else.",
        "return [MoneyWithdrawn(amount_cents=...), FeeCharged(amount_cents=fee_cents)]   # in decide\n"
        "...   # and in evolve each event takes its own amount, no fee_cents any more",
    ),
)
