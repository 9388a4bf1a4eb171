"""A member of a Kafka group, which reads in its own thread.

librdkafka heartbeats by itself, and assigns and revokes partitions only inside `poll`, that is between
deliveries: a member that joins is given its share when the others ask for their next message. If a member
does not poll for `session_s` seconds (`max.poll.interval.ms`), librdkafka leaves the group; a dead member is
removed after `session.timeout.ms`. While a group rebalances it takes no commits: one is then tried again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from threading import Lock, RLock, get_ident
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from companion.delivery.backend import DeadLetter, Head, Joining, Message
from companion.delivery.errors import duplicate_member
from companion.delivery.topics import again_topic

from .cluster import Cluster
from .commits import NO_ANSWER, Commits, commit

SETTLE_S: Final = 10.0  # a new member may be given nothing at first, and its share when the others have asked
DEATH_S: Final = 10.0  # a member that died is missed after this, or its session if that is shorter
MOCK_DEATH_S: Final = 2.0  # a mock lets a rebalance take as long, less a second
QUIET_S: Final = 1.0  # how long a commit that is answered "rebalancing" is tried without polling
AGAIN_S: Final = 0.02
LONGEST_POLL_MS: Final = 86_400_000

_GONE = {KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION}  # the group went on without this member

# What comes and goes by itself.
_PASSING = {
    KafkaError._ALL_BROKERS_DOWN, KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._RESOLVE,
    KafkaError._MAX_POLL_EXCEEDED, KafkaError.COORDINATOR_NOT_AVAILABLE, KafkaError.NOT_COORDINATOR,
    KafkaError.REBALANCE_IN_PROGRESS, KafkaError.UNKNOWN_MEMBER_ID, KafkaError.ILLEGAL_GENERATION,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS, KafkaError._WAIT_COORD, KafkaError.REQUEST_TIMED_OUT,
}  # fmt: skip

_claims: dict[tuple[str, str, str], KafkaSeat] = {}  # names of this process's members, by cluster and group
_claiming = Lock()


class KafkaSeat:
    """A member of a Kafka group. `keep` keeps a dead letter. See `Seat`."""

    def __init__(self, of: Cluster, group: str, joining: Joining, keep: Callable[[DeadLetter], None]) -> None:
        self._of, self._joining, self._keep = of, joining, keep
        self._topic, self._again = joining.topic, again_topic(joining.topic, joining.group)
        self.member = joining.member or f"{joining.group[:60]}-{joining.clock.new_id()}"
        self._heard_at = self._news_at = time.monotonic()
        self._mine: dict[int, int] = {}  # partitions, each with the number of this stay
        self._stays, self._life = 0, ""
        self._thread = get_ident()  # the one that asked last
        self._assigned_at: float | None = None
        self._again_at = 0.0  # when silent partitions were last assigned once more
        self._next: dict[tuple[str, int], int] = {}  # the next offset to fetch, as far as it is known
        self._paused: set[int] = set()
        self._early: deque[Head] = deque()  # what a poll gave while something else was waited for
        self._committing: Head | None = None
        self._closed = False
        self._lock = RLock()  # a broker may be closed in another thread
        self._claim = of.name(), group, self.member
        self._claim_name()
        death_s = min(joining.session_s, MOCK_DEATH_S if of.on_mock() else DEATH_S)
        self._consumer = of.client(
            Consumer, group_id=group, client_id=self.member, enable_auto_commit=False,
            auto_offset_reset="earliest", enable_partition_eof=True, fetch_wait_max_ms=100,
            partition_assignment_strategy="cooperative-sticky", topic_metadata_refresh_interval_ms=1000,
            session_timeout_ms=max(round(death_s * 1000), 10),
            heartbeat_interval_ms=max(min(200, round(death_s * 333)), 1),
            max_poll_interval_ms=min(max(round(joining.session_s * 1000), 10), LONGEST_POLL_MS),
            socket_timeout_ms=max(round(of.timeout_s * 1000), 1000),
        )  # fmt: skip
        self._commits = Commits(self._consumer, 2 * of.timeout_s + death_s)
        given, taken, lost = self._given, self._taken, self._lost
        self._consumer.subscribe([self._topic], on_assign=given, on_revoke=taken, on_lost=lost)

    def _claim_name(self) -> None:
        """Take the member's name within this process. Raises `WrongUse`."""
        with _claiming:
            known = _claims.get(self._claim)
            if known is not None and known is not self and known.lives():
                raise duplicate_member(self._joining.topic, self._joining.group, self.member)
            _claims[self._claim] = self

    def lives(self) -> bool:
        """Whether it has not left and was not silent for too long."""
        return not self._closed and time.monotonic() - self._heard_at <= self._joining.session_s

    def mine(self) -> Collection[int]:
        return self._mine

    def has(self, head: Head) -> bool:
        """A partition is revoked only in a poll."""
        return not self._closed and self._mine.get(head.partition) == head.stay

    def _may_answer(self, head: Head) -> bool:
        """If librdkafka was removed from the group since the last poll, it has no member id. Asking takes two
        thread switches, as long as all the rest, so it is asked only where it matters.
        """
        if not self.has(head):
            return False
        self._refuse_waiting()
        return (self._consumer.memberid() or "nobody") == self._life

    def _refuse_waiting(self) -> None:
        """Raise `BrokerUnavailable` while a commit waits for its answer: whatever else the consumer is asked
        would wait behind it.
        """
        if self._commits.is_waiting():
            raise self._of.unavailable(NO_ANSWER, unsure=True)

    # --- messages ---------------------------------------------------------------------------------------

    def fetch(self, blocked: Collection[int], wait_s: float) -> Head | None:
        with self._lock:
            self._claim_name()
            self._refuse_waiting()
            self._pause(set(blocked))
            until = time.monotonic() + wait_s
            while not self._closed:
                self._heard_at, self._thread = time.monotonic(), get_ident()
                head = self._came_early(blocked) or self._poll(max(until - time.monotonic(), 0))
                if head is not None and self.has(head):
                    return head
                self._assign_silent()
                if time.monotonic() - self._news_at > self._of.timeout_s:  # is the cluster there at all?
                    self._of.cluster()
                    self._news_at = time.monotonic()
                if time.monotonic() >= until:
                    break
            return None

    def _came_early(self, blocked: Collection[int]) -> Head | None:
        """The first early message whose partition is not blocked: the others stay behind what came before."""
        found = next((head for head in self._early if head.partition not in blocked), None)
        if found is not None:
            self._early.remove(found)
        return found

    def _poll(self, wait_s: float) -> Head | None:
        message = self._consumer.poll(wait_s)
        if message is None:
            return None
        if message.error() is None:
            self._news_at = time.monotonic()
            return self._head(message)
        code, place = message.error().code(), (message.topic(), message.partition())
        if code == KafkaError._PARTITION_EOF:
            self._next[place] = max(message.offset(), self._next.get(place, 0))
        elif code not in _PASSING and message.topic() != self._again:
            raise self._of.unavailable(message.error())
        return None

    def _head(self, message: Any) -> Head | None:
        """A message of a partition this member has, unless it was handed out before in this stay."""
        number, place = message.partition(), (message.topic(), message.partition())
        stay = self._mine.get(number)
        if stay is None or message.offset() < self._next.get(place, 0):
            return None
        self._next[place] = message.offset() + 1
        return Head(number, message_of(message), stay, message.topic() == self._again, message.offset())

    def _assign_silent(self) -> None:
        """Assign once more what has long given neither a message nor its end. librdkafka asks the cluster
        once where to begin; if that answer is lost, the partition stands still as long as this member has it.
        """
        now, at = time.monotonic(), self._assigned_at
        if at is None or now - max(at, self._again_at) < self._of.timeout_s:
            return
        self._again_at = now
        mine = self._places(self._mine.keys() - self._paused)
        if places := [place for place in mine if (place.topic, place.partition) not in self._next]:
            with suppress(KafkaException):
                self._consumer.incremental_unassign(places)
            self._consumer.incremental_assign(places)
            self._consumer.resume(places)

    def _pause(self, blocked: set[int]) -> None:
        """Pause partitions that have a message here already. librdkafka then drops the messages it has
        fetched of them, so this is not done while a message is being handled, and is rare.
        """
        wanted, consumer = blocked & self._mine.keys(), self._consumer
        for act, some in ((consumer.pause, wanted - self._paused), (consumer.resume, self._paused - wanted)):
            if places := self._places(some & self._mine.keys()):
                act(places)
        self._paused = wanted

    def _places(self, numbers: Iterable[int]) -> list[Any]:
        """These partitions of the topic and of its redriven messages; they belong together."""
        return [TopicPartition(topic, number) for number in numbers for topic in (self._topic, self._again)]

    def drained(self) -> bool:
        """Another client asks the cluster: on the member's own connection the question would wait behind a
        waiting fetch. A member without partitions can still get some as long as its group has messages left:
        those of a member that has just left or must give some up, which it does when it asks for its next
        message. Until then the new member waits, at most `SETTLE_S`: nothing tells it what is to come.
        """
        at = self._assigned_at
        if self._early or at is None:
            return False
        if not self._mine:
            settled = time.monotonic() - at > SETTLE_S or self._waits_for_itself()
            return settled or self._of.lag(self._topic, self._joining.group) == 0
        known = self._of.all_topics()
        for topic in (self._topic, self._again):
            mine = [number for number in self._mine if number < known.get(topic, 0)]
            for number, (low, high) in zip(mine, self._of.ends(topic, mine), strict=True):
                if self._next.get((topic, number), low) < high:
                    return False
        return True

    def _waits_for_itself(self) -> bool:
        """Whether a live member used in this very thread, as in a notebook, must ask first: it gave a part up
        and was not told since what it has, or they have every partition. One that never asked has none.
        """
        with _claiming:
            same = [seat for claim, seat in _claims.items() if claim[:2] == self._claim[:2]]
        here = [seat for seat in same if seat._thread == get_ident() and seat.lives()]
        if any(seat._stays and seat._assigned_at is None for seat in here):
            return True
        held = [number for seat in here for number in seat.mine()]
        return bool(held) and len(held) == self._of.all_topics().get(self._topic)

    # --- settling ---------------------------------------------------------------------------------------

    def note(self, head: Head) -> bool:
        """Tries are not kept."""
        return self._may_answer(head)

    def bury(self, head: Head, letter: DeadLetter) -> bool:
        if not self._may_answer(head):
            return False
        self._keep(letter)
        return self.commit(head)

    def commit(self, head: Head) -> bool:
        """While the group rebalances it takes no commits: the commit is repeated until it does. That needs no
        poll, unless it takes too long; a poll that revokes the partition commits first.
        """
        quiet = time.monotonic() + QUIET_S
        until = quiet + self._of.timeout_s
        with self._lock:
            while self._may_answer(head):
                error = self._commits.commit(self._behind(head))
                if error is None:
                    return True
                late = error is NO_ANSWER or time.monotonic() > until
                if late and error.code() in _GONE:
                    return False
                if late or error.code() not in _PASSING:
                    raise self._of.unavailable(error, unsure=True)
                time.sleep(AGAIN_S)
                if time.monotonic() > quiet and self._committed_in_a_poll(head):
                    return True
        return False

    def _committed_in_a_poll(self, head: Head) -> bool:
        self._committing = head
        if (found := self._poll(0)) is not None:
            self._early.append(found)
        done, self._committing = self._committing is None, None
        return done

    def _behind(self, head: Head) -> TopicPartition:
        """The place behind a message: what is committed when it is done."""
        topic = self._again if head.redriven else self._topic
        return TopicPartition(topic, head.partition, int(head.at) + 1)

    # --- called inside a poll, which no exception may leave ---------------------------------------------

    def _given(self, consumer: Any, places: Sequence[Any]) -> None:
        self._assigned_at, self._life = time.monotonic(), consumer.memberid()
        for place in places:
            self._stays += 1
            self._mine[place.partition] = self._stays
            for topic in (self._topic, self._again):
                self._next.pop((topic, place.partition), None)
        mine = self._places(place.partition for place in places)
        consumer.incremental_assign(mine)
        if mine:
            consumer.resume(mine)  # it may have been paused in an earlier stay

    def _taken(self, consumer: Any, places: Sequence[Any]) -> None:
        head, gone = self._committing, {place.partition for place in places}
        if head is not None and head.partition in gone and commit(consumer, self._behind(head)) is None:
            self._committing = None
        self._lost(consumer, places)

    def _lost(self, consumer: Any, places: Sequence[Any]) -> None:
        """Forget the partitions; the next callback assigns the new ones."""
        self._assigned_at = None
        for place in places:
            self._mine.pop(place.partition, None)
            self._paused.discard(place.partition)
        consumer.incremental_unassign(self._places(place.partition for place in places))

    def _give_up(self) -> None:
        """Leave the group and answer its callbacks, before closing. A closing librdkafka whose callbacks come
        twice, because one was waiting already, drops the second answer, and `close` waits for it for ever.
        """
        self._consumer.unsubscribe()
        until = time.monotonic() + self._of.timeout_s
        while time.monotonic() < until:
            found = self._consumer.poll(AGAIN_S if self._mine else 0)
            if found is None and not self._mine:
                break

    def leave(self) -> None:
        with self._lock:
            if not self._closed:
                with suppress(KafkaException):  # the cluster is gone: its sessions end by themselves
                    if not self._commits.is_waiting():  # else closing would wait too
                        self._give_up()
                        self._consumer.close()
                self._commits.close()
                self._closed, self._mine = True, {}
        with _claiming:
            if _claims.get(self._claim) is self:
                del _claims[self._claim]


def message_of(message: Any) -> Message:
    """A message of Kafka as one of ours; a missing key or value is read as empty."""
    return Message((message.key() or b"").decode("utf-8", errors="replace"), message.value() or b"")
