"""The words of the social network: what can happen to a post, what can be asked of it, and how it says no."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from companion.events import Event

__all__ = [
    "Command", "CommentAdded", "CreatePost", "DeletePost", "EditPost", "Post", "PostCreated", "PostDeleted",
    "PostEdited", "PostLiked", "UserFollowed", "UserUnfollowed",
]  # fmt: skip


class PostCreated(Event):
    """A user posted. It carries all that its four consumers need, so that none of them asks back."""

    post_id: int
    user_id: int
    content: str
    created_at: datetime
    media_url: str | None = None
    version: int = 1


class PostEdited(Event):
    """The post reads differently now: what it says is all of it, not the difference."""

    post_id: int
    user_id: int
    content: str
    created_at: datetime
    version: int
    media_url: str | None = None


class PostDeleted(Event):
    """The post is gone for every reader."""

    post_id: int
    user_id: int
    version: int


class PostLiked(Event):
    """A user likes the post."""

    post_id: int
    user_id: int


class CommentAdded(Event):
    """A user commented on the post."""

    comment_id: int
    post_id: int
    user_id: int
    text: str


class UserFollowed(Event):
    """The feed of `follower_id` shows what `following_id` posts."""

    follower_id: int
    following_id: int


class UserUnfollowed(Event):
    """It does so no longer."""

    follower_id: int
    following_id: int


class CreatePost(NamedTuple):
    """Post. `post_id` is chosen by whoever posts; None for `created_at` means now."""

    post_id: int
    user_id: int
    content: str
    media_url: str | None = None
    created_at: datetime | None = None


class EditPost(NamedTuple):
    """Let the post read so."""

    post_id: int
    user_id: int
    content: str
    media_url: str | None = None


class DeletePost(NamedTuple):
    """Take the post back."""

    post_id: int
    user_id: int


Command = CreatePost | EditPost | DeletePost


class Post(msgspec.Struct, frozen=True):
    """A row of `posts`. Version 0: there is none yet. `created_at` is None only then."""

    post_id: int = 0
    user_id: int = 0
    content: str = ""
    media_url: str | None = None
    created_at: datetime | None = None
    version: int = 0
    deleted: bool = False
