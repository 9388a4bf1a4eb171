"""The world of 07-relay: an outbox with three messages, and a broker that is away at times and refuses some.

Post 101 was edited, so two of its messages wait; post 102 was posted in a group, which is another topic.
"""

from functools import cache
from typing import Any

from companion.exercises.budget import call

ALL = ["101 v1", "101 v2", "102 v1"]
CALLS, STEPS, MOST_SENT = 8, 20_000, 40


@cache
def _shaky() -> Any:
    """A broker in memory that is away at times and refuses some messages. Made when first needed, because
    the rooms below are imported only then.
    """
    from companion.delivery import BrokerUnavailable, MemoryBroker
    from companion.delivery.errors import too_large
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
                    raise too_large(topic, 2_000_000, 1_000_000)
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
        label += f" in {topic!r} instead of {home!r}"
    if message.key != str(event.post_id):
        label += f" under the key {message.key!r} instead of '{event.post_id}'"
    return label


def _home(post_id: int) -> str:
    return "groups" if post_id == 102 else "posts"


class World:
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
