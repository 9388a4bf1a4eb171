"""A member of a group on Redis: its connection, the names of its keys, its place in the roster.

Between two requests it works with the last known state of its group. Settling a message is checked on the
server, by a script, and the answer says whether the group has changed.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from math import inf
from secrets import randbelow, token_hex
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from companion.delivery.backend import DeadLetter, Head, Joining, Message
from companion.delivery.errors import BrokerUnavailable, duplicate_member
from companion.delivery.roster import Roster
from companion.delivery.topics import again_topic, dead_topic
from companion.events import BadInput, SystemClock

from .client import is_fake, place_of

AHEAD: Final = 100  # messages of a partition read at once
LOOK_S: Final = 0.1  # how long a member waits for messages before it looks whether its group has changed
BEAT_S: Final = 1.0
WITHOUT_BLOCK_S: Final = 0.02  # between two looks where a command cannot wait on the server
TIMEOUTS: Final = {"socket_connect_timeout": 10.0, "socket_timeout": 30.0}

SETTLE: Final = """
local own, offsets, notes, dead, source = unpack(KEYS)
local partition, stay, field, id, note, letter, redriven = unpack(ARGV)
if redis.call('HGET', own, partition) ~= stay then return false end
local settled = redis.call('HGET', offsets, field) == id
if note ~= '' then
  if settled then return false end
  redis.call('HSET', notes, partition, note)
elseif not settled then
  if letter ~= '' then redis.call('XADD', dead, '*', 'l', letter) end
  if redriven == '1' then redis.call('XDEL', source, id) end
  redis.call('HSET', offsets, field, id)
  redis.call('HDEL', notes, partition)
end
return redis.call('HMGET', own, 'all', 'redriven')
"""
"""Keep a note, or commit, with a dead letter or without, unless the partition has changed hands. What was
settled before, in a script whose answer was lost, is not settled twice. Returns how the group is now.
"""


class Note(msgspec.Struct, array_like=True):
    """The state of the message handed out in a partition."""

    redriven: bool
    id: str
    tries: int
    due: datetime | None
    reason: str


class Keys:
    """The names of the keys of one topic, and of one group on it. The braces keep them in one slot."""

    def __init__(self, prefix: str, topic: str, group: str = "") -> None:
        tag = f"{{{topic}}}"
        self._log, self._again = f"{prefix}:{tag}", f"{prefix}:{again_topic(tag, group)}"
        self.partitions, self.counts = f"{prefix}:{tag}:partitions", f"{prefix}:{tag}:counts"
        self.dead = f"{prefix}:{dead_topic(tag, group)}"
        of = f"{prefix}:{tag}..{group}"
        self.roster, self.own, self.offsets, self.notes = (
            f"{of}..{what}" for what in ("roster", "own", "offsets", "notes")
        )

    def stream(self, number: int, redriven: bool = False) -> str:
        """The stream of a partition, or of what was redriven to the group in it."""
        return f"{self._again if redriven else self._log}:{number}"


class Server:
    """A client of one server, with its own connections. `server` is a URL or a client of redis-py."""

    def __init__(self, server: Any, prefix: str) -> None:
        pool = pool_of(server) if isinstance(server, str) else getattr(server, "connection_pool", None)
        if pool is None:
            raise TypeError(f"give a URL or a client of redis-py for one server, not {type(server).__name__}")
        self.place, self.prefix = place_of(pool), prefix
        self.can_block = not is_fake(pool)
        self._pool = own_pool(pool, self.place)
        self.client: Any = redis.Redis(connection_pool=self._pool)
        self.settle = self.client.register_script(SETTLE)

    @contextmanager
    def reach(self, changes: bool = False, begun: bool = False) -> Iterator[Any]:
        """The client; what goes wrong with it comes out as `BrokerUnavailable`. It is `unsure` if the
        request `changes` something and the connection was lost in the middle, not if it was refused; or if it
        had `begun`, because a part of it was done before.
        """
        sent = False
        try:
            if changes:  # what fails while it connects has changed nothing
                self._pool.release(self._pool.get_connection())
            sent = changes
            yield self.client
        except (redis.RedisError, OSError) as problem:
            lines = str(problem).strip().splitlines()
            said = lines[0].rstrip(".") if lines else type(problem).__name__
            unsure = begun or (sent and not isinstance(problem, redis.ResponseError))
            raise BrokerUnavailable(self.place, said, unsure) from None
        except BaseException:  # Ctrl-C: the next command would read the answer that is still on its way
            self._pool.disconnect(inuse_connections=False)
            raise

    def close(self) -> None:
        """Close the connections."""
        self._pool.disconnect()


class RedisSeat:
    """A member of a group on Redis. See `Seat`."""

    def __init__(self, of: Server, joining: Joining) -> None:
        self._of, self._joining, self._keys = of, joining, Keys(of.prefix, joining.topic, joining.group)
        self._real = isinstance(joining.clock, SystemClock)
        self.member, self._token = joining.member or "", token_hex(8)
        self._mine: dict[int, int] = {}  # partitions, each with its fence
        self._begun: dict[int, Head] = {}  # what the member before had begun
        self._read: dict[tuple[int, bool], deque[Head]] = {}
        self._after: dict[tuple[int, bool], str] = {}  # the id that was read last
        self._seen: list[bytes | None] = []  # how the group was when it was looked at last
        self._stale, self._attended, self._last = False, 0.0, -1
        self._attend()

    def mine(self) -> Collection[int]:
        return self._mine

    def has(self, head: Head) -> bool:
        return self._mine.get(head.partition) == head.stay

    def drained(self) -> bool:
        return True

    # --- settling ---------------------------------------------------------------------------------------

    def note(self, head: Head) -> bool:
        note = Note(head.redriven, str(head.at), head.tries, head.due, head.reason)
        return self._settle(head, note=msgspec.json.encode(note))

    def commit(self, head: Head) -> bool:
        return self._settle(head)

    def bury(self, head: Head, letter: DeadLetter) -> bool:
        return self._settle(head, letter=letter.written())

    def _settle(self, head: Head, note: bytes = b"", letter: bytes = b"") -> bool:
        keys, number = self._keys, head.partition
        touched = [keys.own, keys.offsets, keys.notes, keys.dead, keys.stream(number, head.redriven)]
        where: list[Any] = [number, head.stay, field(number, head.redriven), head.at]
        with self._of.reach(changes=True):
            seen = self._of.settle(keys=touched, args=[*where, note, letter, int(head.redriven)])
        self._stale |= seen != self._seen
        if seen is None:
            self._mine.pop(number, None)
        return seen is not None

    # --- being a member ---------------------------------------------------------------------------------

    def _attend(self) -> None:
        """Show that the member lives, give up the share of others, take the share of this member."""
        with self._of.reach(changes=True) as client:
            self.member, roster, seen = client.transaction(
                self._attended_by, self._keys.roster, value_from_callable=True
            )
        mine = roster.of(self._token)
        self._mine = {number: stay for number, stay in self._mine.items() if mine.get(number) == stay}
        for number in mine.keys() - self._mine.keys():
            self._recall(number, mine[number])
            self._mine[number] = mine[number]
        self._seen, self._stale = seen, False
        self._attended = self._now() if roster.owners else -inf

    def _attended_by(self, pipe: Any) -> tuple[str, Roster, list[bytes | None]]:
        """Change the roster, in a transaction that fails if another member has changed it."""
        joining, keys = self._joining, self._keys
        roster, new = self._roster(pipe)
        member = self.member or roster.name_for_member(joining.group)
        if not roster.attend(member, self._token, self._server_now(pipe), joining.session_s):
            raise duplicate_member(joining.topic, joining.group, member)
        if not roster.owners:  # the server came back empty, and nobody has made the topic again so far
            return member, roster, [None, None]
        redriven = pipe.hget(keys.own, "redriven")
        at_end = joining.start == "end" and not self._seen  # a member of before has missed nothing
        ends = [ended(pipe, keys.stream(n)) for n in range(len(roster.owners))] if new else []
        self._write(pipe, roster)
        for number, id in enumerate(ends):
            pipe.hsetnx(keys.offsets, field(number), id if at_end else "0-0")
        return member, roster, [summary(roster), redriven]

    def _roster(self, pipe: Any) -> tuple[Roster, bool]:
        """The roster as it is, and whether it is new: then its fences are those of no roster before, which
        may have gone with all that the server had.
        """
        written = pipe.get(self._keys.roster)
        if written:
            return msgspec.json.decode(written, type=Roster), False
        return Roster.new(int(pipe.get(self._keys.partitions) or 0), randbelow(2**31)), True

    def _write(self, pipe: Any, roster: Roster) -> None:
        pipe.multi()
        pipe.set(self._keys.roster, msgspec.json.encode(roster))
        pipe.hset(self._keys.own, "all", summary(roster), mapping=dict(enumerate(roster.fences)))

    def _recall(self, number: int, stay: int) -> None:
        """Read the state of a new partition: the position of the group, and the message handed out."""
        self._begun.pop(number, None)
        keys = self._keys
        with self._of.reach() as client:
            done = client.hmget(keys.offsets, [field(number, redriven) for redriven in (False, True)])
            for redriven in (False, True):
                self._read[number, redriven] = deque()
                self._after[number, redriven] = (done[redriven] or b"0-0").decode()
            if written := client.hget(keys.notes, number):
                note = msgspec.json.decode(written, type=Note)
                for _, fields in client.xrange(keys.stream(number, note.redriven), note.id, note.id):
                    head = Head(number, message_of(fields), stay, note.redriven, note.id)
                    head.tries, head.due, head.reason = note.tries, note.due, note.reason
                    self._begun[number] = head
                    self._after[number, note.redriven] = note.id

    def leave(self) -> None:
        def leave(pipe: Any) -> None:
            roster, _ = self._roster(pipe)
            roster.leave(self.member, self._token)
            if roster.owners:
                self._write(pipe, roster)

        self._mine = {}
        with suppress(BrokerUnavailable), self._of.reach(changes=True) as client:
            client.transaction(leave, self._keys.roster)

    def _server_now(self, pipe: Any) -> float:
        """The time in seconds, the same for all members: from the server's clock, or a virtual one."""
        if not self._real:
            return self._joining.clock.now().timestamp()
        seconds, micros = pipe.time()
        return float(seconds + micros / 1e6)

    def _now(self) -> float:
        return time.monotonic() if self._real else self._joining.clock.now().timestamp()

    # --- messages ---------------------------------------------------------------------------------------

    def fetch(self, blocked: Collection[int], wait_s: float) -> Head | None:
        until = time.monotonic() + wait_s
        while True:
            news = self._stale
            if news or self._now() - self._attended > min(BEAT_S, self._joining.session_s / 10):
                self._attend()
            open_ = sorted(self._mine.keys() - set(blocked), key=lambda n: (n <= self._last, n))
            head = None if news else self._waiting(open_)
            head = head or self._look(open_, max(until - time.monotonic(), 0.0))
            if head is not None:
                self._last = head.partition
                return head
            if time.monotonic() >= until and not self._stale:
                return None

    def _waiting(self, numbers: Sequence[int]) -> Head | None:
        """The next of the messages read before."""
        for number in numbers:
            if number in self._begun:
                return self._begun.pop(number)
            for redriven in (True, False):
                if self._read[number, redriven]:
                    return self._read[number, redriven].popleft()
        return None

    def _look(self, numbers: Sequence[int], wait_s: float) -> Head | None:
        """Read more messages, waiting a moment for them; and notice whether the group has changed."""
        keys = self._keys
        places = {keys.stream(n, again).encode(): (n, again) for n in numbers for again in (True, False)}
        pause_s = min(wait_s, LOOK_S) if self._waiting_is_empty(numbers) else 0.0
        block = max(1, round(pause_s * 1000)) if pause_s and self._of.can_block else None
        if pause_s and not (places and block):
            time.sleep(pause_s if self._of.can_block else min(pause_s, WITHOUT_BLOCK_S))
        with self._of.reach() as client:
            pipe = client.pipeline(transaction=False)
            if places:
                after = {key: self._after[place] for key, place in places.items()}
                pipe.xread(after, count=AHEAD, block=block)
            pipe.hmget(keys.own, "all", "redriven")
            *found, seen = pipe.execute()
        self._stale |= seen != self._seen
        for key, entries in (found[0] if found else None) or ():
            number, again = places[key]
            for id, fields in entries:
                head = Head(number, message_of(fields), self._mine[number], again, id.decode())
                self._read[number, again].append(head)
                self._after[number, again] = id.decode()
        return self._waiting(numbers)

    def _waiting_is_empty(self, numbers: Sequence[int]) -> bool:
        return not any(n in self._begun or self._read[n, True] or self._read[n, False] for n in numbers)


def field(number: int, redriven: bool = False) -> str:
    """The field with the position of a group in a partition, or in its redriven messages."""
    return f"again {number}" if redriven else str(number)


def summary(roster: Roster) -> bytes:
    """Who is in the group and how often each partition has changed hands, as one value to compare."""
    return ",".join([*map(str, roster.fences), *(token for token, _ in roster.members.values())]).encode()


def message_of(fields: Any) -> Message:
    """The message of an entry; one that another program wrote without key and data is read as empty."""
    return Message(fields.get(b"k", b"").decode("utf-8", errors="replace"), fields.get(b"d", b""))


def ended(client: Any, stream: str) -> str:
    """The id of the last message of a stream."""
    last = client.xrevrange(stream, count=1)
    return last[0][0].decode() if last else "0-0"


# --- connections ------------------------------------------------------------------------------------------


def pool_of(url: str) -> Any:
    """Settings for connections to `url`. Raises `BadInput`, which never shows the password."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port or True)
        pool = redis.ConnectionPool.from_url(url) if known and "@" not in parts.path else None
    except ValueError:
        pool = None
    if pool is None:
        shown = f"{url.partition('://')[0][:20]}://..." if "://" in url else "What was given"
        reason = "write redis://user:password@host:6379/0, each @ : / # of a password as %40 %3A %2F %23"
        raise BadInput("address of a broker", shown, reason) from None
    return pool


def own_pool(pool: Any, place: str) -> Any:
    """Connections of our own, to where those of `pool` lead: their answers are bytes, and nothing is sent
    twice by itself. Raises `BadInput` for a parameter that no connection has.
    """
    given = {n: v for n, v in pool.connection_kwargs.items() if "maint_notifications" not in n}
    settings = given | {"decode_responses": False, "retry": Retry(NoBackoff(), 0), "protocol": 2}
    for name, seconds in TIMEOUTS.items():
        if settings.get(name) is None:
            settings[name] = seconds
    try:
        pool.connection_class(**settings)
    except TypeError as problem:
        raise BadInput("address of a broker", place, str(problem)) from None
    return redis.ConnectionPool(connection_class=pool.connection_class, **settings)
