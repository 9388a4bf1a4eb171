"""How a member of a group on Redis belongs to it: joins, watches the roster, takes note of its lanes, waits,
leaves.

Between two round trips the roster is always watched: so whatever a member does needs one round trip, and
comes to nothing, by the server itself, when the roster has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from companion.events import SystemClock

from .consumer import POLL_S
from .errors import BrokerUnavailable, DuplicateMember
from .member import Member
from .redis_group import RedisGroup, seen_of
from .redis_lane import Lane, entries_of
from .redis_roster import Roster, roster_of
from .redis_wire import Command, WatchLost, Wire

if TYPE_CHECKING:
    from .redis_broker import RedisBroker

WITHOUT_BLOCK_S: Final = 0.02  # between two looks where a command cannot wait on the server
UNWATCHED: Final = -1
LOOK_MS: Final = 1000  # between two looks for members that are silent, or sooner for short sessions


class RedisMember(Member):
    """A member of a group of a `RedisBroker`, without what it does with messages."""

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
        self._on = UNWATCHED  # the connection on which the roster is watched
        self._written: bytes | None = None  # the roster, as it was read last
        self._looked_ms = 0
        self._last = -1  # the partition served last: the others come first now
        self._bell = "$"
        self._join()

    @property
    def partitions(self) -> tuple[int, ...]:
        """See `Consumer.partitions`."""
        return tuple(self._broker.roster(self._of).of(self._token))

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
                self._on = UNWATCHED
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
        return self._wire.generation == self._on

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
        keys, beat = self._of.keys, self._of.heartbeat(self._token, self._wire.now_ms())
        batch = (("MULTI",), *commands, beat, ("EXEC",), ("WATCH", keys.roster), ("GET", keys.roster))
        on, self._on = self._on, UNWATCHED  # whatever is raised: what is watched then was not read
        try:
            *_, done, _, written = self._wire.ask(*batch, changes=True, on=on)
        except WatchLost:
            self._watch()
            return None
        self._see(written)
        return done  # type: ignore[no-any-return]

    def _see(self, written: bytes | None) -> None:
        """Take note of the roster: lanes lost are forgotten, those gained are new."""
        self._on = self._wire.generation
        if written == self._written:
            return
        self._written = written
        self._roster = roster_of(written, self._of.partitions)
        before, mine = self._lanes, self._roster.of(self._token)
        self._lanes = {n: Lane(self._of, n, fence) for n, fence in mine.items()}
        self._lanes |= {n: e for n, e in before.items() if mine.get(n) == e.fence}
        for lane in self._lanes.values():
            lane.again = True  # something may have been redriven

    def _news(self, reply: Any, lanes: dict[str, Lane]) -> bool:
        found = entries_of(reply)
        for log, lane in lanes.items():
            if log in found:
                lane.more, lane.last = True, bytes(found[log][-1][0]).decode()
        return any(log in found for log in lanes)

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
            self._on = UNWATCHED

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
