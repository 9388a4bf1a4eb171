"""The handlers of each read model of the social network.

A repeated event leaves no second copy in any of them: feeds, index and pictures by the post's id, the
activity by the event's. CONTENT's `post_views` counts views, for which there is no event: a view is
telemetry, and is not published here either.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from companion.cqrs.feed import Feed
from companion.cqrs.search import Search, folded
from companion.cqrs.table_view import Tables
from companion.events import Envelope, Event

from .social_events import (
    CommentAdded,
    PostCreated,
    PostDeleted,
    PostEdited,
    PostLiked,
    UserFollowed,
    UserUnfollowed,
)

__all__ = [
    "CommentAdded", "Handlers", "MediaCache", "PostCreated", "PostDeleted", "PostEdited", "PostLiked",
    "UserFollowed", "UserUnfollowed", "Written", "activity_handlers", "feed_handlers", "hashtags",
    "media_handlers", "search_handlers",
]  # fmt: skip

_ACTIVITY = (
    "CREATE TABLE IF NOT EXISTS post_activity "
    "(event_id TEXT NOT NULL PRIMARY KEY, type TEXT NOT NULL, post_id BIGINT NOT NULL, day TEXT NOT NULL)"
)
_TAG = re.compile(r"#([^\W_]+)")
_ONCE = "INSERT INTO post_activity VALUES (?, ?, ?, ?) ON CONFLICT (event_id) DO NOTHING"

Written = PostCreated | PostEdited
Handlers = dict[type[Event], Callable[..., None]]


class MediaCache:
    """Copies of pictures by post; `fetch(url)` gets one from where it was uploaded, and may raise."""

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch
        self.copies: dict[int, bytes] = {}

    def keep(self, post_id: int, url: str | None) -> None:
        """Have the picture of a post, or none when it has none any more."""
        if url is None:
            self.copies.pop(post_id, None)
        else:
            self.copies[post_id] = self._fetch(url)


def feed_handlers(feed: Feed) -> Handlers:
    """A post's id goes to the followers of its author, and never what it says."""

    def show(event: Written, envelope: Envelope) -> None:
        feed.post(str(event.user_id), str(event.post_id), event.created_at)

    def hide(event: PostDeleted, envelope: Envelope) -> None:
        feed.remove(str(event.user_id), str(event.post_id))

    def follow(event: UserFollowed, envelope: Envelope) -> None:
        feed.follow(str(event.follower_id), str(event.following_id))

    def unfollow(event: UserUnfollowed, envelope: Envelope) -> None:
        feed.unfollow(str(event.follower_id), str(event.following_id))

    return {
        PostCreated: show, PostEdited: show, PostDeleted: hide,
        UserFollowed: follow, UserUnfollowed: unfollow,
    }  # fmt: skip


def search_handlers(search: Search) -> Handlers:
    """What a post says and its hashtags can be searched for; its time there is when it came to say so."""

    def index(event: Written, envelope: Envelope) -> None:
        search.put(str(event.post_id), event.content, hashtags(event.content), envelope.time)

    def remove(event: PostDeleted, envelope: Envelope) -> None:
        search.remove(str(event.post_id), envelope.time)

    return {PostCreated: index, PostEdited: index, PostDeleted: remove}


def hashtags(content: str) -> tuple[str, ...]:
    """The words after a #, without case and accents, each once. No column of CONTENT's holds the hashtags
    its search document has: they are in the text.
    """
    return tuple(dict.fromkeys(_TAG.findall(folded(content))))


def media_handlers(media: MediaCache) -> Handlers:
    """A picture is copied before anybody looks."""

    def keep(event: Written, envelope: Envelope) -> None:
        media.keep(event.post_id, event.media_url)

    def drop(event: PostDeleted, envelope: Envelope) -> None:
        media.keep(event.post_id, None)

    return {PostCreated: keep, PostEdited: keep, PostDeleted: drop}


def activity_handlers(tables: Tables) -> Handlers:
    """One row for each fact that is to be counted, by day."""
    with tables.transaction() as tx:
        tx.execute(_ACTIVITY)

    def note(event: PostCreated | PostLiked | CommentAdded, envelope: Envelope) -> None:
        day = envelope.time.date().isoformat()
        with tables.transaction() as tx:
            tx.execute(_ONCE, envelope.id, envelope.type, event.post_id, day)

    return dict.fromkeys((PostCreated, PostLiked, CommentAdded), note)
