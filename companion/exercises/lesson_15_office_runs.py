"""15-office, first half: an office is run on a quiet day, in 100 schedules, and at the edges of its rules."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, SimpleNamespace
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.schedules import explored
from companion.exercises.telling import in_words
from companion.exercises.todo import TODO
from companion.exercises.watching import described, runs_nothing
from companion.exercises.words import Seen

SEEDS = 100
PLACES = (1, 2, 3)  # the crash points of a delivery at which the kept schedule is played
MARKED = (4, 5, 6)  # those behind the first checkpoint, if there is one
STEPS = 12_000_000  # for each exploration: a right answer takes about 3 million
TRIED = ("issued",)  # what has to have happened somewhere, or there was nothing to judge


def observe(answer: Any) -> Seen | str:
    if told := _no_handler(answer):
        return told
    days = [_quiet(answer), _quiet(answer)]
    watching = _Watching()
    sent = _struck(answer, "r1 p1! p1", "letters")
    marked = "" if sent else _struck(answer, "r1 p1! p1", "letters", MARKED)
    seen: Seen = {"days": days, "race": _race(answer, "read") or _race(answer, "append")}
    together = _explored(answer, watching)
    for name, invariant in _invariants().items():
        seen[name] = _explored(answer, invariant) if name in watching.failed else together
    return seen | {
        "tried": watching.tried,
        "twice": _first(_twice(answer, steps, "seats") for steps in ("r1 r9", "r1 p1 r9", "r2 r3 r1 r9")),
        "back": _twice(answer, "r1 p1 t1 r9", "back"),
        "asked": _twice(answer, "r1 r2 r3", "answered"),
        "again": _twice(answer, "r2 p2", "away") or _twice(answer, "r1 p1 t1", "away"),
        "repeat": _twice(answer, "r2 p2 r2", "away") or _twice(answer, "r1 p1 t1 r1", "away"),
        "paid": _twice(answer, "r1 p1 p9", "money") or _twice(answer, "p1 p9", "money"),
        "last": sent or marked or _struck(answer, "r1 p1! p1", "view"),
        "sent": sent,
        "marked": marked,
        "later": _struck(answer, "r1 p1! p1 r2", "letters"),
        "first": _played(answer, "r1", "view", 0),
        "repeated": _played(answer, "r1 r1", "view", 0),
        "kept": _first(_struck(answer, steps, "letters") for steps in ("r2 p5! p2 p5", "r1 p1! t1! p1 t1")),
        "decided": _decided(answer),  # the last: what decide remembers must not reach a run
    }


def _no_handler(answer: Any) -> str:
    """Why no message can be given to what `build` returned; "" if one can, or if `build` failed."""
    from companion.scenarios.tickets import desk

    built = call(answer, desk(), expect=True)
    handle: Any = built.value
    if built.trouble:
        return f"build {built.trouble}; that was before any message came: build makes handle, and returns it"
    if not built.ok or handle is TODO:
        return ""
    if not callable(handle):
        return (
            f"what build returned is {described(handle)}; wanted is the function that takes a message: "
            "end build with `return handle`, as far left as `def handle`"
        )
    return runs_nothing("handle", handle)


def _decided(answer: Any) -> str:
    """Where `decide` returned nothing on a quiet day, though facts follow from each message; or "".

    A `decide` that still returns TODO is seen here: the box office around it does nothing then.
    """
    from companion.scenarios.tickets import MESSAGES

    decide: Any = getattr(answer, "__globals__", {}).get("decide")
    if not callable(decide) or not _names(answer.__code__, "decide"):
        return ""
    call(decide, MESSAGES[0], (), expect=True, steps=10_000)
    log: tuple[Any, ...] = ()
    for message in MESSAGES:
        asked: Any = call(lambda m=message, f=log: [decide(m, f)], expect=True, steps=10_000)
        if not asked.ok:
            return ""  # an error is told by itself
        [new] = asked.value
        if type(new) not in (list, tuple):
            told = f"decide returned {in_words(plain(new))} for {message.id}, a {message.kind}; wanted is a "
            return "" if new else told + 'list of facts, such as [SeatHeld(buyer="Ada", because="r1")]'
        log += tuple(new)
    return ""


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
    known = [message.id for message in tickets.MESSAGES]
    facts = [fact for fact in disk.store.read_events(tickets.STREAM) if isinstance(fact, tickets.FACTS)]
    odd = [f"{type(fact).__name__} {fact.buyer}: because={fact.because!r}" for fact in facts
           if fact.because not in known][:1]  # fmt: skip
    answered = {fact.because for fact in facts}
    silent = [each for each in tickets.MESSAGES if each.id not in answered][:1]
    told = [f"nothing followed from {each.id}, {each.buyer}'s {each.kind}; " for each in silent]
    found = {"trouble": outcome.trouble, "beside": plain(named), "odd": odd, "silent": "".join(told)}
    return found | tickets.sold(disk)


def _all(handle: Callable[[Any], object]) -> None:
    from companion.scenarios.tickets import MESSAGES

    for message in MESSAGES:
        handle(message)


class _Watching:
    """The invariants, asked all at once: which ever failed, and whether anything was issued at all."""

    def __init__(self) -> None:
        self.failed: dict[str, bool] = {}
        self.tried = dict.fromkeys(TRIED, False)

    def __call__(self, disk: Any) -> None:
        from companion.scenarios import tickets

        facts = disk.store.read_events(tickets.STREAM)
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


def _struck(answer: Any, steps: str, name: str, places: Iterable[int] = PLACES) -> str:
    """Play these steps with a crash in the one with "!", at each of `places`: the first thing that is wrong
    by this invariant, or "".
    """
    return _first(_played(answer, steps, name, place) for place in places)


def _first(told: Iterable[str]) -> str:
    """The first that says anything, or ""."""
    return next((each for each in told if each), "")


def _twice(answer: Any, steps: str, name: str) -> str:
    """Play these steps, in which Ada asks or pays under a second id; what is wrong, or ""."""
    return _played(answer, steps, name, 0)


def _played(answer: Any, steps: str, name: str, place: int) -> str:
    from companion.lab import replay
    from companion.scenarios.tickets import MESSAGES, Message, by_id, desk

    more = (Message("r9", "TicketRequested", "Ada"), Message("p9", "PaymentCaptured", "Ada"))
    sent = (*MESSAGES, *more)
    at = {message.id: number for number, message in enumerate(sent)}
    choices = [
        ("crash", at[step[:-1]], place) if step.endswith("!") else ("deliver", at[step], 0)
        for step in steps.split()
    ]
    invariant = (_invariants() | {"away": _stays_away, "back": _sits_again, "answered": _answered})[name]
    outcome = call(lambda: replay(choices, answer, sent, invariant, disk=desk, label=by_id))
    found: Any = outcome.value
    if not outcome.ok:
        return f"your code {outcome.trouble}"
    if found.ok:
        return ""
    struck = [step.point for step in found.schedule if step.point]
    told = f", crashed {struck[0]}" if struck else ""
    return f"delivered {steps.replace('!', '')}{told}: {found.problem}"


def _sits_again(disk: Any) -> str | None:
    """Ada gave her ticket back and asked once more: she has no place then, and a seat is free."""
    from companion.scenarios.tickets import STREAM, SeatReleased, places

    facts = disk.store.read_events(STREAM)
    left = any(isinstance(fact, SeatReleased) for fact in facts)  # until then, the quiet day has it
    held = places(facts).get("Ada") == "held"
    return "both seats are free, and none is held for Ada" if left and not held else None


def _answered(disk: Any) -> str | None:
    """Who asked has a place: a seat, or one in the line."""
    from companion.scenarios.tickets import STREAM, places

    now = places(disk.store.read_events(STREAM))
    lost = [message.buyer for message in disk.sent if message.buyer not in now]
    return f"{lost[0]} asked, and has neither a seat nor a place in line" if lost else None


def _stays_away(disk: Any) -> str | None:
    """Somebody's seat was released, and the request of before came again: it changes nothing."""
    from companion.scenarios.tickets import STREAM, SeatReleased, places

    facts = disk.store.read_events(STREAM)
    left = {fact.buyer for fact in facts if isinstance(fact, SeatReleased)}
    came = [who for who in places(facts) if who in left]
    return f"{came[0]} has a place again, and asked once" if came else None


# --- a second office at the same moment -------------------------------------------------------------------


class _Raced:
    """A store in which a rival sells once, outside of a transaction: behind the first look at the log
    ("read"), or just before the first append ("append").
    """

    def __init__(self, store: Any, moment: str, rival: Callable[[], None]) -> None:
        self._store, self._moment, self._rival, self.struck = store, moment, rival, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Writers take turns here: nobody sells in between."""
        with self._store.transaction() as tx:
            yield tx

    def read_events(self, *given: Any, **named: Any) -> Any:
        """What the log holds; the rival sells behind it."""
        found = self._store.read_events(*given, **named)
        self._strike("read")
        return found

    def append(self, *given: Any, **named: Any) -> Any:
        """The rival first."""
        self._strike("append")
        return self._store.append(*given, **named)

    def _strike(self, moment: str) -> None:
        if moment == self._moment and not self.struck:
            self.struck = True
            self._rival()


def _race(answer: Any, moment: str) -> str:
    """One seat is left and two ask for it, at two desks: what is wrong afterwards, or ""."""
    from companion.scenarios import tickets

    disk = tickets.desk()
    held = tickets.SeatHeld(buyer="Ada", because="r1")
    disk.store.append(tickets.STREAM, [held], expected=0)
    rivals = [tickets.SeatHeld(buyer="Bob", because="r2")]
    raced = _Raced(disk.store, moment, lambda: _append(disk.store, rivals))
    second = SimpleNamespace(store=raced, post={}, view={}, clock=disk.clock)
    office: list[Any] = []
    for _ in range(2):  # a broker delivers again what was not acknowledged, to the same office
        outcome = call(lambda: _opened(office, answer, second)(tickets.MESSAGES[2]) and None, expect=True)
        if outcome.ok:
            break
    if not raced.struck:
        return ""
    if not outcome.ok:
        return f"r3 came again, and again your code {outcome.trouble}"
    lost = "Cy" not in tickets.places(disk.store.read_events(tickets.STREAM)) and outcome.ok
    return tickets.seats(disk) or ("Cy's request is answered, and nothing is written of it" if lost else "")


def _opened(office: list[Any], build: Any, disk: Any) -> Any:
    """The office that stands in the list; it is built the first time."""
    if not office:
        office.append(build(disk))
    return office[0]


def _append(store: Any, facts: list[Any]) -> None:
    from companion.scenarios.tickets import STREAM

    store.append(STREAM, facts, expected=1)
