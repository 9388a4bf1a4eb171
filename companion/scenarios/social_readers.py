"""The read side of the social network: four consumers of PostCreated, each a group with a read model.

Feed Builder puts ids into the followers' feeds, Search Indexer what a post says into an index, Analytics one
row for each fact into columns, and CDN a copy of the picture near its viewers. They know nothing of each
other: one that is down catches up later, while three go on.

A repeat has no effect: an inbox knows it by its id, Analytics has a key for it. Nor has a message that comes
too late, a dead letter redriven after the post was edited or deleted: a reader remembers the version it has
of a post and takes only newer ones. Every event carries the whole post, so a later event makes up for a
lost one. Left out: a follow redriven after the unfollow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from companion.cqrs.feed import Feed
from companion.cqrs.search import Search
from companion.cqrs.table_view import Tables
from companion.delivery import Broker, Inbox, Worker
from companion.events import Envelope
from companion.sourcing import EventStore, Transaction

from .social import TOPIC
from .social_events import PostCreated, PostDeleted, PostEdited
from .social_models import (
    Handlers,
    MediaCache,
    activity_handlers,
    feed_handlers,
    media_handlers,
    search_handlers,
)

__all__ = ["PostCreated", "PostDeleted", "PostEdited", "ReadModels", "consumers"]

_VERSIONS = (
    "CREATE TABLE IF NOT EXISTS post_versions (reader TEXT NOT NULL, post_id BIGINT NOT NULL, "
    "version BIGINT NOT NULL, PRIMARY KEY (reader, post_id))"
)
_NEWER = """
INSERT INTO post_versions (reader, post_id, version) VALUES (?, ?, ?)
ON CONFLICT (reader, post_id) DO UPDATE SET version = excluded.version
WHERE post_versions.version < excluded.version RETURNING version"""


class ReadModels(NamedTuple):
    """What the four consumers write into. `analytics` is any database that takes SQL, the store's included;
    `search` must not be in the store's, where the inbox's transaction is open meanwhile.
    """

    feed: Feed
    search: Search
    analytics: Tables
    media: MediaCache


def consumers(
    store: EventStore,
    broker: Broker,
    models: ReadModels,
    *,
    topic: str = TOPIC,
    generation: int = 1,
    wait_s: float | None = 0.0,
) -> dict[str, Worker]:
    """One worker for each consumer; `store` holds their inboxes. `wait_s` is as in `Worker`.

    With empty read models and the next `generation`, which makes new groups, all is built again from the
    oldest message of the topic on, while the old models are read.
    """
    with store.transaction() as tx:
        tx.execute(_VERSIONS)

    def worker(name: str, handlers: Handlers, once: bool = True) -> Worker:
        group = name if generation == 1 else f"{name}-{generation}"
        inbox = Inbox(store, group) if once else None
        calls = _newer_only(group, handlers) if once else handlers
        return Worker(broker, topic, group, calls, inbox=inbox, wait_s=wait_s)

    return {
        "FeedBuilder": worker("FeedBuilder", feed_handlers(models.feed)),
        "SearchIndexer": worker("SearchIndexer", search_handlers(models.search)),
        "Analytics": worker("Analytics", activity_handlers(models.analytics), once=False),
        "CDN": worker("CDN", media_handlers(models.media)),
    }


def _newer_only(group: str, handlers: Handlers) -> Handlers:
    """The handlers, called for a post only with what is newer than all the group has handled of it."""

    def guarded(handler: Callable[..., None]) -> Callable[..., None]:
        def handle(event: Any, envelope: Envelope, *, tx: Transaction) -> None:
            if tx.execute(_NEWER, group, event.post_id, event.version):
                handler(event, envelope)

        return handle

    versioned = (PostCreated, PostEdited, PostDeleted)
    return {each: guarded(call) if each in versioned else call for each, call in handlers.items()}
