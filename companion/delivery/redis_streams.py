"""A broker on Redis Streams: Valkey or Redis from 7.0 on, or fakeredis with its extra `lua`.

One stream for each partition. For each group: a roster that says whose each partition is, a hash of how far
it is in each, one of what is known of the messages begun, and streams of what was redriven and of dead
letters. The roster is changed under WATCH. What a member settles is checked on the server, by a script: so a
member that has lost its partition changes nothing.

It keeps what the server keeps: with `appendfsync always` what was acknowledged is there after a power cut,
with `everysec` the last two seconds may be lost, without an append-only file everything since the last
snapshot. A server that comes back empty is found out by the next message or member, and the topic is made
again as it was. A message stays in its stream after every group has it: trim it with XTRIM MINID. Left out:
Redis Cluster.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from secrets import randbelow, token_hex
from typing import Any, Final, Unpack
from urllib.parse import urlsplit

import msgspec
import redis
from msgspec.structs import replace
from redis.backoff import NoBackoff
from redis.retry import Retry

from companion.events import SystemClock

from .backend import Choose, Head, Joining
from .broker import Broker, Settings
from .errors import BadBrokerURL, BrokerUnavailable, DuplicateMember
from .messages import DeadLetter, Message
from .roster import Roster
from .topics import again_topic, check_topic, dead_topic

AHEAD: Final = 100  # messages of a partition read at once
CHUNK: Final = 500  # messages in one script, of which all are there or none
PAGE: Final = 1000
LOOK_S: Final = 0.1  # how long a member waits for messages before it looks whether its group has changed
BEAT_S: Final = 1.0
WITHOUT_BLOCK_S: Final = 0.02  # between two looks where a command cannot wait on the server
TIMEOUTS: Final = {"socket_connect_timeout": 10.0, "socket_timeout": 30.0}

APPEND: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for n = 2, #KEYS do redis.call('XLEN', KEYS[n]) end
for n = 2, #ARGV, 3 do
  local log, message = KEYS[tonumber(ARGV[n])], {'k', ARGV[n + 1], 'd', ARGV[n + 2]}
  local added = redis.pcall('XADD', log, '0-*', unpack(message))
  if added['err'] then redis.call('XADD', log, '*', unpack(message)) end
end
return 1
"""
"""Append, if the topic has so many partitions. Ids count from 0-1, so that what is left needs no counting;
`*` is for a stream in which another program has written others. XLEN, because a key of another kind is to be
refused before anything is written.
"""

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


class RedisBroker(Broker):
    """A broker on the Redis at a URL, or that of a redis-py client, with the settings of `Broker`.

    `prefix` begins the name of every key. Sessions are counted on the server's clock, so members' clocks need
    not agree. Connects when first used. Raises `BadBrokerURL`, TypeError for what is neither URL nor client.
    """

    def __init__(self, server: Any, *, prefix: str = "companion", **settings: Unpack[Settings]) -> None:
        check_topic("prefix", prefix)
        super().__init__(RedisBackend(server, prefix), **settings)


class Note(msgspec.Struct, array_like=True):
    """What is known of the message begun in a partition."""

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
        self.partitions = f"{prefix}:{tag}:partitions"
        self.dead = f"{prefix}:{dead_topic(tag, group)}"
        of = f"{prefix}:{tag}..{group}"
        self.roster, self.own, self.offsets, self.notes = (
            f"{of}..{what}" for what in ("roster", "own", "offsets", "notes")
        )

    def stream(self, number: int, redriven: bool = False) -> str:
        """The stream of a partition, or of what was redriven to the group in it."""
        return f"{self._again if redriven else self._log}:{number}"


class RedisBackend:
    """A client of one server. See `Backend`."""

    def __init__(self, server: Any, prefix: str) -> None:
        pool = pool_of(server) if isinstance(server, str) else getattr(server, "connection_pool", None)
        if pool is None:
            raise TypeError(f"give a URL or a client of redis-py for one server, not {type(server).__name__}")
        self.place, self.prefix = place_of(pool), prefix
        self.can_block = not is_fake(pool)
        self._pool = own_pool(pool, self.place)
        self.client: Any = redis.Redis(connection_pool=self._pool)
        self._index = f"{prefix}:topics"
        self._append = self.client.register_script(APPEND)
        self.settle = self.client.register_script(SETTLE)

    @contextmanager
    def reach(self, changes: bool = False) -> Iterator[Any]:
        """The client; what goes wrong with it comes out as `BrokerUnavailable`. It is unsure what became of
        what `changes` something if the connection was lost in the middle; a refusal is no such thing.
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
            unsure = sent and not isinstance(problem, redis.ResponseError)
            raise BrokerUnavailable(self.place, said, unsure) from None

    def topics(self) -> dict[str, int]:
        with self.reach() as client:
            return {name.decode(): int(count) for name, count in client.hgetall(self._index).items()}

    def make(self, topic: str, partitions: int) -> int:
        key = Keys(self.prefix, topic).partitions
        with self.reach(changes=True) as client:
            pipe = client.pipeline(transaction=True)
            pipe.set(key, partitions, nx=True)
            pipe.hsetnx(self._index, topic, partitions)
            pipe.get(key)
            return int(pipe.execute()[-1])

    def append(self, topic: str, count: int, messages: Sequence[tuple[int, Message]]) -> bool:
        keys = Keys(self.prefix, topic)
        for first in range(0, len(messages), CHUNK):
            chunk = messages[first : first + CHUNK]
            numbers = sorted({number for number, _ in chunk})
            place = {number: n + 2 for n, number in enumerate(numbers)}  # Lua counts from 1
            given = [part for number, (key, data) in chunk for part in (place[number], key, data)]
            with self.reach(changes=True):
                streams = [keys.stream(number) for number in numbers]
                if not self._append(keys=[keys.partitions, *streams], args=[count, *given]):
                    return False
        return True

    def join(self, joining: Joining) -> RedisSeat:
        return RedisSeat(self, joining)

    def lag(self, topic: str, group: str) -> int:
        keys = Keys(self.prefix, topic, group)
        with self.reach() as client:
            done = {int(n): id for n, id in client.hgetall(keys.offsets).items() if n.isdigit()}
            pipe = client.pipeline(transaction=False)
            count = int(client.get(keys.partitions) or 0)
            for number in range(count):
                pipe.xlen(keys.stream(number, redriven=True))
                pipe.xinfo_stream(keys.stream(number))
            found = pipe.execute(raise_on_error=False)
            lag = 0
            for number, again, info in zip(range(count), found[::2], found[1::2], strict=True):
                refuse(again)
                lag += again + left(client, keys.stream(number), info, done.get(number, b"0-0"))
            return lag

    # --- dead letters -----------------------------------------------------------------------------------

    def letters(self, topic: str, group: str) -> list[DeadLetter]:
        with self.reach() as client:
            return self._read_letters(client, Keys(self.prefix, topic, group))

    def take(self, topic: str, group: str, choose: Choose, again: bool) -> list[DeadLetter]:
        """One transaction: all of them or none. Who is overtaken by another who takes letters looks anew."""
        keys = Keys(self.prefix, topic, group)

        def take(pipe: Any) -> list[DeadLetter]:
            chosen = choose(self._read_letters(pipe, keys))
            pipe.multi()
            for each in chosen if again else ():
                pipe.xadd(keys.stream(each.partition, redriven=True), {"k": each.key, "d": each.data})
            if chosen:
                pipe.xdel(keys.dead, *(each.id for each in chosen))
                pipe.hincrby(keys.own, "redriven", int(again))
            return chosen

        with self.reach(changes=True) as client:
            taken: list[DeadLetter] = client.transaction(take, keys.dead, keys.own, value_from_callable=True)
            return taken

    def _read_letters(self, client: Any, keys: Keys) -> list[DeadLetter]:
        """Each is named by its place in their stream."""
        found = client.xrange(keys.dead)
        return [replace(DeadLetter.of(fields[b"l"]), id=id.decode()) for id, fields in found]

    def close(self) -> None:
        self._pool.disconnect()


class RedisSeat:
    """A member of a group on Redis. See `Seat`."""

    def __init__(self, of: RedisBackend, joining: Joining) -> None:
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
        """Be heard, give up what others are due, take what is due to this member."""
        with self._of.reach(changes=True) as client:
            self.member, roster, redriven = client.transaction(
                self._attended_by, self._keys.roster, value_from_callable=True
            )
        self._seen, self._stale, self._attended = [summary(roster), redriven], False, self._now()
        mine = roster.of(self._token)
        gained = [number for number in mine if self._mine.get(number) != mine[number]]
        self._mine = mine
        for number in gained:
            self._recall(number)

    def _attended_by(self, pipe: Any) -> tuple[str, Roster, bytes | None]:
        """Change the roster, in a transaction that comes to nothing if somebody else has done so."""
        joining, keys = self._joining, self._keys
        roster, new = self._roster(pipe)
        member = self.member or roster.name_for_member(joining.group)
        if not roster.attend(member, self._token, self._server_now(pipe), joining.session_s):
            raise DuplicateMember(joining.topic, joining.group, member)
        redriven = pipe.hget(keys.own, "redriven")
        ends = [ended(pipe, keys.stream(n)) for n in range(len(roster.owners))] if new else []
        self._write(pipe, roster)
        for number, id in enumerate(ends):
            pipe.hsetnx(keys.offsets, field(number), id if joining.start == "end" else "0-0")
        return member, roster, redriven

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

    def _recall(self, number: int) -> None:
        """A partition is new here: how far the group is in it, and which message was begun."""
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
                    head = Head(number, message_of(fields), self._mine[number], note.redriven, note.id)
                    head.tries, head.due, head.reason = note.tries, note.due, note.reason
                    self._begun[number] = head
                    self._after[number, note.redriven] = note.id

    def leave(self) -> None:
        def leave(pipe: Any) -> None:
            roster, _ = self._roster(pipe)
            roster.leave(self.member, self._token)
            self._write(pipe, roster)

        self._mine = {}
        with suppress(BrokerUnavailable), self._of.reach(changes=True) as client:
            client.transaction(leave, self._keys.roster)

    def _server_now(self, pipe: Any) -> float:
        """The second it is for all members: on the server's clock, or on a virtual one."""
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
        """The next message of what was read before."""
        for number in numbers:
            if number in self._begun:
                return self._begun.pop(number)
            for redriven in (True, False):
                if self._read[number, redriven]:
                    return self._read[number, redriven].popleft()
        return None

    def _look(self, numbers: Sequence[int], wait_s: float) -> Head | None:
        """Read more, waiting for it a moment; and see whether the group has changed."""
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
    """Where it stands how far a group is in a partition, or in what was redriven to it."""
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


def refuse(reply: Any) -> None:
    """Raise for an error among the replies of a pipeline."""
    if isinstance(reply, Exception):
        raise reply


def left(client: Any, stream: str, info: Any, done: bytes) -> int:
    """How many messages of a stream stand after the id `done`: a subtraction where none was deleted."""
    if isinstance(info, redis.ResponseError) and "no such key" in str(info):
        return 0
    refuse(info)
    if not info["length"]:
        return 0
    first, last = info["first-entry"][0], info["last-generated-id"]
    (lead, low), (era, high), (past, at) = (map(int, bytes(id).split(b"-")) for id in (first, last, done))
    if lead == era == past == 0 and high - low + 1 == info["length"]:
        return high - max(low - 1, at)
    count = 0
    while entries := client.xrange(stream, min=b"(" + done, count=PAGE):
        count, done = count + len(entries), entries[-1][0]
    return count


# --- connections ------------------------------------------------------------------------------------------


def pool_of(url: str) -> Any:
    """Settings for connections to `url`. Raises `BadBrokerURL`, which never shows the password."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("redis", "rediss") and parts.hostname and (parts.port or True)
        pool = redis.ConnectionPool.from_url(url) if known and "@" not in parts.path else None
    except ValueError:
        pool = None
    if pool is None:
        shown = f"{url.partition('://')[0][:20]}://..." if "://" in url else "What was given"
        reason = "write redis://user:password@host:6379/0, each @ : / # of a password as %40 %3A %2F %23"
        raise BadBrokerURL(shown, reason) from None
    return pool


def own_pool(pool: Any, place: str) -> Any:
    """Connections of our own, to where those of `pool` lead: their answers are bytes, and nothing is sent
    twice by itself. Raises `BadBrokerURL` for a parameter that no connection has.
    """
    given = {n: v for n, v in pool.connection_kwargs.items() if "maint_notifications" not in n}
    settings = given | {"decode_responses": False, "retry": Retry(NoBackoff(), 0), "protocol": 2}
    for name, seconds in TIMEOUTS.items():
        if settings.get(name) is None:
            settings[name] = seconds
    try:
        pool.connection_class(**settings)
    except TypeError as problem:
        raise BadBrokerURL(place, str(problem)) from None
    return redis.ConnectionPool(connection_class=pool.connection_class, **settings)


def place_of(pool: Any) -> str:
    """Where connections lead, without user and password."""
    settings = pool.connection_kwargs
    if is_fake(pool):
        return "The Redis in this process"
    where = settings.get("path") or f"{settings.get('host', 'localhost')}:{settings.get('port', 6379)}"
    return f"redis://{where}/{settings.get('db') or 0}"


def is_fake(pool: Any) -> bool:
    """Whether this is fakeredis, which cannot be relied on to wait."""
    return bool(pool.connection_class.__module__.partition(".")[0] == "fakeredis")
