"""Likes counted in Redis by a projection: lost, caught up again, and rebuilt while people like and read.

Rows and checkpoint are in one Redis, so they are lost together. Lesson 11 empties it.
"""

from __future__ import annotations

from typing import Any

from companion.cqrs import Projection
from companion.engines import RedisView
from companion.events import Envelope, VirtualClock
from companion.sourcing import ANY, MemoryStore

from .social_events import PostLiked

__all__ = ["Counts", "PostLiked", "a_log", "in_redis", "rebuilt_under_traffic", "seen"]

POST = 456


class Counts:
    """Likes by post, in the hash under `prefix`."""

    def __init__(self, client: Any, prefix: str) -> None:
        self._client, self._key = client, f"{prefix}counts"

    def like(self, post_id: int) -> None:
        """One more."""
        self._client.hincrby(self._key, post_id, 1)

    def of(self, post_id: int) -> int:
        """How many."""
        return int(self._client.hget(self._key, post_id) or 0)


def a_log(likes: int) -> MemoryStore:
    """A store whose log says that so many users like post 456."""
    store = MemoryStore(clock=VirtualClock())
    told = [PostLiked(post_id=POST, user_id=1_000 + number) for number in range(likes)]
    store.append(f"post-{POST}", told, expected=0)
    return store


def in_redis(client: Any) -> Projection:
    """The projection that counts them into the Redis of `client`."""
    likes = Projection(RedisView(client, "likes", Counts))

    @likes.on(PostLiked)
    def count(event: PostLiked, counts: Counts) -> None:
        counts.like(event.post_id)

    return likes


def seen(likes: Projection) -> int:
    """What a reader sees of post 456."""
    view: Any = likes.view
    return int(view.model.of(POST))


def rebuilt_under_traffic(likes: Projection, store: MemoryStore, coming: int) -> list[int]:
    """Rebuild while one more user likes at each step, until `coming` have; what a reader saw at each step."""
    saw: list[int] = []
    read_all = store.read_all

    def busy(**how: Any) -> tuple[Envelope, ...]:
        batch = read_all(**how)
        saw.append(seen(likes))
        if len(saw) <= coming:
            store.append(f"post-{POST}", [PostLiked(post_id=POST, user_id=5_000 + len(saw))], expected=ANY)
        return batch

    store.read_all = busy  # type: ignore[method-assign]
    likes.rebuild(store)
    del store.read_all
    return [*saw, seen(likes)]
