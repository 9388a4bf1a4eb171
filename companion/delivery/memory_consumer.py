"""A member of a group of the memory broker: takes, settles and gives up messages under the broker's lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from companion.events import SystemClock
from companion.events.trace import Kind

from .errors import LostPartition
from .member import Member
from .memory_group import Group, Head, Lane
from .messages import MEMBER_GONE, DeadLetter, Delivery, read_message
from .topics import backoff_s

if TYPE_CHECKING:
    from .memory import MemoryBroker


class MemoryConsumer(Member):
    """A member of a group of a `MemoryBroker`. See `companion.delivery.broker.Consumer`."""

    def __init__(
        self, broker: MemoryBroker, group: Group, member: str, wait_s: float | None, stop: Callable[[], bool]
    ) -> None:
        super().__init__(broker.clock, group.topic, group.name, member, wait_s, stop)
        self._broker = broker
        self._of = group
        self._seen = 0  # how much had changed when it last looked
        self._last = -1  # the partition served last: the others come first now

    @property
    def partitions(self) -> tuple[int, ...]:
        """See `Consumer.partitions`."""
        with self._broker.news:
            return tuple(number for number, _ in self._of.mine(self.member))

    def acknowledge(self, delivery: Delivery) -> None:
        """See `Delivery.acknowledge`."""
        clock, broker = self.clock, self._broker
        clock.point(f"before acknowledge {self.topic}")
        with broker.news:
            lane, head = self._held(delivery)
            lane.go_on()
            self._of.settled(lane)
            broker.changed()
        broker.note("handled", self.group, head.message.data, self.member, delivery.attempt)
        clock.point(f"after acknowledge {self.topic}")

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """See `Delivery.reject`."""
        clock, broker = self.clock, self._broker
        clock.point(f"before reject {self.topic}")
        with broker.news:
            lane, head = self._held(delivery)
            head.reason = reason
            last = permanent or head.tries >= broker.max_tries
            if last:
                self._give_up(lane, delivery.partition, head)
            else:
                head.due = clock.now() + timedelta(seconds=backoff_s(head.tries, broker.backoff_s))
            self._of.settled(lane)
            broker.changed()
        kind: Kind = "dead_lettered" if last else "failed"
        broker.note(kind, self.group, head.message.data, self.member, delivery.attempt, head.reason)
        clock.point(f"after reject {self.topic}")

    def _take(self) -> Delivery | float | None:
        broker = self._broker
        with broker.news:
            broker.refuse_closed()
            self._refuse_closed()
            self._seen, now = broker.changes, self.clock.now()
            self._of.seen(self.member, self, now)
            waits: list[float] = []
            for number, lane in self._in_turn():
                while (head := lane.head()) is not None:
                    if head.due is not None and head.due > now:
                        waits.append((head.due - now).total_seconds())
                        break
                    delivery = self._delivery(lane, number, head)
                    if delivery is not None:
                        return delivery
            return min(waits) if waits else None

    def _in_turn(self) -> list[tuple[int, Lane]]:
        """The lanes of this member, those after the one served last first, so that none starves."""
        mine = self._of.mine(self.member)
        return [e for e in mine if e[0] > self._last] + [e for e in mine if e[0] <= self._last]

    def _delivery(self, lane: Lane, number: int, head: Head) -> Delivery | None:
        """Hand out the head of a lane; None when it had to be given up instead."""
        read = read_message(head.message.data)
        if isinstance(read, str):
            head.tries, head.reason = head.tries + 1, read
        elif head.tries >= self._broker.max_tries:  # its last member died or was silent for too long
            head.reason = head.reason or MEMBER_GONE
        else:
            head.tries += 1
            lane.holder = delivery = Delivery(
                self, read, self.topic, head.message.key, number, head.tries, head.redriven
            )
            self._last = number
            return delivery
        self._give_up(lane, number, head)
        self._broker.note(
            "dead_lettered", self.group, head.message.data, self.member, head.tries, head.reason
        )
        return None

    def _give_up(self, lane: Lane, number: int, head: Head) -> None:
        """Make the head of a lane a dead letter, and let the lane go on."""
        id, (key, data) = self.clock.new_id(), head.message
        self._of.letters[id] = DeadLetter(
            id=id, topic=self.topic, group=self.group, key=key, partition=number, data=data,
            reason=head.reason, tries=head.tries, time=self.clock.now(),
        )  # fmt: skip
        lane.go_on()

    def _held(self, delivery: Delivery) -> tuple[Lane, Head]:
        """The lane and head of a delivery. Raises `LostPartition` unless it is still this member's."""
        self._broker.refuse_closed()
        lane = self._of.lanes[delivery.partition]
        if lane.holder is not delivery:
            raise LostPartition(self.topic, self.group, delivery.partition, self.member, delivery.envelope.id)
        self._of.seen(self.member, self, self.clock.now())
        return lane, cast(Head, lane.head())

    def _pause(self, seconds: float) -> None:
        if not isinstance(self.clock, SystemClock):
            self.clock.sleep(seconds)
            return
        with self._broker.news:
            self._broker.news.wait_for(lambda: self._broker.changes != self._seen, seconds)

    def _leave(self) -> None:
        with self._broker.news:
            self._of.gone(self.member, self)
            self._broker.changed()
        self._broker.forget(self)
