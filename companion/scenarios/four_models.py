"""The whole social network in one process: three tables, one topic, four consumers and their read models.

The broker in memory stands for Kafka, `MemoryFeed` for Redis, `SQLiteSearch` for Elasticsearch, SQLite's rows
for ClickHouse's columns and a dict for the copies near the readers. Nothing here needs a server or a thread.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from companion.cqrs.feed import MemoryFeed
from companion.cqrs.search import SQLiteSearch
from companion.cqrs.tables import SQLiteTables
from companion.delivery import Broker, MemoryBroker
from companion.events import Trace, VirtualClock
from companion.sourcing import MemoryStore

from .settling import settle
from .social import POST_456, Social
from .social_events import CreatePost
from .social_models import MediaCache
from .social_readers import ReadModels, consumers

__all__ = ["BEGIN", "Network", "busy_network"]

BEGIN: Final = datetime(2023, 11, 14, 22, 13, 19, tzinfo=UTC)  # when post 456 was made


class Network:
    """`posts` writes the tables and publishes; `settle()` lets all consumers read what was published.

    `broker` is a `MemoryBroker` unless another is given; `trace` has what was published and who handled it.
    """

    def __init__(self, broker: Broker | None = None, wait_s: float = 0.0) -> None:
        self.clock, self.trace = VirtualClock(BEGIN), Trace()
        self.store = MemoryStore(clock=self.clock)
        self.posts = Social(self.store)
        self.broker = broker or MemoryBroker(clock=self.clock, trace=self.trace)
        self.feed, self.search = MemoryFeed(kept=50), SQLiteSearch()
        self.analytics, self.media = SQLiteTables(), MediaCache(str.encode)
        models = ReadModels(self.feed, self.search, self.analytics, self.media)
        self.consumers = consumers(self.store, self.broker, models, wait_s=wait_s)

    def settle(self) -> None:
        """Publish what waits in the outbox and let every consumer read on, until all is quiet."""
        settle(self.posts.relay(self.broker), self.consumers.values())

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the three tables where posts, likes and comments are written."""
        with self.store.transaction() as tx:
            return tx.execute(sql, *values)

    def facts(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the table of Analytics, `post_activity`: one row for each fact."""
        with self.analytics.transaction() as tx:
            return tx.execute(sql, *values)


def busy_network() -> Network:
    """Bob (123) follows Ada (7) and Ben (8). Ada makes post 456, then Ben and she 30 posts each, by turns,
    20 minutes apart. All of it is told.
    """
    network = Network()
    for author in (7, 8):
        network.posts.follow(123, author)
    network.posts.do(POST_456)
    for n in range(60):
        network.clock.advance(timedelta(minutes=20).total_seconds())
        network.posts.do(CreatePost(1000 + n, 7 if n % 2 else 8, f"post number {n}"))
    network.settle()
    return network
