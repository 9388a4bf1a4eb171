"""15-office: a box office that survives repeats, reordering and crashes, and sells tickets all the same."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import CodeType, SimpleNamespace
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import broken, explored
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

QUIET = "a quiet day: Cy and Dee have tickets, Ada and Bob their money"
SEATS = "seats: never three, nobody twice, in turn, none free beside a line"
MONEY = "money: each payment is a ticket, or was given back once"
AGREE = "letters and view say what the log says"
KEPT = "the kept schedules: no letter without its ticket, no ticket without its letter"

SEEDS = 100
PLACES = (1, 2, 3)  # the crash points of a delivery at which the kept schedule is played
STEPS = 12_000_000  # for each exploration: a right answer takes about 3 million
TRIED = ("held", "issued")  # what has to have happened somewhere, or there was nothing to judge


def _observe(answer: Any) -> Seen:
    _ask_decide(answer)
    days = [_quiet(answer), _quiet(answer)]
    watching = _Watching()
    seen: Seen = {"days": days, "race": _race(answer)}
    together = _explored(answer, watching)
    for name, invariant in _invariants().items():
        seen[name] = _explored(answer, invariant) if name in watching.failed else together
    kept = [_kept(answer, place) for place in PLACES]
    return seen | {"tried": watching.tried, "kept": next((each for each in kept if each), "")}


def _ask_decide(answer: Any) -> None:
    """Let a `decide` that still returns TODO be seen: the box office around it does nothing then."""
    from companion.scenarios.tickets import MESSAGES

    decide = getattr(answer, "__globals__", {}).get("decide")
    if callable(decide) and _names(answer.__code__, "decide"):
        call(decide, MESSAGES[0], (), expect=True, steps=10_000)


def _names(code: CodeType, name: str) -> bool:
    """Whether this code, or a function in it, uses the global `name`."""
    inner = [each for each in code.co_consts if isinstance(each, CodeType)]
    return name in code.co_names or any(_names(each, name) for each in inner)


def _quiet(answer: Any) -> dict[str, Any]:
    """Each message once, in order, on a fresh disk: what was done, and what else stands on the disk."""
    from companion.scenarios import tickets

    disk = tickets.desk()
    outcome = call(lambda: _all(answer(disk)))
    named = [name for name in vars(disk) if name not in ("post", "view")]
    return {"trouble": outcome.trouble, "beside": plain(named), **tickets.sold(disk)}


def _all(handle: Callable[[Any], object]) -> None:
    from companion.scenarios.tickets import MESSAGES

    for message in MESSAGES:
        handle(message)


class _Watching:
    """The invariants, asked all at once: which ever failed, and whether anything was held or issued at
    all."""

    def __init__(self) -> None:
        self.failed: dict[str, bool] = {}
        self.tried = dict.fromkeys(TRIED, False)

    def __call__(self, disk: Any) -> None:
        from companion.scenarios import tickets

        facts = disk.store.read_events(tickets.STREAM)
        self.tried["held"] |= any(isinstance(fact, tickets.SeatHeld) for fact in facts)
        self.tried["issued"] |= any(isinstance(fact, tickets.TicketIssued) for fact in facts)
        for name, invariant in _invariants().items():
            if name not in self.failed and invariant(disk) is not None:
                self.failed[name] = True


def _invariants() -> dict[str, Callable[[Any], str | None]]:
    from companion.scenarios.tickets import letters, money, seats, view

    return {"seats": seats, "money": money, "letters": letters, "view": view}


def _explored(answer: Any, invariant: Callable[[Any], str | None]) -> dict[str, Any]:
    from companion.scenarios.tickets import FAULTS, MESSAGES, by_id, desk

    return explored(
        answer, MESSAGES, invariant, disk=desk, label=by_id, faults=FAULTS, seeds=SEEDS, steps=STEPS
    )


def _kept(answer: Any, place: int) -> str:
    """Play the kept schedule with its crash at the `place`-th point: what is wrong with the letters, or
    ""."""
    from companion.lab import replay
    from companion.scenarios.tickets import MESSAGES, by_id, desk, letters

    at = [message.id for message in MESSAGES].index
    choices = [("deliver", at("r2"), 0), ("crash", at("p5"), place), ("deliver", at("p2"), 0),
               ("deliver", at("p5"), 0)]  # fmt: skip
    outcome = call(lambda: replay(choices, answer, MESSAGES, letters, disk=desk, label=by_id))
    found: Any = outcome.value
    if not outcome.ok:
        return f"your code {outcome.trouble}"
    if found.ok:
        return ""
    struck = next((step.point for step in found.schedule if step.kind == "crash"), "")
    return f"r2, p5 (crash {struck}), p2, p5 again: {found.problem}"


# --- a second office at the same moment -------------------------------------------------------------------


class _Raced:
    """A store in which a rival sells just before the first append outside of a transaction."""

    def __init__(self, store: Any, rival: Callable[[], None]) -> None:
        self._store, self._rival, self._inside, self.struck = store, rival, False, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Writers take turns here: nobody sells in between."""
        with self._store.transaction() as tx:
            yield tx

    def append(self, *given: Any, **named: Any) -> Any:
        """The rival first, once."""
        if not self.struck:
            self.struck = True
            self._rival()
        return self._store.append(*given, **named)


def _race(answer: Any) -> str:
    """One seat is left and two ask for it, at two desks: what is wrong afterwards, or ""."""
    from companion.scenarios import tickets

    disk = tickets.desk()
    held = tickets.SeatHeld(buyer="Ada", because="r1")
    disk.store.append(tickets.STREAM, [held], expected=0)
    rivals = [tickets.SeatHeld(buyer="Bob", because="r2")]
    raced = _Raced(disk.store, lambda: _append(disk.store, rivals))
    second = SimpleNamespace(store=raced, post={}, view={}, clock=disk.clock)
    for _ in range(2):  # a broker delivers again what was not acknowledged
        outcome = call(lambda: answer(second)(tickets.MESSAGES[2]) and None, expect=True)
        if outcome.ok:
            break
    return (tickets.seats(disk) or "") if raced.struck else ""


def _append(store: Any, facts: list[Any]) -> None:
    from companion.scenarios.tickets import STREAM

    store.append(STREAM, facts, expected=1)


# --- judging ----------------------------------------------------------------------------------------------


def _quiet_day(seen: Seen) -> Finding | None:
    from companion.scenarios.tickets import QUIET_DAY

    for day in seen["days"]:
        if day["trouble"]:
            return Finding("", f"your code {day['trouble']}")
    first, second = ({key: day[key] for key in QUIET_DAY} for day in seen["days"])
    if first == QUIET_DAY and second != first:
        return Finding(
            "the same as on the first",
            f"the same day again, on an empty disk: {_ended(second)}",
        )
    return None if first == QUIET_DAY else Finding(_ended(QUIET_DAY), _ended(first))


def _ended(day: dict[str, Any]) -> str:
    return f"tickets {_listed(day['tickets'])}; refunded {_listed(day['refunded'])}"


def _listed(names: Any) -> str:
    return " and ".join(names) if names else "nobody"


def _broken(found: dict[str, Any]) -> Finding | None:
    """What `broken` says, and where a crash struck."""
    finding = broken(found)
    struck = [step["point"] for step in found["schedule"] if step["kind"] == "crash"]
    if finding is None or not struck:
        return finding
    said = f"delivered {found['order']}, crashed {' and '.join(struck)}: {found['problem']}"
    return replace(finding, evidence=said)


def _seats(seen: Seen) -> Finding | None:
    if (finding := _broken(seen["seats"])) is not None:
        return finding
    if seen["race"]:
        return Finding("", f"a second desk sold just before your append: {seen['race']}")
    if not seen["tried"]["held"]:
        return Finding("", f"in {SEEDS} schedules no seat was held: nothing was tried")
    return None


def _agree(seen: Seen) -> Finding | None:
    finding = _broken(seen["letters"]) or _broken(seen["view"])
    if finding is None and not seen["tried"]["issued"]:
        return Finding("", f"in {SEEDS} schedules no ticket was issued: there is nothing to say")
    return finding


def _kept_ones(seen: Seen) -> Finding | None:
    if seen["kept"]:
        return Finding("", seen["kept"])
    return (
        None if seen["tried"]["issued"] else Finding("", "no ticket was issued, so no letter could go wrong")
    )


# --- what people get wrong --------------------------------------------------------------------------------


def _problem(seen: Seen, name: str) -> str:
    return str(seen[name]["problem"])


def _crashed(seen: Seen, name: str) -> bool:
    return any(step["kind"] == "crash" for step in seen[name]["schedule"])


def _paid_back_twice(seen: Seen, crashed: bool) -> bool:
    return "refunded twice" in _problem(seen, "money") and _crashed(seen, "money") is crashed


def _forgetful(seen: Seen) -> bool:
    first, second = ({key: day[key] for key in ("tickets", "refunded")} for day in seen["days"])
    return first != second or (_paid_back_twice(seen, True) and not seen["days"][0]["beside"])


def _at(seen: Seen, name: str, *labels: str) -> bool:
    return list(seen[name]["labels"]) == list(labels)


OFFICE = Exercise(
    id="15-office",
    title="build",
    kind="write",
    points=10,
    signature="build(disk)",
    observe=_observe,
    criteria=(
        Criterion(QUIET, 2, _quiet_day),
        Criterion(SEATS, 2, _seats),
        Criterion(MONEY, 2, lambda seen: _broken(seen["money"])),
        Criterion(AGREE, 2, _agree),
        Criterion(KEPT, 2, _kept_ones),
    ),
    misconceptions=(
        Misconception(
            "refunds everybody",
            QUIET,
            lambda seen: seen["days"][0]["tickets"] == [] and len(seen["days"][0]["refunded"]) == 4,
            "Nothing bad happens: every payment is given back. Nothing good happens either. All four "
            "invariants begin with *never*; the quiet day is the one that asks what the office is for.",
        ),
        Misconception(
            "remembers in Python",
            MONEY,
            _forgetful,
            "What your code remembers outside the disk is gone in a crash, and a second office never had "
            "it. The log is on the disk, and each fact in it says `because` of which message.",
        ),
        Misconception(
            "a list beside the log",
            MONEY,
            lambda seen: bool(seen["days"][0]["beside"]),
            "The facts were on the disk, your own list of ids was not yet, and the process died in "
            "between: two writes. The log holds the ids already.",
        ),
        Misconception(
            "refunds a return without a ticket",
            MONEY,
            lambda seen: "t1" in seen["money"]["labels"] and "refunded twice" in _problem(seen, "money"),
            "A return came from somebody who has no ticket yet, and money went back. Nothing follows from "
            "it: look where the buyer stands.",
        ),
        Misconception(
            "no inbox",
            MONEY,
            lambda seen: _paid_back_twice(seen, False),
            "One payment came twice, and was given back twice. Each fact says `because`: was something "
            "decided because of this message already?",
        ),
        Misconception(
            "keeps the money",
            MONEY,
            lambda seen: _at(seen, "money", "p1") and "was refunded never" in _problem(seen, "money"),
            "Ada paid without a held seat, and got neither a ticket nor her money. Somebody has to undo "
            "what another service did: a refund.",
        ),
        Misconception(
            "no refund on return",
            MONEY,
            lambda seen: "t1" in seen["money"]["labels"] and "refunded never" in _problem(seen, "money"),
            "A ticket came back, and its money stayed with you. Released and refunded belong in one append.",
        ),
        Misconception(
            "who pays is in",
            SEATS,
            lambda seen: (
                "seats are given away" in _problem(seen, "seats")
                and any(label[0] == "p" for label in seen["seats"]["labels"])
            ),
            "A payment came from somebody without a held seat, and became a ticket. Late money is given "
            "back: the seat is another's.",
        ),
        Misconception(
            "sells what it has not",
            SEATS,
            lambda seen: (
                "seats are given away" in _problem(seen, "seats")
                and all(label[0] == "r" for label in seen["seats"]["labels"])
            ),
            "Three requests, two seats, three held. Count those who are held and those who have a ticket "
            "before you hold one more.",
        ),
        Misconception(
            "last come, first served",
            SEATS,
            lambda seen: "had waited longer" in _problem(seen, "seats"),
            "Somebody waited longer. `places` names those in line in the order in which they came: the "
            "first of them is next.",
        ),
        Misconception(
            "one fact at a time",
            SEATS,
            lambda seen: "a seat is free" in _problem(seen, "seats") and _crashed(seen, "seats"),
            "The seat was released, the process died, and the next in line was never told: your decision "
            "was two appends. All facts of one decision go into one append: all of them, or none.",
        ),
        Misconception(
            "nobody moves up",
            SEATS,
            lambda seen: "a seat is free" in _problem(seen, "seats"),
            "A seat came free, and nobody in the line was told. Who waits longest gets it at once, in the "
            "same decision.",
        ),
        Misconception(
            "appends whatever happened since",
            SEATS,
            lambda seen: bool(seen["race"]) and bool(seen["seats"]["ok"]),
            "A second desk sold the last seat after you had looked. `expected=len(facts)` says what your "
            "decision rests on, and the store refuses it when that is no longer true.",
        ),
        Misconception(
            "the letter behind the append",
            AGREE,
            lambda seen: "there is no letter" in _problem(seen, "letters") and _crashed(seen, "letters"),
            "The ticket is in the log, the process died, and when the message came again there was nothing "
            "new to decide. Letters follow the log: read it with a subscription of their own, whose "
            "checkpoint is on the disk.",
        ),
        Misconception(
            "a letter for each payment",
            AGREE,
            lambda seen: "a ticket nobody has" in _problem(seen, "letters") and not _crashed(seen, "letters"),
            "A letter went out for money that was given back. Only `TicketIssued` is worth a letter.",
        ),
        Misconception(
            "the view is added to",
            AGREE,
            lambda seen: not seen["view"]["ok"] and _crashed(seen, "view"),
            "The fact is in the log, the process died, and nobody told the view. Compute it again from the "
            "whole log, also when a message changes nothing.",
        ),
        Misconception(
            "the view is one step behind",
            AGREE,
            lambda seen: "the view says" in _problem(seen, "view") and not _crashed(seen, "view"),
            "No crash was needed: the view lacks what was decided last. Compute it behind the append, from "
            "what the log holds then.",
        ),
        Misconception(
            "the letter before the append",
            KEPT,
            lambda seen: "a ticket nobody has" in seen["kept"],
            "500 schedules did not find it. The letter was sent, the process died before the append, "
            "another message came between, and the repeat decided otherwise. Nobody takes a letter back: "
            "it follows the log.",
        ),
    ),
    hints=(
        "What does the log already know, so that you need not remember it?",
        "A decision is one append: all its facts, or none. Letters follow the log by a subscription of "
        "their own; the view is computed from the whole log.",
        "if any(fact.because == message.id for fact in facts): return []\n"
        "match message.kind, places(facts).get(message.buyer): …\n"
        'for each in disk.store.subscribe("post"): …',
    ),
)
