"""A member of a group on Redis: takes, settles and gives up messages, each in one transaction that comes to
nothing when the group's roster has changed.

Between two round trips the roster is always watched: so a settlement needs one round trip, and is refused by
the server itself when another member has been given the partition.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from companion.events import SystemClock
from companion.events.trace import Kind

from .broker import POLL_S
from .errors import BrokerUnavailable, DuplicateMember, LostPartition
from .member import Member
from .messages import MEMBER_GONE, DeadLetter, Delivery, read_message
from .redis_group import RedisGroup, seen_of
from .redis_lane import Head, Lane, entries_of
from .redis_roster import Roster, roster_of
from .redis_wire import Command, Wire
from .topics import backoff_s

if TYPE_CHECKING:
    from .redis_broker import RedisBroker

WITHOUT_BLOCK_S: Final = 0.02  # between two looks where a command cannot wait on the server
UNWATCHED: Final = (-1, b"")
LOOK_MS: Final = 1000  # between two looks for members that are silent, or sooner for short sessions


class RedisConsumer(Member):
    """A member of a group of a `RedisBroker`. See `companion.delivery.broker.Consumer`."""

    def __init__(
        self,
        broker: RedisBroker,
        group: RedisGroup,
        member: str | None,
        start: str,
        wait_s: float | None,
        stop: Callable[[], bool],
    ) -> None:
        super().__init__(broker.clock, group.topic, group.name, member or "", wait_s, stop)
        self._broker, self._of, self._start = broker, group, start
        self._wire: Wire = broker.wire()
        self._token = ""
        self._roster = Roster()
        self._lanes: dict[int, Lane] = {}
        self._watched = UNWATCHED  # the connection on which the roster is watched, and as what it was read
        self._looked_ms = 0
        self._last = -1  # the partition served last: the others come first now
        self._bell = "$"
        self._join()

    @property
    def partitions(self) -> tuple[int, ...]:
        """See `Consumer.partitions`."""
        return tuple(self._broker.roster(self._of).of(self._token))

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
        if (written or b"") != self._watched[1]:
            self._watched = UNWATCHED
            return True
        return self._news(reply[0] if reply else None, empty)

    def _news(self, reply: Any, lanes: dict[str, Lane]) -> bool:
        found = entries_of(reply)
        for log, lane in lanes.items():
            if log in found:
                lane.more, lane.last = True, bytes(found[log][-1][0]).decode()
        return any(log in found for log in lanes)

    # --- belonging -------------------------------------------------------------------------------------

    def _join(self) -> None:
        """Become a member, for the first time or again. Raises `DuplicateMember`."""
        token, name = token_hex(8), self.member

        def edit(roster: Roster) -> None:
            nonlocal name
            name = self.member or roster.name_for_member(self.group)
            if name in roster.members:
                raise DuplicateMember(self.topic, self.group, name)
            roster.members[name] = token

        self._of.change(self._wire, edit, but=token, start=self._start)
        self.member, self._token = name, token
        self._watch()

    def _attend(self) -> None:
        """Be a member, know the roster, expel the silent, give up what is due to others."""
        while True:
            now = self._wire.now_ms()
            late = now - self._looked_ms >= min(self._of.session_ms / 10, LOOK_MS)
            if (late or not self._is_watching()) and self._watch():
                self._of.change(self._wire, _nothing, but=self._token)
                self._watched = UNWATCHED
                continue
            if self._token not in self._roster.members.values():
                self._join()
            elif not self._misdealt():
                return
            else:
                self._of.change(self._wire, _nothing, but=self._token, held=self._in_hand())
                self._watch()

    def _give(self) -> None:
        """Give up at once what is due to others; what was settled stays settled if that fails."""
        with suppress(BrokerUnavailable):
            if self._misdealt():
                self._of.change(self._wire, _nothing, but=self._token, held=self._in_hand())
                self._watch()

    def _misdealt(self) -> list[int]:
        held = self._in_hand()
        return [n for n in self._lanes if n != held and self._roster.due_to(n) != self._token]

    def _in_hand(self) -> int | None:
        return next((n for n, lane in self._lanes.items() if lane.holder is not None), None)

    def _is_watching(self) -> bool:
        return self._wire.generation == self._watched[0]

    def _roster_moved(self) -> bool:
        """Whether the roster says that something is to be done about it."""
        return self._token not in self._roster.members.values() or bool(self._misdealt())

    def _watch(self) -> bool:
        """Watch the roster, say that this member lives; returns whether another one is silent."""
        keys = self._of.keys
        *_, written, seen, _ = self._wire.ask(
            ("UNWATCH",), ("WATCH", keys.roster), ("GET", keys.roster), ("HGETALL", keys.seen),
            self._of.heartbeat(self._token, self._wire.now_ms()), changes=False,
        )  # fmt: skip
        self._looked_ms = self._wire.now_ms()
        self._see(written)
        return self._roster.silent(seen_of(seen), self._looked_ms, self._of.session_ms, self._token)

    def _commit(self, commands: list[Command]) -> list[Any] | None:
        """Do all of it, if the roster is still as it was read; then watch it again. None: it was not."""
        if not self._is_watching():
            self._watch()
            return None
        keys, beat = self._of.keys, self._of.heartbeat(self._token, self._wire.now_ms())
        batch = (("MULTI",), *commands, beat, ("EXEC",), ("WATCH", keys.roster), ("GET", keys.roster))
        *_, done, _, written = self._wire.ask(*batch, changes=True)
        self._see(written)
        return done  # type: ignore[no-any-return]

    def _see(self, written: bytes | None) -> None:
        """Take note of the roster: lanes lost are forgotten, those gained are new."""
        same, self._watched = self._watched[1] == written, (self._wire.generation, written or b"")
        if same:
            return
        self._roster = roster_of(written, self._of.partitions)
        mine = self._roster.of(self._token)
        self._lanes = {n: self._lanes.get(n) or Lane(self._of, n) for n in mine}
        for lane in self._lanes.values():
            lane.again = True  # something may have been redriven

    def _pause(self, seconds: float) -> None:
        seconds = min(seconds, POLL_S, self._of.session_ms / 3000)
        if not isinstance(self.clock, SystemClock):
            self.clock.sleep(seconds)
        elif not self._broker.can_block:
            self.clock.sleep(min(seconds, WITHOUT_BLOCK_S))
        else:
            self._wait(max(1, int(seconds * 1000)))

    def _wait(self, ms: int) -> None:
        """Wait on the server for a message in an empty lane, or for a change of the roster."""
        empty = {e.log: e for e in self._lanes.values() if e.head is None}
        last = [e.last for e in empty.values()]
        bell = self._of.keys.bell
        [reply] = self._wire.ask(
            ("XREAD", "BLOCK", ms, "COUNT", 1, "STREAMS", *empty, bell, *last, self._bell)
        )
        self._news(reply, empty)
        if rung := entries_of(reply).get(bell):
            self._bell = bytes(rung[-1][0]).decode()
            self._watched = (-1, self._watched[1])

    def _leave(self) -> None:
        def edit(roster: Roster) -> None:
            if roster.members.get(self.member) == self._token:
                del roster.members[self.member]

        with suppress(BrokerUnavailable):
            self._broker.change(self._of, edit)
        self._wire.close()
        self._broker.forget(self)


def _nothing(roster: Roster) -> None:
    """No change but to expel and to deal."""
