"""Feeds kept by a design that is data: for each event, the commands that are typed into Redis.

    {"PostCreated": ["ZADD feed:{follower} {at} {post_id}"], "PostEdited": [], "PostDeleted": […]}

`keep` types them, `shown` asks CONTENT's question of a reader's feed. Ada, user 7, is followed by 123 and
124; user 8 by 123 alone. Lesson 11 designs the feed so, and lesson 15 a whole network.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .commands import BadCommand, Typed, empty_redis, run
from .social_events import PostCreated, PostDeleted, PostEdited

__all__ = [
    "FOLLOWERS", "GOOD", "PostCreated", "PostDeleted", "PostEdited", "deleted", "edited", "keep", "names",
    "played", "shown", "with_tombstones", "written",
]  # fmt: skip

FOLLOWERS: Mapping[int, tuple[int, ...]] = {7: (123, 124), 8: (123,)}
MORNING = datetime(2024, 1, 15, 9, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PUT = ["ZADD feed:{follower} {at} {post_id}", "ZREMRANGEBYRANK feed:{follower} 0 -51"]
GOOD: Mapping[str, Sequence[str]] = {
    "PostCreated": PUT,
    "PostEdited": PUT,
    "PostDeleted": ["ZREM feed:{follower} {post_id}"],
}

Told = PostCreated | PostEdited | PostDeleted
Design = Mapping[str, Sequence[str] | None]


def written(post_id: int, content: str = "words", after_s: float = 0, user_id: int = 7) -> PostCreated:
    """A post of user 7, or another, so many seconds after nine o'clock."""
    at = MORNING + timedelta(seconds=after_s)
    return PostCreated(post_id=post_id, user_id=user_id, content=content, created_at=at)


def edited(post: PostCreated, content: str, version: int = 2) -> PostEdited:
    """The same post with other words."""
    return PostEdited(
        post_id=post.post_id, user_id=post.user_id, content=content, created_at=post.created_at,
        version=version,
    )  # fmt: skip


def deleted(post: PostCreated, version: int = 3) -> PostDeleted:
    """The same post, taken back."""
    return PostDeleted(post_id=post.post_id, user_id=post.user_id, version=version)


def names(event: Told) -> dict[str, object]:
    """What a command may say in braces: the ids, and for a post that is not deleted what it says and when.

    `at` is when it was posted, in microseconds since 1970, `timestamp` the same in whole seconds, `post_data`
    CONTENT's JSON.
    """
    known: dict[str, object] = {"post_id": event.post_id, "user_id": event.user_id}
    if isinstance(event, PostDeleted):
        return known
    at = (event.created_at - EPOCH) // timedelta(microseconds=1)
    data = json.dumps({"post_id": event.post_id, "content": event.content})
    return {**known, "content": event.content, "at": at, "timestamp": at // 1_000_000, "post_data": data}


def keep(client: Any, design: Design, *events: Told) -> tuple[Typed, ...]:
    """Type what the design says for each event; returns all of it. Raises `BadCommand`."""
    typed: list[Typed] = []
    for event in events:
        followers = FOLLOWERS.get(event.user_id, ())
        for command in _commands(design, type(event).__name__):
            typed += run(client, command, names(event), followers)
    return tuple(typed)


def _commands(design: Design, name: str) -> list[str]:
    """What the design says for this event: a list, one text alone, or nothing."""
    said = design.get(name) or ()
    return [said] if isinstance(said, str) else list(said)


def with_tombstones(design: Design) -> dict[str, list[str]]:
    """The design, and what is deleted stays so: an event that comes late brings nothing back."""
    remember = {"PostDeleted": ["ZADD tombstones 0 {post_id}"]}
    without = "ZDIFFSTORE feed:{follower} 2 feed:{follower} tombstones"
    return {
        name: [*_commands(design, name), *remember.get(name, ()), without]
        for name in ("PostCreated", "PostEdited", "PostDeleted")
    }


def played(design: Design, *events: Told) -> list[str]:
    """What Bob's feed shows when all this has happened in an empty Redis. Raises `BadCommand`."""
    redis = empty_redis()
    keep(redis, design, *events)
    return shown(redis, 123)


def shown(client: Any, reader: int) -> list[str]:
    """The newest fifty of a reader's feed, as members. Raises `BadCommand` where it is no sorted set."""
    (found,) = run(client, f"ZRANGE feed:{reader} 0 49 REV")
    if not isinstance(found.reply, list):
        raise BadCommand(found.command, "the answer is no list")
    return [str(each) for each in found.reply]
