"""The life of a post: whether a command is carried out, and the row afterwards. All functions are pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from companion.events import Event
from companion.sourcing import Decider

from .refused import CommandRefused
from .social_events import (
    Command,
    CreatePost,
    DeletePost,
    EditPost,
    Post,
    PostCreated,
    PostDeleted,
    PostEdited,
)

__all__ = ["LONGEST", "PostCreated", "PostDeleted", "PostEdited", "decide", "evolve", "post"]

LONGEST = 2_200  # characters of one post


def decide(command: Command, post: Post) -> Sequence[Event]:
    """The events of a command; none for one that was carried out before. Raises `CommandRefused`."""
    post_id, user_id = command.post_id, command.user_id
    if isinstance(command, CreatePost):
        if post.version:
            if post.user_id != user_id:
                raise CommandRefused(command, post, "another user's post has this id: choose a new one")
            return []
        fields = _sound(command, post)
        assert command.created_at is not None  # `Social` fills it in: a decider has no clock
        return [PostCreated(post_id=post_id, user_id=user_id, created_at=command.created_at, **fields)]
    if not post.version:
        raise CommandRefused(command, post, "there is no such post")
    if post.user_id != user_id:
        raise CommandRefused(command, post, "it is another user's post")
    if isinstance(command, DeletePost):
        after = post.version + 1
        return [] if post.deleted else [PostDeleted(post_id=post_id, user_id=user_id, version=after)]
    if post.deleted:
        raise CommandRefused(command, post, "the post was deleted")
    fields = _sound(command, post)
    if (command.content, command.media_url) == (post.content, post.media_url):
        return []
    assert post.created_at is not None
    return [PostEdited(post_id=post_id, user_id=user_id, created_at=post.created_at,
                       version=post.version + 1, **fields)]  # fmt: skip


def _sound(command: CreatePost | EditPost, post: Post) -> dict[str, Any]:
    """The content of a post. Raises `CommandRefused` if it is empty or too long."""
    if not command.content.strip() and not command.media_url:
        raise CommandRefused(command, post, "a post has words or a picture")
    if len(command.content) > LONGEST:
        raise CommandRefused(command, post, f"{len(command.content)} characters, at most {LONGEST} are kept")
    return {"content": command.content, "media_url": command.media_url}


def evolve(post: Post, event: Any) -> Post:
    """The row after one more event. A deleted one keeps nothing that the user wrote."""
    if isinstance(event, (PostCreated, PostEdited)):
        return Post(
            event.post_id, event.user_id, event.content, event.media_url, event.created_at, event.version
        )
    if isinstance(event, PostDeleted):
        return Post(post.post_id, post.user_id, "", None, post.created_at, event.version, deleted=True)
    return post


post = Decider(Post(), decide, evolve)
