"""A consumer on Redis: takes, settles and gives up messages, each in one transaction that comes to nothing
when the group's roster has changed. So a settlement after another member was given the partition is refused
by the server itself.
"""

from __future__ import annotations

from companion.events.trace import Kind

from .errors import LostPartition
from .messages import MEMBER_GONE, DeadLetter, Delivery, read_message
from .redis_lane import Head, Lane
from .redis_member import UNWATCHED, RedisMember
from .redis_wire import Command
from .topics import backoff_s


class RedisConsumer(RedisMember):
    """A member of a group of a `RedisBroker`. See `companion.delivery.broker.Consumer`."""

    # --- settling --------------------------------------------------------------------------------------

    def acknowledge(self, delivery: Delivery) -> None:
        """See `Delivery.acknowledge`."""
        self.clock.point(f"before acknowledge {self.topic}")
        lane, head = self._held(delivery)
        self._settle(lane, delivery, lane.settling())
        lane.go_on()
        self._give()
        self._broker.note("handled", self.group, head.data, self.member, delivery.attempt)
        self.clock.point(f"after acknowledge {self.topic}")

    def reject(self, delivery: Delivery, reason: str, permanent: bool) -> None:
        """See `Delivery.reject`."""
        self.clock.point(f"before reject {self.topic}")
        lane, head = self._held(delivery)
        head.reason = reason
        last = permanent or head.tries >= self._broker.max_tries
        if last:
            self._settle(lane, delivery, self._letter(lane, head))
            lane.go_on()
        else:
            wait_ms = backoff_s(head.tries, self._broker.backoff_s) * 1000
            head.due_ms = self._wire.now_ms() + int(wait_ms)
            self._settle(lane, delivery, lane.setting_back())
            lane.holder = None
        self._give()
        kind: Kind = "dead_lettered" if last else "failed"
        self._broker.note(kind, self.group, head.data, self.member, delivery.attempt, reason)
        self.clock.point(f"after reject {self.topic}")

    def _held(self, delivery: Delivery) -> tuple[Lane, Head]:
        """The lane and head of a delivery. Raises `LostPartition` unless it is still this member's."""
        self._broker.refuse_closed()
        lane = self._lanes.get(delivery.partition)
        if lane is None or lane.holder is not delivery or lane.head is None:
            raise self._lost(delivery)
        return lane, lane.head

    def _settle(self, lane: Lane, delivery: Delivery, commands: list[Command]) -> None:
        """Do it while the lane is this member's. Raises `LostPartition`."""
        while True:
            if not self._is_watching():
                self._watch()
            if self._lanes.get(lane.partition) is not lane:
                raise self._lost(delivery)
            if self._commit(commands) is not None:
                return

    def _lost(self, delivery: Delivery) -> LostPartition:
        return LostPartition(self.topic, self.group, delivery.partition, self.member, delivery.envelope.id)

    def _letter(self, lane: Lane, head: Head) -> list[Command]:
        """Make the head a dead letter, named by its place in their stream."""
        letter = DeadLetter(
            id="", topic=self.topic, group=self.group, key=head.key, partition=lane.partition, data=head.data,
            reason=head.reason, tries=head.tries, time=self.clock.now(),
        )  # fmt: skip
        return [("XADD", self._of.keys.dead, "*", "l", letter.written()), *lane.settling()]

    # --- taking ----------------------------------------------------------------------------------------

    def _take(self) -> Delivery | float | None:
        self._broker.refuse_closed()
        self._refuse_closed()
        self._attend()
        while True:
            waits: list[float] = []
            found: Delivery | float | None = None
            for lane in self._in_turn():
                found = self._from(lane)
                if isinstance(found, Delivery):
                    return found
                if found is not None:
                    waits.append(found)
            if not self._is_watching() or self._roster_moved():
                self._attend()
            elif not self._peek():
                return min(waits) if waits else None

    def _in_turn(self) -> list[Lane]:
        """The lanes of this member, those after the one served last first, so that none starves."""
        lanes = [self._lanes[number] for number in sorted(self._lanes)]
        return [e for e in lanes if e.partition > self._last] + [
            e for e in lanes if e.partition <= self._last
        ]

    def _from(self, lane: Lane) -> Delivery | float | None:
        """The next delivery of a lane, the seconds until there is one, or None."""
        while self._lanes.get(lane.partition) is lane:
            if not lane.inspected:
                lane.inspect(self._wire)
            elif (head := lane.head) is not None:
                wait_ms = head.due_ms - self._wire.now_ms()
                if wait_ms > 0:
                    return wait_ms / 1000
                if (delivery := self._again(lane, head)) is not None:
                    return delivery
            elif not (lane.more or lane.again):
                return None
            elif (replies := self._commit(lane.reading())) is not None and lane.was_read(replies[0]):
                assert lane.head is not None
                if (delivery := self._handed_out(lane, lane.head)) is not None:
                    return delivery
        return None

    def _again(self, lane: Lane, head: Head) -> Delivery | None:
        """Deliver a head once more; None when it was given up instead, or nothing could be done."""
        if head.tries >= self._broker.max_tries:  # its last member died or was silent for too long
            head.reason = head.reason or MEMBER_GONE
            self._give_up(lane, head)
            return None
        replies = self._commit(lane.redelivering())
        if replies is None:
            return None
        if not replies[0]:  # it was settled after all, by a transaction whose answer was lost
            lane.go_on()
            return None
        head.tries += 1
        return self._handed_out(lane, head)

    def _handed_out(self, lane: Lane, head: Head) -> Delivery | None:
        """The delivery of a head that was read; None for a poison message, which is given up."""
        read = read_message(head.data)
        if isinstance(read, str):
            head.reason = read
            self._give_up(lane, head)
            return None
        lane.holder = delivery = Delivery(
            self, read, self.topic, head.key, lane.partition, head.tries, head.redriven
        )
        self._last = lane.partition
        return delivery

    def _give_up(self, lane: Lane, head: Head) -> None:
        """Make a head a dead letter before it is handed out, if the lane is still this member's."""
        while self._lanes.get(lane.partition) is lane:
            if self._commit(self._letter(lane, head)) is not None:
                lane.go_on()
                self._broker.note(
                    "dead_lettered", self.group, head.data, self.member, head.tries, head.reason
                )
                return

    def _peek(self) -> bool:
        """Whether there is news: the roster has changed, or a lane that seemed empty has something."""
        empty = {lane.log: lane for lane in self._lanes.values() if lane.head is None}
        last = [lane.last for lane in empty.values()]
        looks: list[Command] = [("XREAD", "COUNT", 1, "STREAMS", *empty, *last)] if empty else []
        written, *reply = self._wire.ask(("GET", self._of.keys.roster), *looks)
        if written != self._written:
            self._on = UNWATCHED
            return True
        return self._news(reply[0] if reply else None, empty)
