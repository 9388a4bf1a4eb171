"""07-relay: publish what waits, whatever happens to the relay or to the broker."""

from collections.abc import Callable
from typing import Any

from companion.exercises.fresh import forgetting
from companion.exercises.lesson_07_world import ALL, MOST_SENT, World
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

MOST_POINTS = 60
AT_THE_END = "after the last line"
LONG = (2, 3, 4, 5)
"""For how many sends the broker is away: whoever tries a few times gives up at one of them."""

CRASH = "nothing is lost when the relay dies, at any point"
AWAY = "nothing is lost, raised or parked while the broker is away"
ORDER = "each key in order, whether the broker was away or not"
REFUSED = "a refused message is parked, and the others go on"


Forget = Callable[[], None]
"""What a new process does to what the answer keeps outside of the database."""


def _observe(answer: Any) -> Seen:
    forget = forgetting(answer)
    calm = _evening(answer, forget)
    return {
        "calm": calm,
        "crash": {} if calm["stopped"] else _crashes(answer, forget),
        "away": [{"at": at, **_evening(answer, forget, away=(at,))} for at in (1, 2, 3)],
        "long": [
            {"at": many, **_evening(answer, forget, away=tuple(range(1, many + 1)))} for many in LONG
        ],
        "down": _down(answer, forget),
        "refused": [
            {"what": what, **_evening(answer, forget, refuses=what)}
            for what in (("101 v1", "101 v2"), ("101 v2",), ("102 v1",), ("101 v1",))
        ],
    }


def _evening(answer: Any, forget: Forget, **broker: Any) -> dict[str, Any]:
    forget()
    world = World(**broker)
    outbox = world.start()
    world.play(answer, outbox)
    return world.end(outbox)


def _down(answer: Any, forget: Forget) -> dict[str, Any]:
    """The broker is away for the whole of the first call."""
    forget()
    world = World()
    outbox = world.start()
    world.broker.down = True
    world.play(answer, outbox, 1)
    world.broker.down = False
    if not world.stopped:
        world.play(answer, outbox)
    return world.end(outbox)


def _crashes(answer: Any, forget: Forget) -> dict[str, Any]:
    """Dies at each point of its first call and is started again: the first that loses something."""
    forget()
    world = World()
    world.play(answer, world.start(), 1)
    names = (*world.disk.passed_names[:MOST_POINTS], AT_THE_END)
    for at, point in enumerate(names, 1):
        forget()
        world = World()
        outbox = world.start()
        world.disk.watch(at)
        world.play(answer, outbox, 1)
        world.disk.crash(AT_THE_END)
        world.disk, world.troubles = world.disk.rebuilt(), []
        forget()
        outbox = world.start()
        world.play(answer, outbox)
        end = world.end(outbox)
        if _missing(end) or end["waiting"] or end["parked"]:
            return {"point": point, **end}
    return {}


def _missing(end: Seen, wanted: list[str] = ALL) -> list[str]:
    return [label for label in wanted if label not in end["got"]]


def _says(end: Seen) -> str:
    said = [f"published: {_listed(end['got'])}"]
    said += [f"{name}: {_listed(end[name])}" for name in ("waiting", "parked") if end[name]]
    return "; ".join(said)


def _listed(labels: list[str]) -> str:
    return " · ".join(labels[:6]) + (" …" if len(labels) > 6 else "") if labels else "nothing"


def _unwell(end: Seen) -> str:
    """Why nothing can be said of how it ended; "" if it can."""
    if end["endless"]:
        return f"stopped after {MOST_SENT} calls of `send`; published: {_listed(end['got'])}"
    return f"your code {end['trouble']}" if end["trouble"] else ""


def _crash(seen: Seen) -> Finding | None:
    calm, struck = seen["calm"], seen["crash"]
    if unwell := _unwell(calm):
        return Finding("", f"an ordinary day: {unwell}")
    if _missing(calm) or calm["waiting"] or calm["parked"]:
        return Finding("all three published, nothing left", f"an ordinary day: {_says(calm)}")
    if struck:
        lost = _missing(struck)
        is_gone = f"{_listed(lost)} {'is' if len(lost) == 1 else 'are'} gone"
        gone = is_gone if lost else _unwell(struck) or _says(struck)
        return Finding("", f"it dies {struck['point']} and is started again: {gone}")
    return None


def _away(seen: Seen) -> Finding | None:
    for when, end in _outages(seen):
        if end["trouble"] or end["endless"]:
            return Finding("", f"{when}: {_unwell(end)}")
        if _missing(end) or end["waiting"] or end["parked"]:
            return Finding("all three published, none parked", f"{when}: {_says(end)}")
    return None


def _outages(seen: Seen) -> list[tuple[str, Seen]]:
    first = [(f"the broker is away for a moment, at send {end['at']}", end) for end in seen["away"]]
    first += [(f"the broker is away for the first {end['at']} sends", end) for end in seen["long"]]
    return [*first, ("the broker is away for a whole call", seen["down"])]


def _overtaken(end: Seen) -> bool:
    """Whether the edit was published before its post."""
    return not _missing(end) and end["got"].index("101 v2") < end["got"].index("101 v1")


def _order(seen: Seen) -> Finding | None:
    for when, end in [("an ordinary day", seen["calm"]), *_outages(seen)]:
        if _missing(end):
            return Finding("", f"{when}: {_says(end)}; order cannot be asked for")
        if _overtaken(end):
            return Finding("101 v1 before 101 v2", f"{when}: {_says(end)}")
    return None


def _refused(seen: Seen) -> Finding | None:
    for end in seen["refused"]:
        what = list(end["what"])
        others = [label for label in ALL if label not in what]
        when = f"{_listed(what)} {'is' if len(what) == 1 else 'are'} too large for the broker"
        if unwell := _unwell(end):
            return Finding("", f"{when}: {unwell}")
        if _missing(end, others) or end["parked"] != what or end["waiting"]:
            expected = f"published: {_listed(others)}; parked: {_listed(what)}"
            return Finding(expected, f"{when}: {_says(end)}")
    return None


def _works(seen: Seen) -> bool:
    """On an ordinary day all is published, without an error: what fails, fails for another reason."""
    return not _missing(seen["calm"]) and not seen["calm"]["trouble"]


def _refused_waits(seen: Seen) -> bool:
    return not seen["refused"][2]["parked"] and seen["refused"][2]["waiting"] == ["102 v1"]


def _published_behind(seen: Seen) -> bool:
    """What stood behind a refused message was published."""
    return not _missing(seen["refused"][0], ["102 v1"])


RELAY = Exercise(
    id="07-relay",
    title="relay",
    kind="bug hunt",
    points=6,
    signature="relay(outbox, broker)",
    returns=False,
    observe=_observe,
    criteria=(
        Criterion(CRASH, 2, _crash),
        Criterion(AWAY, 1, _away),
        Criterion(ORDER, 2, _order),
        Criterion(REFUSED, 1, _refused),
    ),
    misconceptions=(
        Misconception(
            "marks first",
            CRASH,
            lambda s: _works(s) and bool(s["crash"]) and bool(_missing(s["crash"])),
            lambda s: (
                f"{_missing(s['crash'])[0]} was marked as published, and never sent. The mark says that the "
                "broker has it: make it when, and only when, the broker has it."
            ),
        ),
        Misconception(
            "never marks",
            CRASH,
            lambda s: _works(s) and s["calm"]["waiting"] == ALL,
            "All three are published, and all three still wait: the next call sends the same three again, "
            "for ever. Nobody tells the outbox that the broker has them.",
        ),
        Misconception(
            "parks everything",
            AWAY,
            lambda s: _works(s) and any(end["parked"] for end in (*s["away"], s["down"])),
            "The broker was away, and a message that it would take tomorrow is parked until a person looks. "
            "Two errors, two answers: away passes, refused does not.",
        ),
        Misconception(
            "the relay dies with the broker",
            AWAY,
            lambda s: "BrokerUnavailable" in str(s["away"][0]["trouble"]) and s["down"]["waiting"] == [],
            "The error came out, and whoever calls the relay again and again stops calling. Nothing is wrong "
            "with your messages: come back, they are sent the next time.",
        ),
        Misconception(
            "waits inside",
            AWAY,
            lambda s: bool(s["down"]["stopped"]) and not s["away"][0]["stopped"],
            "The broker stayed away, and your loop never came back: nobody can stop this relay any more. "
            "Return; it is called again.",
        ),
        Misconception(
            "newest first",
            ORDER,
            lambda s: _works(s) and s["calm"]["got"].index("101 v2") < s["calm"]["got"].index("101 v1"),
            "The edit was published before the post it edits. `waiting()` is oldest first, and that is the "
            "order in which the changes were made.",
        ),
        Misconception(
            "skips what cannot be sent now",
            ORDER,
            lambda s: not _missing(s["away"][0]) and s["away"][0]["got"][-1] == "101 v1",
            "101 v1 met an absent broker, 101 v2 met a present one: the edit came before the post. While the "
            "broker is away nothing behind it of the same key may go out: end the round.",
        ),
        Misconception(
            "a few tries, then the next",
            ORDER,
            lambda s: (
                not any(_overtaken(end) for end in s["away"]) and any(_overtaken(end) for end in s["long"])
            ),
            "You try a message a few times, and then take the next one. The broker came back just then: the "
            "edit was published before its post. End the round; the next call begins with the oldest.",
        ),
        Misconception(
            "one bad message stops everything",
            REFUSED,
            lambda s: _works(s) and not _published_behind(s) and not s["refused"][0]["parked"],
            "A message that is too large today is too large tomorrow. It stands at the head of the line, and "
            "everything behind it waits for ever.",
        ),
        Misconception(
            "drops the refused",
            REFUSED,
            lambda s: _works(s) and not s["refused"][0]["parked"] and not s["refused"][0]["waiting"],
            "Nothing waits, nothing is parked, and the broker has never seen it: a post that exists and that "
            "nobody will ever hear of. Set it aside where a person finds it.",
        ),
        Misconception(
            "tries a refused one for ever",
            REFUSED,
            _refused_waits,
            "The others went out, and the refused one is sent again with every call, for ever. Nobody is "
            "told. Set it aside, with the reason.",
        ),
    ),
    hints=(
        "Which of the two may happen twice without harm: the sending, or the marking?",
        "Two errors, two answers: away ends this round, refused ends this row.",
        "for row in outbox.waiting():\n    try:\n        broker.send(row.topic, [Message(row.key, "
        "row.data)])\n    except BrokerUnavailable:\n        return\n    except MessageRefused as refused:\n"
        "        ...   # park it, then continue with the next\n    ...   # mark it",
    ),
)
