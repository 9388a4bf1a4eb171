"""The write side of the social network of CONTENT: rows, and messages about them.

A command becomes a row and an event in one transaction, the event by way of the outbox; a relay publishes it.
CONTENT's "save to PostgreSQL, then publish" is a dual write: a crash in between leaves a post no feed ever
shows. Everything about one post is keyed by its id, following by the one who is followed, so that a broker
keeps what belongs together in order. `social_readers` is the other half. Runs on any store and any broker.

Post 456 has two dates in CONTENT: the score in its feed, 1699999999, is 2023-11-14T22:13:19Z, and its search
document says 2024-01-15. A post was made once: here the row's `created_at` goes into its events and is the
score in every feed, and `POST_456` has the score's. In the feed CONTENT puts the post's JSON; here its id
stands there, so an edit leaves no stale twin, and `timeline` fetches the words from the row.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce

from companion.cqrs.feed import NEWEST, Feed
from companion.delivery import Broker, Outbox, Relay
from companion.events import Envelope, Event
from companion.sourcing import EventStore, Refused, Transaction

from .refused import CommandRefused
from .social_events import (
    Command,
    CommentAdded,
    CreatePost,
    Post,
    PostLiked,
    UserFollowed,
    UserUnfollowed,
)
from .social_posts import decide, evolve
from .social_schema import load_posts, make_social_tables, save_post

__all__ = ["POST_456", "TOPIC", "CommentAdded", "PostLiked", "Social", "UserFollowed", "UserUnfollowed"]

TOPIC = "social"
POST_456 = CreatePost(
    post_id=456, user_id=7, content="My vacation in Paris #paris #travel",
    media_url="media/456.jpg", created_at=datetime(2023, 11, 14, 22, 13, 19, tzinfo=UTC),
)  # fmt: skip


class Social:
    """The network on `store`, which tells `topic`. Tables and outbox are made when they are not there."""

    def __init__(self, store: EventStore, topic: str = TOPIC) -> None:
        self.store, self.topic = store, topic
        make_social_tables(store)
        self.outbox = Outbox(store)

    def relay(self, broker: Broker, *, batch: int = 100) -> Relay:
        """What publishes the outbox to `broker`."""
        return Relay(self.outbox, broker, batch=batch)

    def do(self, command: Command) -> tuple[Envelope, ...]:
        """Create, edit or delete a post; returns what was told, nothing for a command carried out before.

        If another has changed the row in the meantime, the decision is made again. Raises `CommandRefused`.
        """
        clock = self.store.clock
        if isinstance(command, CreatePost) and command.created_at is None:
            command = command._replace(created_at=clock.now())
        while True:
            with self.store.transaction() as tx:
                before = load_posts(tx, [command.post_id])[command.post_id]
                events = decide(command, before)
                after = reduce(evolve, events, before)
                clock.point("before row")
                if not events or save_post(tx, after, clock.now()):
                    told = tuple(self._tell(tx, f"post-{command.post_id}", each) for each in events)
                    clock.point("before commit")
                    return told

    def like(self, post_id: int, user_id: int) -> bool:
        """Whether this is a new like. Raises `CommandRefused` for a post that is not there."""
        with self.store.transaction() as tx:
            self._must_be_there(tx, post_id, "like")
            new = tx.execute(
                "INSERT INTO likes (post_id, user_id, created_at) VALUES (?, ?, ?) "
                "ON CONFLICT (post_id, user_id) DO NOTHING RETURNING user_id",
                post_id, user_id, self._now(),
            )  # fmt: skip
            if new:
                self._tell(tx, f"post-{post_id}", PostLiked(post_id=post_id, user_id=user_id))
        return bool(new)

    def comment(self, comment_id: int, post_id: int, user_id: int, text: str) -> bool:
        """Whether this is a new comment. Raises `CommandRefused` for a post that is not there."""
        with self.store.transaction() as tx:
            self._must_be_there(tx, post_id, "comment")
            new = tx.execute(
                "INSERT INTO comments (comment_id, post_id, user_id, text, created_at) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT (comment_id) DO NOTHING RETURNING comment_id",
                comment_id, post_id, user_id, text, self._now(),
            )  # fmt: skip
            if new:
                added = CommentAdded(comment_id=comment_id, post_id=post_id, user_id=user_id, text=text)
                self._tell(tx, f"post-{post_id}", added)
        return bool(new)

    def follow(self, follower_id: int, following_id: int) -> bool:
        """Whether they did not follow before. Raises `Refused` for somebody who follows himself."""
        if follower_id == following_id:
            raise Refused(f"user {follower_id} cannot follow himself")
        text = "INSERT INTO followers (follower_id, following_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self._change(text, UserFollowed(follower_id=follower_id, following_id=following_id))

    def unfollow(self, follower_id: int, following_id: int) -> bool:
        """Whether they did follow before."""
        text = "DELETE FROM followers WHERE follower_id = ? AND following_id = ?"
        return self._change(text, UserUnfollowed(follower_id=follower_id, following_id=following_id))

    def timeline(self, feed: Feed, reader: int, count: int = NEWEST) -> tuple[Post, ...]:
        """The newest `count` posts of a reader's feed, as they read now, without those deleted since."""
        ids = [int(post_id) for post_id in feed.newest(str(reader), count)]
        with self.store.transaction() as tx:
            posts = load_posts(tx, ids)
        return tuple(posts[each] for each in ids if not posts[each].deleted)

    def _change(self, statement: str, event: UserFollowed | UserUnfollowed) -> bool:
        with self.store.transaction() as tx:
            new = tx.execute(f"{statement} RETURNING follower_id", event.follower_id, event.following_id)
            if new:
                self._tell(tx, f"user-{event.following_id}", event)
        return bool(new)

    def _tell(self, tx: Transaction, key: str, event: Event) -> Envelope:
        self.store.clock.point(f"before outbox {type(event).__name__}")
        return self.outbox.add(tx, self.topic, key, event, service="Posts")

    def _must_be_there(self, tx: Transaction, post_id: int, what: str) -> None:
        post = load_posts(tx, [post_id])[post_id]
        if not post.version or post.deleted:
            raise CommandRefused(f"{what} on post {post_id}", post, "there is no such post")

    def _now(self) -> str:
        return self.store.clock.now().isoformat()
