"""07-relay: publish what waits, whatever happens to the relay or to the broker."""

from functools import cache
from typing import Any

from companion.exercises.budget import call
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

ALL = ["101 v1", "101 v2", "102 v1"]
CALLS, STEPS, MOST_SENT, MOST_POINTS = 8, 20_000, 40, 60
AT_THE_END = "after the last line"

CRASH = "nothing is lost when the relay dies, at any point"
AWAY = "nothing is lost, raised or parked while the broker is away"
ORDER = "each key in order, whether the broker was away or not"
REFUSED = "a refused message is parked, and the others go on"


@cache
def _shaky() -> Any:
    """A broker in memory that is away at times and refuses some messages. Made when first needed, because
    the rooms below are imported only then.
    """
    from companion.delivery import BrokerUnavailable, MemoryBroker, MessageTooLarge
    from companion.lab import Crash

    class ShakyBroker(MemoryBroker):
        """`away`: at which sends, counted from 1, it cannot be reached; `refuses`: what is too large for it.
        While `down` it cannot be reached at all.
        """

        def __init__(self, clock: Any, away: tuple[int, ...] = (), refuses: tuple[str, ...] = ()) -> None:
            super().__init__(clock=clock, partitions=1)
            self.down, self.sends, self.got, self.endless = False, 0, list[str](), False
            self._away, self._refuses = away, refuses

        def send(self, topic: str, messages: Any) -> None:
            given = list(messages)
            for each in given:
                if _label(topic, each) in self._refuses:
                    raise MessageTooLarge(topic, 2_000_000, 1_000_000)
            for each in given:
                self.sends += 1
                if self.sends > MOST_SENT:
                    self.endless = True
                    raise Crash("it is sent again and again")  # the only way out of a loop without an end
                if self.down or self.sends in self._away:
                    raise BrokerUnavailable(self.place, "no answer", unsure=True)
                super().send(topic, [each])
                self.got.append(_label(topic, each))

    return ShakyBroker


def _label(topic: str, message: Any) -> str:
    """ "101 v2"; and what is not as it stood in the outbox, the topic or the key."""
    from companion.events import CompanionError, decode

    try:
        event: Any = decode(message.data).event
        label, home = f"{event.post_id} v{event.version}", _home(event.post_id)
    except (CompanionError, AttributeError):
        return "something else"
    if topic != home:
        label += f" in {topic!r}"
    return label if message.key == str(event.post_id) else f"{label} under the key {message.key!r}"


def _home(post_id: int) -> str:
    """Post 102 was posted in a group: another topic."""
    return "groups" if post_id == 102 else "posts"


class _World:
    """A database whose outbox holds three messages, and a broker beside it."""

    def __init__(self, **broker: Any) -> None:
        from companion.delivery import Outbox
        from companion.lab import StoreDisk

        self.disk = StoreDisk()
        self.broker = self.disk.broker = _shaky()(self.disk.clock, **broker)
        outbox = Outbox(self.disk.store)
        for event in _events():
            with self.disk.store.transaction() as tx:
                outbox.add(tx, _home(event.post_id), str(event.post_id), event)
        self.troubles: list[str] = []
        self.stopped = False

    def start(self) -> Any:
        """A process starts; returns its outbox. Points are counted from here."""
        from companion.delivery import Outbox

        outbox = Outbox(self.disk.store)
        self.disk.watch(0)
        return outbox

    def play(self, answer: Any, outbox: Any, calls: int = CALLS) -> None:
        """Call the relay as often, or until nothing waits."""
        for _ in range(calls):
            outcome = call(answer, outbox, self.broker, steps=STEPS, expect=True)
            if outcome.trouble and not self.disk.crashed:
                self.troubles.append(outcome.trouble)
            self.stopped = self.stopped or outcome.stopped or self.broker.endless
            if self.stopped or self.disk.crashed or (calls > 1 and outbox.is_empty()):
                return

    def end(self, outbox: Any) -> dict[str, Any]:
        """What came of it."""
        return {
            "got": self.broker.got[:MOST_SENT],
            "waiting": [_label(row.topic, row) for row in outbox.waiting(10)],
            "parked": [_label(row.topic, row) for row in outbox.parked(10)],
            "trouble": self.troubles[0] if self.troubles else "",
            "endless": self.broker.endless,
            "stopped": self.stopped,
        }


def _events() -> list[Any]:
    from companion.scenarios.posting import POST
    from companion.scenarios.social_events import PostCreated, PostEdited

    at = POST.created_at
    return [
        PostCreated(post_id=101, user_id=8, content="hello", created_at=at),
        PostEdited(post_id=101, user_id=8, content="hello all", created_at=at, version=2),
        PostCreated(post_id=102, user_id=7, content="good day", created_at=at),
    ]


def _observe(answer: Any) -> Seen:
    calm = _evening(answer)
    return {
        "calm": calm,
        "crash": {} if calm["stopped"] else _crashes(answer),
        "away": [{"at": at, **_evening(answer, away=(at,))} for at in (1, 2, 3)],
        "down": _down(answer),
        "refused": [
            {"what": what, **_evening(answer, refuses=what)}
            for what in (("101 v1", "101 v2"), ("101 v2",), ("102 v1",))
        ],
    }


def _evening(answer: Any, **broker: Any) -> dict[str, Any]:
    world = _World(**broker)
    outbox = world.start()
    world.play(answer, outbox)
    return world.end(outbox)


def _down(answer: Any) -> dict[str, Any]:
    """The broker is away for the whole of the first call."""
    world = _World()
    outbox = world.start()
    world.broker.down = True
    world.play(answer, outbox, 1)
    world.broker.down = False
    if not world.stopped:
        world.play(answer, outbox)
    return world.end(outbox)


def _crashes(answer: Any) -> dict[str, Any]:
    """Dies at each point of its first call and is started again: the first that loses something."""
    world = _World()
    world.play(answer, world.start(), 1)
    names = (*world.disk.passed_names[:MOST_POINTS], AT_THE_END)
    for at, point in enumerate(names, 1):
        world = _World()
        outbox = world.start()
        world.disk.watch(at)
        world.play(answer, outbox, 1)
        world.disk.crash(AT_THE_END)
        world.disk, world.troubles = world.disk.rebuilt(), []
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
        return f"stopped after {MOST_SENT} messages: {_listed(end['got'])}"
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
    return [*first, ("the broker is away for a whole call", seen["down"])]


def _order(seen: Seen) -> Finding | None:
    for when, end in [("an ordinary day", seen["calm"]), *_outages(seen)]:
        if _missing(end):
            return Finding("", f"{when}: {_says(end)}; order cannot be asked for")
        if end["got"].index("101 v2") < end["got"].index("101 v1"):
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
            lambda s: bool(s["crash"]) and bool(_missing(s["crash"])),
            lambda s: (
                f"{_missing(s['crash'])[0]} was marked as published, and never sent. The mark says that the "
                "broker has it: make it when, and only when, the broker has it."
            ),
        ),
        Misconception(
            "never marks",
            CRASH,
            lambda s: s["calm"]["waiting"] == ALL and not _missing(s["calm"]),
            "All three are published, and all three still wait: the next call sends the same three again, for "
            "ever. Nobody tells the outbox that the broker has them.",
        ),
        Misconception(
            "parks everything",
            AWAY,
            lambda s: any(end["parked"] for end in (*s["away"], s["down"])),
            "The broker was away for a moment, and a healthy message is parked until a person looks. Two "
            "errors, two answers: away passes, refused does not.",
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
            lambda s: (
                s["calm"]["got"].index("101 v2") < s["calm"]["got"].index("101 v1")
                if not _missing(s["calm"])
                else False
            ),
            "The edit was published before the post it edits. `waiting()` is oldest first, and that is the "
            "order in which the changes were made.",
        ),
        Misconception(
            "skips what cannot be sent now",
            ORDER,
            lambda s: not _missing(s["away"][0]) and s["away"][0]["got"][-1] == "101 v1",
            "101 v1 met an absent broker, 101 v2 met a present one: the edit came before the post. While the "
            "broker is away nothing behind may go out: end the round.",
        ),
        Misconception(
            "one bad message stops everything",
            REFUSED,
            lambda s: not _published_behind(s) and not s["refused"][0]["parked"],
            "A message that is too large today is too large tomorrow. It stands at the head of the line, and "
            "everything behind it waits for ever.",
        ),
        Misconception(
            "drops the refused",
            REFUSED,
            lambda s: not s["refused"][0]["parked"] and not s["refused"][0]["waiting"],
            "Nothing waits, nothing is parked, and the broker has never seen it: a post that exists and that "
            "nobody will ever hear of. Set it aside where a person finds it.",
        ),
        Misconception(
            "tries a refused one for ever",
            REFUSED,
            _refused_waits,
            "The others went out, and the refused one is sent again with every call, for ever. Nobody is told. "
            "Set it aside, with the reason.",
        ),
    ),
    hints=(
        "Which of the two may happen twice without harm: the sending, or the marking?",
        "Two errors, two answers: away ends this round, refused ends this row.",
        "for row in outbox.waiting():\n    try:\n        broker.send(row.topic, [Message(row.key, row.data)])\n"
        "    except BrokerUnavailable:\n        return\n    except MessageRefused as refused:\n"
        "        ...   # park it, then continue with the next\n    ...   # mark it",
    ),
)
