"""The tables of the social network: CONTENT's, and those the scenario uses, with the reason for each change.

`CONTENT_DDL` is CONTENT's SQL as it stands. It runs on PostgreSQL, and lets a user follow another twice,
follow nobody, and be looked up only by reading the whole table. `DDL` is the corrected one, portable: the
same statements run on PostgreSQL and on SQLite, which takes a type for what it knows and keeps foreign keys
only when asked to. CONTENT gives likes and comments by the names of their columns; the types are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from companion.sourcing import EventStore, Transaction

from .social_events import Post

__all__ = ["CONTENT_DDL", "DDL", "load_posts", "make_social_tables", "save_post"]

CONTENT_DDL = (
    """
CREATE TABLE posts (
    post_id BIGSERIAL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
)""",
    """
CREATE TABLE followers (
    follower_id BIGINT,
    following_id BIGINT
)""",
)

DDL = (
    """
CREATE TABLE IF NOT EXISTS posts (
    post_id BIGINT NOT NULL PRIMARY KEY,  -- not BIGSERIAL: whoever posts chooses it, so a command that is
                                          -- sent again, because its answer was lost, makes no second post
    user_id BIGINT NOT NULL,
    content TEXT NOT NULL,
    media_url TEXT,                       -- NULL: a post without a picture
    created_at TIMESTAMPTZ NOT NULL,      -- not TIMESTAMP, which has no zone: two servers would disagree
    version BIGINT NOT NULL,              -- of two who edit at once the second must look again
    deleted_at TIMESTAMPTZ                -- the row stays, emptied: a late repeat of CreatePost finds it
)""",
    # One author's posts, newest first: what a feed looks up for celebrities.
    "CREATE INDEX IF NOT EXISTS posts_by_user ON posts (user_id, created_at)",
    """
CREATE TABLE IF NOT EXISTS followers (
    follower_id BIGINT NOT NULL,     -- nobody follows nobody
    following_id BIGINT NOT NULL,
    -- a command that is sent again does not follow twice
    PRIMARY KEY (follower_id, following_id),
    CHECK (follower_id <> following_id)
)""",
    # The key finds whom a user follows; fan-out asks the other way round, at every post.
    "CREATE INDEX IF NOT EXISTS followers_of ON followers (following_id, follower_id)",
    """
CREATE TABLE IF NOT EXISTS likes (
    post_id BIGINT NOT NULL REFERENCES posts,
    user_id BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (post_id, user_id)        -- not like_id: with it one user likes one post many times
)""",
    """
CREATE TABLE IF NOT EXISTS comments (
    comment_id BIGINT NOT NULL PRIMARY KEY,  -- chosen by whoever comments, as post_id is
    post_id BIGINT NOT NULL REFERENCES posts,
    user_id BIGINT NOT NULL,
    text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
)""",
    "CREATE INDEX IF NOT EXISTS comments_by_post ON comments (post_id, created_at)",
)


def make_social_tables(store: EventStore) -> None:
    """Make the corrected tables in the store's own database, those that are not there."""
    with store.transaction() as tx:
        for statement in DDL:
            tx.execute(statement)


_COLUMNS = "post_id, user_id, content, media_url, created_at, version, deleted_at"
_SAVE = f"""
INSERT INTO posts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (post_id) DO UPDATE SET content = excluded.content, media_url = excluded.media_url,
    version = excluded.version, deleted_at = excluded.deleted_at
WHERE posts.version = excluded.version - 1 RETURNING post_id"""


def save_post(tx: Transaction, post: Post, now: datetime) -> bool:
    """Whether the row was saved: its version was one lower, as had been read; else nothing was written."""
    assert post.created_at is not None
    gone = now.isoformat() if post.deleted else None
    return bool(tx.execute(_SAVE, post.post_id, post.user_id, post.content, post.media_url,
                           post.created_at.isoformat(), post.version, gone))  # fmt: skip


def load_posts(tx: Transaction, ids: Sequence[int]) -> dict[int, Post]:
    """The posts of these ids; version 0 for one that is not there."""
    posts = {each: Post(post_id=each) for each in ids}
    places = ", ".join("?" * len(ids)) or "NULL"
    for post_id, user_id, content, media_url, created, version, gone in tx.execute(
        f"SELECT {_COLUMNS} FROM posts WHERE post_id IN ({places})", *ids
    ):
        at = datetime.fromisoformat(str(created)).astimezone(UTC)  # PostgreSQL gives a moment, SQLite text
        posts[post_id] = Post(post_id, user_id, content, media_url, at, version, gone is not None)
    return posts
