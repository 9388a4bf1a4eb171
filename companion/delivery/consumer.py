"""A member of a group: it asks its seat for a message, hands it out as a delivery, settles it, asks again.

It holds one head for each partition. A rejected message stays at the head of its partition until its backoff
is over; so no position is moved back, and the other partitions go on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Final, Protocol

from companion.events import Clock, Closed, CompanionError, Envelope, SystemClock, VirtualClock
from companion.events.codec import decode
from companion.events.trace import Kind

from .backend import DeadLetter, Head, Seat
from .errors import AlreadySettled, DeliveryError, LostPartition, endless_wait
from .topics import backoff_s

POLL_S: Final = 0.5  # a waiting consumer asks `stop` at least this often, in seconds
SOON_S: Final = 0.05  # how long to wait for what is on its way, in seconds

NO_REASON: Final = "rejected without a reason"
UNSETTLED: Final = "neither acknowledged nor rejected"
MEMBER_GONE: Final = "its member was gone before it was settled"


def never() -> bool:
    """The default of `stop`: go on."""
    return False


class Delivery:
    """A message handed to one member of a group, which must `acknowledge` or `reject` it.

    `attempt` is 1 at the first try. `redriven` says that it was a dead letter before: later messages of its
    key may have been handled already. `settled` is "" until it is "acknowledged", "rejected" or "set back".
    """

    def __init__(
        self,
        by: Consumer,
        envelope: Envelope,
        topic: str,
        key: str,
        partition: int,
        attempt: int,
        redriven: bool = False,
    ) -> None:
        self._by = by
        self.envelope = envelope
        self.topic = topic
        self.key = key
        self.partition = partition
        self.attempt = attempt
        self.redriven = redriven
        self.settled = ""

    def acknowledge(self) -> None:
        """The message is done: never deliver it to this group again.

        Raises `AlreadySettled`, `LostPartition` (another member has it now), `BrokerUnavailable` (then it is
        not settled, and may be acknowledged again).
        """
        self._refuse_settled()
        self._by.acknowledge(self)
        self.settled = "acknowledged"

    def reject(self, reason: str = "", *, permanent: bool = False) -> None:
        """The message could not be handled: deliver it again after a while, or, when this was the last of
        `max_tries` or trying again cannot help (`permanent`), make it a dead letter with this reason. Raises
        as `acknowledge` does.
        """
        self._refuse_settled()
        self._by.reject(self, reason or NO_REASON, permanent)
        self.settled = "rejected"

    def _refuse_settled(self) -> None:
        if self.settled:
            raise AlreadySettled(self.topic, self.partition, self.envelope.id, self.settled)

    def __repr__(self) -> str:
        again = f", attempt {self.attempt}" if self.attempt > 1 else ""
        state = f", {self.settled}" if self.settled else ""
        return f"<{self.envelope.event!r} from {self.topic}:{self.partition}{again}{state}>"


class Home(Protocol):
    """A broker, as its consumers see it."""

    clock: Clock
    max_tries: int
    backoff_s: float

    def refuse_closed(self) -> None: ...
    def forget(self, consumer: Consumer) -> None: ...
    def tell(
        self, kind: Kind, service: str, data: bytes, handler: str = "", attempt: int = 1, error: str = ""
    ) -> None: ...


class Consumer:
    """A member of a group, reading one topic: one delivery at a time. Used from one thread.

    Iterating gives deliveries, and asking for the next one rejects an unsettled one. At the end of
    the iteration, or of the `with` block, the member leaves the group. Made by `Broker.consume`.
    """

    def __init__(
        self, broker: Home, seat: Seat, topic: str, group: str, wait_s: float | None, stop: Callable[[], bool]
    ) -> None:
        self.clock, self.topic, self.group, self.member = broker.clock, topic, group, seat.member
        self._broker, self._seat, self._wait_s, self._stop = broker, seat, wait_s, stop
        self._heads: dict[int, Head] = {}  # by partition: what was fetched and is not settled
        self._hand: tuple[Delivery, Head] | None = None
        self._last = -1  # the partition served last: the others come first now
        self._real = isinstance(broker.clock, SystemClock)
        self._closed = False

    @property
    def partitions(self) -> tuple[int, ...]:
        """The partitions this member has at the moment, sorted."""
        return tuple(sorted(self._seat.mine()))

    # --- settling: called by the delivery ---------------------------------------------------------------

    def acknowledge(self, delivery: Delivery) -> None:
        """See `Delivery.acknowledge`."""
        self.clock.point(f"before acknowledge {self.topic}")
        head = self._held(delivery)
        if not self._seat.commit(head):
            raise self._lost(delivery)
        self._done(head, "handled", "")
        self.clock.point(f"after acknowledge {self.topic}")

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """See `Delivery.reject`."""
        self.clock.point(f"before reject {self.topic}")
        head = self._held(delivery)
        head.reason = reason
        if permanent or head.tries >= self._broker.max_tries:
            if not self._bury(head):
                raise self._lost(delivery)
        else:
            head.due = self.clock.now() + timedelta(seconds=backoff_s(head.tries, self._broker.backoff_s))
            if not self._seat.note(head):
                raise self._lost(delivery)
            self._hand = None
            self._broker.tell("failed", self.group, head.message.data, self.member, head.tries, reason)
        self.clock.point(f"after reject {self.topic}")

    def _bury(self, head: Head) -> bool:
        """Make a head a dead letter; False if its partition is lost."""
        key, data = head.message
        head.letter = head.letter or self.clock.new_id()  # one id: kept twice, it is one letter
        letter = DeadLetter(
            id=head.letter, topic=self.topic, group=self.group, key=key, partition=head.partition,
            data=data, reason=head.reason, tries=head.tries, time=self.clock.now(),
        )  # fmt: skip
        if not self._seat.bury(head, letter):
            return False
        self._done(head, "dead_lettered", head.reason)
        return True

    def _done(self, head: Head, kind: Kind, error: str) -> None:
        """The group is behind this head."""
        self._heads.pop(head.partition, None)
        self._hand = None
        self._broker.tell(kind, self.group, head.message.data, self.member, head.tries, error)

    def _held(self, delivery: Delivery) -> Head:
        """The head of a delivery. Raises `LostPartition` unless this member still holds it."""
        self._broker.refuse_closed()
        if self._hand is None or self._hand[0] is not delivery or not self._seat.has(self._hand[1]):
            raise self._lost(delivery)
        return self._hand[1]

    def _lost(self, delivery: Delivery) -> LostPartition:
        return LostPartition(self.topic, self.group, delivery.partition, self.member, delivery.envelope.id)

    def _set_back(self) -> None:
        """Reject an unsettled delivery, unless its partition is lost."""
        if self._hand is not None and not self._hand[0].settled:
            delivery = self._hand[0]
            delivery.settled = "set back"
            # Partition lost or broker gone: it is delivered again either way.
            with suppress(DeliveryError, Closed):
                self.reject(delivery, UNSETTLED, False)
        self._hand = None

    # --- taking -----------------------------------------------------------------------------------------

    def receive(self, wait_s: float | None = 0.0) -> Delivery | None:
        """The next delivery; None when there was none for `wait_s` seconds (None: for ever) or `stop()` said
        so.

        The wait begins once the member has its partitions; for a message in its backoff it waits until the
        backoff is over. An unsettled delivery is rejected first. Raises `BrokerUnavailable`, `Closed`,
        and `WrongUse` if the member had been silent for too long and another has its name.
        """
        self._refuse_closed()
        self._set_back()
        until, pause, coming = None, 0.0, False
        while not self._stop():
            if pause and not (coming or self._real):  # a clock of its own: its time passes, and nothing else
                self.clock.sleep(pause)
                pause = 0.0
            delivery = self._take(pause)
            if delivery is not None:
                return delivery
            now = self.clock.now()
            waiting = [head.due for head in self._heads.values() if head.due is not None]
            coming = False
            if waiting:  # a backoff: it ends by itself, and the waiting for news begins after it
                until, pause = None, (min(waiting) - now).total_seconds()
            elif wait_s is None:
                self._refuse_endless()
                pause = POLL_S
            elif not self._seat.drained():
                until, pause, coming = None, SOON_S, True
            else:
                until = until or now + timedelta(seconds=wait_s)
                if now >= until:
                    return None
                pause = (until - now).total_seconds()
            pause = min(max(pause, 0.0), POLL_S)
        return None

    def _take(self, wait_s: float) -> Delivery | None:
        """The next delivery; None when nothing came for so long, or a backoff is over by then."""
        while True:
            self._broker.refuse_closed()
            self._refuse_closed()
            self._forget_lost()
            fetched = self._seat.fetch(self._heads, 0.0 if self._ready() else wait_s)
            self._forget_lost()
            if fetched is not None:
                self._heads[fetched.partition] = fetched
            head = self._ready()
            if head is None:
                return None
            delivery = self._handed_out(head)
            if delivery is not None:
                return delivery
            wait_s = 0.0

    def _forget_lost(self) -> None:
        if self._heads:
            self._heads = {n: head for n, head in self._heads.items() if self._seat.has(head)}

    def _ready(self) -> Head | None:
        """A head that may be handed out; the partitions after the last one come first, so that none
        starves.
        """
        if not self._heads:
            return None
        now = self.clock.now()
        ready = [head for head in self._heads.values() if head.due is None or head.due <= now]
        return min(ready, key=lambda head: (head.partition <= self._last, head.partition), default=None)

    def _handed_out(self, head: Head) -> Delivery | None:
        """The delivery of a head; None if it became a dead letter, or its partition is lost."""
        self._last, tries = head.partition, head.tries
        try:
            return self._offered(head)
        finally:
            if self._hand is None and self._heads.get(head.partition) is head:
                self._hold(head, tries)

    def _offered(self, head: Head) -> Delivery | None:
        read = read_message(head.message.data)
        if isinstance(read, str):
            head.tries, head.reason = head.tries + 1, read
        elif head.tries >= self._broker.max_tries:  # its last member died or was silent for too long
            head.reason = head.reason or MEMBER_GONE
        else:
            head.tries, head.due = head.tries + 1, None
            if not self._seat.note(head):
                return None
            delivery = Delivery(
                self, read, self.topic, head.message.key, head.partition, head.tries, head.redriven
            )
            self._hand = delivery, head
            return delivery
        self._bury(head)
        return None

    def _hold(self, head: Head, tries: int) -> None:
        """It cannot be handed out now, and that was no try. If its partition is lost, the next fetch shows
        it; a member that is just joining its group again, or whose broker cannot write for a while, may keep
        the partition, and then the message is still its own.
        """
        head.tries, head.due = tries, self.clock.now() + timedelta(seconds=SOON_S)

    def _refuse_endless(self) -> None:
        if self._stop is never and isinstance(self.clock, VirtualClock):
            raise endless_wait(
                f"The member {self.member!r} of {self.topic!r} with wait_s=None",
                "give a number of seconds, 0 to take what is there, or stop=…",
            )

    # --- leaving ----------------------------------------------------------------------------------------

    def close(self) -> None:
        """Leave the group; an unsettled delivery goes to others at once. May be called twice. Never raises
        because the broker is gone.
        """
        if not self._closed:
            self._closed, self._hand = True, None
            self._seat.leave()
            self._broker.forget(self)

    def _refuse_closed(self) -> None:
        if self._closed:
            raise Closed(f"The consumer {self.member!r} of {self.topic!r}")

    def __iter__(self) -> Consumer:
        return self

    def __next__(self) -> Delivery:
        if self._closed:
            raise StopIteration
        delivery = self.receive(self._wait_s)
        if delivery is None:
            self.close()
            raise StopIteration
        return delivery

    def __enter__(self) -> Consumer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = ", closed" if self._closed else ""
        return f"<{self.member} of group {self.group} on {self.topic}{state}>"


def read_message(data: bytes) -> Envelope | str:
    """The envelope of a message; for a poison message, why it cannot be read ("CodecError: Not JSON …")."""
    try:
        return decode(data)
    except CompanionError as problem:
        return f"{type(problem).__name__}: {problem}"
