"""Feeds and nearby drivers: fan-out of a post, the newest of a feed, the nearest of ten thousand.

    python benchmarks/bench_read_models.py [rounds]

Contestants run A B C … C B A, at least five rounds (two for 100,000 feeds). They share one server, the one
that `companion.engines.valkey()` gives, and the same keys; the limit sends commands packed beforehand over a
bare socket. Every run checks its result. Prints markdown tables. Never a timed test.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import count
from typing import Any

import redis
from account import surroundings
from bench_nearby import nearest
from interleaved import Run, measure, table
from raw_redis import RawRedis, packed

from companion import engines
from companion.cqrs import MemoryFeed
from companion.engines import RedisFeed

KEPT, CHUNK, NEWEST = 800, 1_000, 50
MANY = 10**9  # nobody is a celebrity here: the work is the fan-out
START = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = "raw socket, same commands (limit)"
_numbers = count(1)


@contextmanager
def keys_of(client: Any) -> Iterator[str]:
    """A prefix for keys, all of which are deleted behind the block."""
    prefix = f"bench-{os.getpid()}-{next(_numbers)}:"
    try:
        yield prefix
    finally:
        found: list[bytes] = []
        for key in client.scan_iter(f"{prefix}*", count=10_000):
            found.append(key)
            if len(found) == 10_000:
                client.unlink(*found)
                found.clear()
        if found:
            client.unlink(*found)


# --- fan-out --------------------------------------------------------------------------------------------


class Crowd:
    """The followers of one author, and posts with a time for each."""

    def __init__(self, client: Any, prefix: str, followers: int) -> None:
        self.client, self.prefix = client, prefix
        self.readers = [f"reader-{number:06}" for number in range(followers)]
        for first in range(0, followers, CHUNK):  # what RedisFeed.follow writes, without 100,000 round trips
            names = self.readers[first : first + CHUNK]
            client.zadd(f"{prefix}followers:ada", dict.fromkeys(names, 0))

    def post(self) -> tuple[str, datetime, int]:
        """The next post: its id, its time and its score."""
        number = next(_numbers)
        at = START + timedelta(seconds=number)
        return f"post-{number}", at, int(at.timestamp()) * 1_000_000

    def check(self, reached: int, *posts: str) -> None:
        """Each reader was reached, and a thousand of them are looked at: the newest posts are there."""
        assert reached == len(self.readers) * len(posts), f"{reached} of {len(self.readers)}"
        looked_at = self.readers[:: max(1, len(self.readers) // 1_000)]
        pipe = self.client.pipeline(transaction=False)
        for reader in looked_at:
            pipe.zrange(f"{self.prefix}feed:{reader}", 0, len(posts) - 1, desc=True)
        newest = [each.encode() for each in reversed(posts)]
        assert all(found == newest for found in pipe.execute()), "a feed has not got the post"


def raw_fan_out(crowd: Crowd, raw: RawRedis) -> Run:
    def chunks(post_id: str, score: int) -> list[tuple[bytes, int]]:
        commands = [
            packed("ZADD", f"{crowd.prefix}feed:{reader}", score, post_id)
            + packed("ZREMRANGEBYRANK", f"{crowd.prefix}feed:{reader}", 0, -1 - KEPT)
            for reader in crowd.readers
        ]
        parts = [commands[first : first + CHUNK] for first in range(0, len(commands), CHUNK)]
        return [(b"".join(part), 2 * len(part)) for part in parts]

    def run(n: int) -> float:
        posts = [crowd.post() for _ in range(n)]
        prepared = [chunks(post_id, score) for post_id, _, score in posts]
        start = time.perf_counter()
        replies = [raw.ask_all(each) for each in prepared]
        seconds = time.perf_counter() - start
        crowd.check(sum(sum(each[::2]) for each in replies), *(each[0] for each in posts))
        return seconds

    return run


def redis_py_fan_out(crowd: Crowd) -> Run:
    """What is written by hand: the followers are at hand already, a pipeline for every thousand feeds."""

    def run(n: int) -> float:
        posts, reached = [crowd.post() for _ in range(n)], 0
        start = time.perf_counter()
        for post_id, _, score in posts:
            for first in range(0, len(crowd.readers), CHUNK):
                pipe = crowd.client.pipeline(transaction=False)
                for reader in crowd.readers[first : first + CHUNK]:
                    pipe.zadd(f"{crowd.prefix}feed:{reader}", {post_id: score})
                    pipe.zremrangebyrank(f"{crowd.prefix}feed:{reader}", 0, -1 - KEPT)
                reached += sum(pipe.execute()[::2])
        seconds = time.perf_counter() - start
        crowd.check(reached, *(each[0] for each in posts))
        return seconds

    return run


def our_fan_out(crowd: Crowd, scripts: bool) -> Run:
    feed = RedisFeed(crowd.client, crowd.prefix, kept=KEPT, celebrity=MANY, scripts=scripts)

    def run(n: int) -> float:
        posts = [crowd.post() for _ in range(n)]
        start = time.perf_counter()
        reached = sum(feed.post("ada", post_id, at) for post_id, at, _ in posts)
        seconds = time.perf_counter() - start
        crowd.check(reached, *(each[0] for each in posts))
        return seconds

    return run


def memory_fan_out(crowd: Crowd) -> Run:
    feed = MemoryFeed(kept=KEPT, celebrity=MANY)
    for reader in crowd.readers:
        feed.follow(reader, "ada")

    def run(n: int) -> float:
        posts = [crowd.post() for _ in range(n)]
        start = time.perf_counter()
        reached = sum(feed.post("ada", post_id, at) for post_id, at, _ in posts)
        seconds = time.perf_counter() - start
        assert reached == n * len(crowd.readers)
        assert feed.newest(crowd.readers[-1], 1) == (posts[-1][0],)
        return seconds

    return run


def fan_out(client: Any, raw: RawRedis, followers: int, n: int, rounds: int) -> str:
    with keys_of(client) as prefix:
        crowd = Crowd(client, prefix, followers)
        contestants: dict[str, Run] = {
            LIMIT: raw_fan_out(crowd, raw),
            "redis-py, pipelines of 1,000": redis_py_fan_out(crowd),
            "companion RedisFeed": our_fan_out(crowd, scripts=True),
            "companion RedisFeed, where no scripts are": our_fan_out(crowd, scripts=False),
            "companion MemoryFeed": memory_fan_out(crowd),
        }
        found = measure(contestants, n, rounds, warm_up=1)
    return table(f"A post fanned out to {followers:,} feeds, {2 * rounds} runs", found, LIMIT, "ms")


# --- reading --------------------------------------------------------------------------------------------


def reads(readers: list[str], ask: Callable[[str], Any], expected: list[Any]) -> Run:
    """Ask for the feeds of `readers` in turn; the answers must be the expected ones."""

    def run(n: int) -> float:
        asked = [readers[number % len(readers)] for number in range(n)]
        start = time.perf_counter()
        answers = [ask(reader) for reader in asked]
        seconds = time.perf_counter() - start
        assert all(list(answer) == expected for answer in answers), "not the newest of a feed"
        return seconds

    return run


def feed_reads(client: Any, raw: RawRedis, n: int, rounds: int) -> str:
    readers = [f"reader-{number}" for number in range(100)]
    with keys_of(client) as prefix:
        ours, embedded = RedisFeed(client, prefix), MemoryFeed()
        for reader in readers:
            ours.follow(reader, "ada")
            embedded.follow(reader, "ada")
        for number in range(200):
            for feed in (ours, embedded):
                feed.post("ada", f"post-{number}", START + timedelta(seconds=number))
        text = [f"post-{number}" for number in range(199, 199 - NEWEST, -1)]
        data = [each.encode() for each in text]
        key = {reader: f"{prefix}feed:{reader}" for reader in readers}
        sent = {reader: packed("ZRANGE", key[reader], 0, NEWEST - 1, "REV") for reader in readers}
        limit = "raw socket, ZRANGE alone (limit)"
        contestants: dict[str, Run] = {
            limit: reads(readers, lambda reader: raw.ask(sent[reader]), data),
            "redis-py, ZRANGE alone": reads(
                readers, lambda reader: client.zrange(key[reader], 0, NEWEST - 1, desc=True), data
            ),
            "companion RedisFeed, celebrities looked up": reads(readers, ours.newest, text),
            "companion MemoryFeed": reads(readers, embedded.newest, text),
        }
        found = measure(contestants, n, rounds)
    return table("The 50 newest of a feed of 200", found, limit, "µs")


def main(rounds: int = 5) -> None:
    client = redis.Redis.from_url(engines.valkey())
    raw = RawRedis(engines.valkey())
    print(f"{surroundings()}, {client.info('server')['server_name']} over 127.0.0.1", end="\n\n")
    print(fan_out(client, raw, 1_000, 3, rounds), flush=True)
    print(fan_out(client, raw, 100_000, 1, 2), flush=True)
    print(feed_reads(client, raw, 1_000, rounds), flush=True)
    with keys_of(client) as prefix:
        print(nearest(client, raw, prefix, 1_000, rounds))
    left_out = [name for name in ("stream_framework", "fakeredis") if find_spec(name) is None]
    if left_out:
        print(f"Not installed, left out: {', '.join(left_out)}\n")
    print(surroundings())
    raw.close()
    client.close()


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
