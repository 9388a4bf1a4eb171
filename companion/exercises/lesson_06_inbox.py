"""06-inbox: the money and the memory of a message in one transaction, whatever repeats, crashes or races."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from itertools import count
from random import Random
from threading import BoundedSemaphore, Lock, Semaphore
from typing import Any

from companion.exercises.budget import call
from companion.exercises.fresh import kept_by
from companion.exercises.plain import plain
from companion.exercises.strike import Striking
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ALONE = "one message, once: the till holds 450"
REPEATS = "two orders of 450 and two tips of 100, each twice: 1100"
LATE = "repeats that come late, in 20 orders: 1100"
CRASH = "struck at any step and started again: 450"
RACE = "another worker comes before your next transaction: each message counts once"

SENT = {
    "m1": ("order-42", 450),
    "m2": ("order-43", 450),
    "m3": ("order-42", 100),  # a tip, and another one
    "m4": ("order-42", 100),
}
ALL = sum(cents for _, cents in SENT.values())
TWICE = tuple(name for name in SENT for _ in range(2))
MOST_STRIKES = 60

_numbers: Iterator[int] = count(1)


def _letters() -> dict[str, Any]:
    """The messages under ids no answer has met: what an answer keeps in its process is no help."""
    from companion.scenarios.charging import message

    number = next(_numbers)
    return {name: message(f"{name}-{number:06}", *what) for name, what in SENT.items()}


def _played(answer: Any, order: Sequence[str], store: Any = None, letters: Any = None) -> dict[str, Any]:
    """Deliver in this order to one store: what the till holds, which ids are kept, what went wrong."""
    from companion.scenarios.charging import till

    store, letters = store or till(), letters or _letters()
    sent = [deepcopy(letters[name]) for name in order]  # what comes again is equal, and another object
    outcome = call(lambda: [answer(store, letter) for letter in sent] and None)
    return {"delivered": " ".join(order), "trouble": outcome.trouble, **_inside(store)}


def _inside(store: Any) -> dict[str, Any]:
    """What the tables hold, whatever was done to them."""
    try:
        with store.transaction() as tx:
            rows = tx.execute("SELECT cents FROM till")
            ids = tx.execute("SELECT COUNT(*) FROM seen")
        return {"holds": plain(rows[0][0]) if len(rows) == 1 else None, "ids": ids[0][0]}
    except Exception:  # a table that is gone, or a transaction left open
        return {"holds": None, "ids": 0}


def _orders() -> list[list[str]]:
    """Twenty orders of seven deliveries, each message at least once."""
    chance = Random(6).random
    return [
        sorted([*SENT, *(list(SENT)[int(chance() * len(SENT))] for _ in range(3))], key=lambda _: chance())
        for _ in range(20)
    ]


def _strikes(answer: Any) -> dict[str, Any]:
    """Kill the answer at each step it passes, and let it start again on the same store."""
    from companion.scenarios.charging import till

    bad: list[dict[str, Any]] = []
    for place in range(1, MOST_STRIKES + 1):
        inside, letters = till(), _letters()
        store = Striking(inside, place)
        with _other_process(answer):
            outcome = call(lambda s=store, m=letters["m1"]: answer(s, m) and None, expect=True)
        if not store.struck:
            return {"struck": place - 1, "bad": bad[:3], "trouble": outcome.trouble}
        with _other_process(answer):
            after = _played(answer, ["m1"], inside, letters)
        if after["holds"] != 450:
            bad.append({"step": store.struck, "commits": store.names.count("after commit"), **after})
    return {"struck": MOST_STRIKES, "bad": bad[:3], "trouble": ""}


@contextmanager
def _other_process(answer: Any) -> Iterator[None]:
    """The answer as another process has it: with locks of its own, that nobody holds."""
    places, cells = kept_by(answer)
    held = [place for place in places if _is_lock(place[2])]
    closed = [(cell, cell.cell_contents) for cell in cells if _is_lock(cell.cell_contents)]
    for kept, name, _ in held:
        kept[name] = Lock()
    for cell, _ in closed:
        cell.cell_contents = Lock()
    try:
        yield
    finally:
        for kept, name, lock in held:
            kept[name] = lock
        for cell, lock in closed:
            cell.cell_contents = lock


def _is_lock(value: object) -> bool:
    return type(value) in (type(Lock()), Semaphore, BoundedSemaphore)


def _races(answer: Any, name: str) -> list[dict[str, Any]]:
    """Let another worker deal with the message called `name` before the n-th transaction for m1 begins."""
    from companion.scenarios.charging import till

    bad: list[dict[str, Any]] = []
    owed = 450 if name == "m1" else 450 + SENT[name][1]
    for place in range(1, 6):
        inside, letters = till(), _letters()

        def other(step: str, inside: Any = inside, letters: Any = letters) -> None:
            with _other_process(answer):
                answer(inside, deepcopy(letters[name]))

        store = Striking(inside, place, act=other, only="begin")
        outcome = call(lambda s=store, m=letters["m1"]: answer(s, m) and None, expect=True)
        after = {"begin": place, "owed": owed, "trouble": outcome.trouble, **_inside(inside)}
        if not store.struck:
            return [*bad, after] if outcome.trouble else bad
        if after["holds"] != owed or outcome.trouble:
            bad.append(after)
    return bad


def _away(answer: Any) -> bool:
    """Whether the answer returns as if all were well while the database cannot be reached."""
    from companion.scenarios.charging import till
    from companion.sourcing import StoreUnavailable

    def gone(step: str) -> None:
        raise StoreUnavailable("the database of the till", "no answer")

    store, letters = Striking(till(), 1, act=gone, only="begin"), _letters()
    outcome = call(lambda: answer(store, letters["m1"]) and None, expect=True)
    return bool(store.struck) and outcome.ok


def _observe(answer: Any) -> Seen:
    letters = _letters()
    alone = _played(answer, ["m1"], letters=letters)
    late = [_played(answer, order) for order in _orders()]
    return {
        "alone": alone,
        "elsewhere": _played(answer, ["m1"], letters=letters),
        "once": _played(answer, list(SENT)),
        "twice": _played(answer, TWICE),
        "late": next((each for each in late if each["holds"] != ALL or each["trouble"]), late[0]),
        "crash": _strikes(answer),
        "race": _races(answer, "m1"),
        "beside": _races(answer, "m2"),
        "silent": _away(answer),
    }


def _holds(played: dict[str, Any], expected: int) -> Finding | None:
    if played["holds"] == expected and not played["trouble"]:
        return None
    if played["trouble"]:
        return Finding("", f"your code {played['trouble']}")
    said = f"delivered {played['delivered']}: the till holds {_shown(played['holds'])}"
    return Finding(str(expected), said)


def _shown(holds: Any) -> str:
    return "no readable sum" if holds is None else f"{holds}"


def _repeats(seen: Seen) -> Finding | None:
    return _holds(seen["once"], ALL) or _holds(seen["twice"], ALL)


def _forgets(seen: Seen) -> Finding | None:
    """What the process remembers is not in the store: after a restart, or for a second worker, it is gone."""
    if seen["elsewhere"]["holds"] == 450 or seen["alone"]["holds"] != 450 or seen["alone"]["ids"]:
        return None
    said = f"m1 once more, to an empty database: its till holds {_shown(seen['elsewhere']['holds'])}"
    return Finding("450", said)


def _crash(seen: Seen) -> Finding | None:
    bad = seen["crash"]["bad"]
    if seen["alone"]["trouble"]:
        return _holds(seen["alone"], 450)
    if (forgets := _forgets(seen)) is not None:
        return forgets
    if bad:
        worst = bad[0]
        named = {"begin": "before a transaction began", "after commit": f"after commit {worst['commits']}"}
        step = named.get(worst["step"], worst["step"])
        if worst["trouble"]:
            return Finding("", f"died {step}, started again: your code {worst['trouble']}")
        return Finding("450", f"died {step}, started again: the till holds {_shown(worst['holds'])}")
    if not seen["crash"]["struck"] and seen["crash"]["trouble"]:
        return Finding("", f"your code {seen['crash']['trouble']}")
    if not seen["crash"]["struck"]:
        return Finding("", "your code takes no step on the store, so nothing can be struck")
    if seen["silent"]:
        said = "the database was away, and your code ended as if all were well: nothing is in the till"
        return Finding("its error, so that the message comes again", said)
    return None


def _race(seen: Seen) -> Finding | None:
    if seen["alone"]["trouble"]:
        return _holds(seen["alone"], 450)
    found = seen["race"] or seen["beside"]
    if not found or _forgets(seen) is not None:
        return _forgets(seen)
    worst = next((each for each in found if each["holds"] != each["owed"]), found[0])
    whose = "the other worker came" if seen["race"] else "another worker charged m2"
    came = f"{whose} before transaction {worst['begin']}"
    if (
        worst["holds"] == worst["owed"]
    ):  # an error was all: it is told once, where repeats come one after the other
        return None if seen["twice"]["trouble"] else Finding("", f"{came}: your code {worst['trouble']}")
    if worst["trouble"]:
        return Finding("", f"{came}: your code {worst['trouble']}")
    return Finding(str(worst["owed"]), f"{came}: the till holds {_shown(worst['holds'])}")


def _crashed_with(seen: Seen, cents: int) -> bool:
    bad = seen["crash"]["bad"]
    return bool(bad) and bad[0]["holds"] == cents


INBOX = Exercise(
    id="06-inbox",
    title="charge",
    kind="modify",
    points=6,
    signature="charge(store, envelope)",
    returns=False,
    observe=_observe,
    gate=(Criterion(ALONE, 0, lambda seen: _holds(seen["alone"], 450)),),
    criteria=(
        Criterion(REPEATS, 1, _repeats),
        Criterion(LATE, 1, lambda seen: _holds(seen["late"], ALL)),
        Criterion(CRASH, 2, _crash),
        Criterion(RACE, 2, _race),
    ),
    misconceptions=(
        Misconception(
            "values in a tuple",
            ALONE,
            lambda seen: "type 'tuple' is not supported" in seen["alone"]["trouble"],
            "Here the values follow the statement one by one, `tx.execute(sql, envelope.id)`, without a "
            "tuple around them.",
        ),
        Misconception(
            "the other way round",
            ALONE,
            lambda seen: seen["alone"]["holds"] == 0 and seen["twice"]["holds"] == ALL,
            "Nothing the first time, and the money with the repeat. A row that comes back means: the id is "
            "*new*.",
        ),
        Misconception(
            "never hears that it is new",
            ALONE,
            lambda seen: (
                not seen["alone"]["trouble"] and [seen["alone"]["holds"], seen["alone"]["ids"]] == [0, 1]
            ),
            "The id was kept, and the money never came. Without `RETURNING id` the INSERT gives back no row, "
            "new or not; with it a list of tuples, such as `[('m1',)]`. An empty list is false.",
        ),
        Misconception(
            "one order, one payment",
            REPEATS,
            lambda seen: seen["once"]["holds"] == 900,
            "m3 is a tip for order-42, a second fact about the same order, and nobody charged it. "
            "What came again is a *message*: `envelope.id`.",
        ),
        Misconception(
            "same order, same amount",
            REPEATS,
            lambda seen: seen["once"]["holds"] == 1000,
            "m3 and m4 are two tips of 100 for one order, and you charged one. Equal content is not the same "
            "message; SQS offers just this as content-based deduplication.",
        ),
        Misconception(
            "same price, same payment",
            REPEATS,
            lambda seen: seen["once"]["holds"] == 550,
            "m1 and m2 both cost 450, two people's orders, and you charged one. What tells them apart?",
        ),
        Misconception(
            "a repeat is an error",
            REPEATS,
            lambda seen: (
                "UNIQUE constraint failed" in seen["twice"]["trouble"] and seen["twice"]["holds"] != 2 * ALL
            ),
            "The sum is right, and every repeat raised an error: it will be tried again, and end as a dead "
            "letter about somebody who has paid. `ON CONFLICT DO NOTHING` asks instead of failing. (If you "
            "looked first: a SELECT gives rows, which are tuples, and an id is `in` none of them.)",
        ),
        Misconception(
            "adds whatever the answer is",
            REPEATS,
            lambda seen: seen["twice"]["holds"] == 2 * ALL and seen["twice"]["ids"] == len(SENT),
            "The ids are in `seen`, and the money was added all the same. The database answers with rows, "
            "and each row is a tuple, such as `[('m1',)]`. INSERT … RETURNING gives one row for a new id and "
            "none for a known one: add only if there is one.",
        ),
        Misconception(
            "no memory",
            REPEATS,
            lambda seen: seen["twice"]["holds"] == 2 * ALL and seen["twice"]["ids"] == 0,
            "`seen` is empty: nothing remembers a message. Who could know a repeat?",
        ),
        Misconception(
            "remembers in the process",
            CRASH,
            lambda seen: _forgets(seen) is not None,
            "Your code knew m1 from an earlier database. The process holds that memory, and loses it when it "
            "dies; a second worker never had it. Keep it where the money is: in `seen`.",
        ),
        Misconception(
            "remembers first, elsewhere",
            CRASH,
            lambda seen: _crashed_with(seen, 0),
            "The id was committed, the money was not: the id says done, the till says never. Two "
            "transactions, and the process died in between.",
        ),
        Misconception(
            "remembers last, elsewhere",
            CRASH,
            lambda seen: _crashed_with(seen, 900),
            "The money was committed, the id was not, and m1 came again. Two transactions, and the process "
            "died in between.",
        ),
        Misconception(
            "asks, then acts",
            RACE,
            lambda seen: bool(seen["race"]) and seen["race"][0]["holds"] == 900,
            "It survives every crash. But two workers asked at the same moment and both heard *no*. Ask in "
            "the transaction that acts.",
        ),
    ),
    hints=(
        "Two things must be true together: the money and the memory. What makes two things true together?",
        "One `with` holds both. What does `INSERT … ON CONFLICT DO NOTHING RETURNING id` give back the "
        "second time?",
        'with store.transaction() as tx:\n    if tx.execute("INSERT INTO seen VALUES (?) '
        'ON CONFLICT DO NOTHING RETURNING id", envelope.id):\n        ...   # then the line you had',
    ),
)
