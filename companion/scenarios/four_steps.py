"""CONTENT's four steps on one network: a post is saved, told, put into feeds, and read.

Users 123 and 124 follow Ada, user 7. Her row and its event are written in one transaction (an outbox), a
relay publishes, and four consumers hear it. Feeds are in a Redis of this process. Lessons 11 and 12 look at
it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from companion.cqrs import SQLiteSearch, SQLiteTables
from companion.delivery import MemoryBroker, Relay, Worker
from companion.engines import RedisFeed
from companion.events import Trace, VirtualClock
from companion.sourcing import MemoryStore

from .commands import empty_redis
from .settling import settle
from .social import POST_456, Social
from .social_models import MediaCache
from .social_readers import ReadModels, consumers

__all__ = ["POST_456", "Network", "network"]


class Network(NamedTuple):
    """The network, its Redis, and what was told so far."""

    social: Social
    redis: Any
    models: ReadModels
    relay: Relay
    workers: dict[str, Worker]
    trace: Trace

    def settle(self) -> None:
        """Publish what waits, and let all four consumers hear it."""
        settle(self.relay, self.workers.values())

    def timeline(self, reader: int) -> list[str]:
        """What a reader's feed says: the ids from Redis, the words from the rows."""
        return [post.content for post in self.social.timeline(self.models.feed, reader)]


def network() -> Network:
    """Ada is followed by 123 and 124, and the feeds are empty."""
    clock, trace, redis = VirtualClock(), Trace(), empty_redis()
    store = MemoryStore(clock=clock)
    social, broker = Social(store), MemoryBroker(clock=clock, trace=trace)
    models = ReadModels(RedisFeed(redis), SQLiteSearch(), SQLiteTables(), MediaCache(str.encode))
    made = Network(social, redis, models, social.relay(broker), consumers(store, broker, models), trace)
    for reader in (123, 124):
        social.follow(reader, 7)
    made.settle()
    trace.clear()
    return made
