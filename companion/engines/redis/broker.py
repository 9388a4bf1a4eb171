"""A broker on Redis Streams: Valkey or Redis from 7.0 on, or fakeredis with its extra `lua`.

One stream for each partition. For each group: a roster of its members and their partitions, a hash of its
positions, a hash of the messages handed out, and streams of redriven messages and of dead letters. The roster
is changed under WATCH. Settling a message is checked on the server, by a script, so that a member that has
lost its partition changes nothing.

It is as durable as the server: with `appendfsync always` an acknowledged message is there after a power cut,
with `everysec` the last two seconds may be lost, without an append-only file everything since the last
snapshot. A server that comes back empty is noticed by the next message or member, and the topic is made
again; what is published from then on is delivered, also to members that had read what was lost. A message
stays in its stream after every group has it: trim it with XTRIM MINID. Left out: Redis Cluster.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Unpack

import redis
from msgspec.structs import replace

from companion.delivery.backend import Choose, DeadLetter, Joining, Message
from companion.delivery.broker import Broker, Settings
from companion.delivery.topics import check_topic

from .member import Keys, RedisSeat, Server

CHUNK: Final = 500  # messages in one script, of which all are there or none
PAGE: Final = 1000

APPEND: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for n = 3, #KEYS do redis.call('XLEN', KEYS[n]) end
local time = redis.call('TIME')
for n = 2, #ARGV, 3 do
  local log, message = KEYS[tonumber(ARGV[n])], {'k', ARGV[n + 1], 'd', ARGV[n + 2]}
  local count = redis.call('HINCRBY', KEYS[2], log, 1)
  local id = string.format('%s%03d-%d', time[1], math.floor(time[2] / 1000), count)
  local added = redis.pcall('XADD', log, id, unpack(message))
  if added['err'] then redis.call('XADD', log, '*', unpack(message)) end
end
return 1
"""
"""Append, if the topic has so many partitions. An id is the time and a count: a server that comes back with
less than it had gives none again that a member has read, and what is left is a subtraction. `*` is for a
clock set back, and for a stream in which another program has written. XLEN, because a key of another kind is
to be refused before anything is written.
"""


class RedisBroker(Broker):
    """A broker on the Redis at a URL, or that of a redis-py client, with the settings of `Broker`.

    `prefix` begins the name of every key. Sessions are counted on the server's clock, so members' clocks need
    not agree. Connects when first used. Raises `BadInput`, TypeError for what is neither URL nor client.
    """

    def __init__(self, server: Any, *, prefix: str = "companion", **settings: Unpack[Settings]) -> None:
        check_topic("prefix", prefix)
        super().__init__(RedisBackend(server, prefix), **settings)


class RedisBackend(Server):
    """Topics and letters on one server. See `Backend`."""

    def __init__(self, server: Any, prefix: str) -> None:
        super().__init__(server, prefix)
        self._index = f"{prefix}:topics"
        self._append = self.client.register_script(APPEND)

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
            place = {number: n + 3 for n, number in enumerate(numbers)}  # Lua counts from 1
            given = [part for number, (key, data) in chunk for part in (place[number], key, data)]
            with self.reach(changes=True, begun=first > 0):
                streams = [keys.stream(number) for number in numbers]
                if not self._append(keys=[keys.partitions, keys.counts, *streams], args=[count, *given]):
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
        """One transaction: all of them or none. If another takes letters at the same time, it is tried
        again.
        """
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
        """The id of a letter is its id in the stream."""
        found = client.xrange(keys.dead)
        return [replace(DeadLetter.of(fields[b"l"]), id=id.decode()) for id, fields in found]


def refuse(reply: Any) -> None:
    """Raise for an error among the replies of a pipeline."""
    if isinstance(reply, Exception):
        raise reply


def left(client: Any, stream: str, info: Any, done: bytes) -> int:
    """How many messages of a stream come after the id `done`: a subtraction if none was deleted."""
    if isinstance(info, redis.ResponseError) and "no such key" in str(info):
        return 0
    refuse(info)
    if not info["length"]:
        return 0
    ids = (info["first-entry"][0], info["last-generated-id"], done)
    first, last, at = (tuple(map(int, bytes(id).split(b"-"))) for id in ids)
    if not first <= at < last:
        return int(info["length"]) if at < first else 0
    if last[1] - first[1] + 1 == info["length"] and client.xrange(stream, done, done):
        return last[1] - at[1]
    count = 0
    while entries := client.xrange(stream, min=b"(" + done, count=PAGE):
        count, done = count + len(entries), entries[-1][0]
    return count
