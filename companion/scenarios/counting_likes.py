"""Likes counted from the store's log, four ways to write it, and what a crash makes of each.

The log says who likes which post; the view is a table `likes(post_id, n)`, with a checkpoint "likes", the
position it has reached. Each function is one way to bring the view up to date. A table
`liked(post_id, user_id)` can remember which likes were counted. Lesson 11 crashes them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from companion.lab import CrashPoints, StoreDisk, crash_points

from .social_events import PostLiked

if TYPE_CHECKING:
    from companion.sourcing import EventStore, Position

__all__ = [
    "COUNT", "LikesView", "NEW", "PostLiked", "a_row_each", "checkpoint_first", "count_first", "counts",
    "fresh", "like", "make_likes", "struck", "together", "wait_and_read",
]  # fmt: skip

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"

CatchUp = Callable[[Any], object]


def make_likes(store: EventStore) -> None:
    """Make the two tables in the store's own database."""
    with store.transaction() as tx:
        tx.execute("CREATE TABLE likes (post_id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL)")
        tx.execute(
            "CREATE TABLE liked (post_id BIGINT NOT NULL, user_id BIGINT NOT NULL, "
            "PRIMARY KEY (post_id, user_id))"
        )


def like(store: EventStore, post_id: int, *users: int) -> Position:
    """Append a like for each user; return the position of the last one."""
    from companion.sourcing import ANY

    told = [PostLiked(post_id=post_id, user_id=each) for each in users]
    return cast("Position", store.append(f"post-{post_id}", told, expected=ANY)[-1].position)


def fresh(users: Sequence[int] = (11, 12)) -> StoreDisk:
    """A database whose log says that these users like post 456, and nothing is counted yet."""
    disk = StoreDisk()
    make_likes(disk.store)
    like(disk.store, 456, *users)
    return disk


def counts(store: EventStore) -> dict[int, int]:
    """The view: likes by post."""
    with store.transaction() as tx:
        return dict(tx.execute("SELECT post_id, n FROM likes ORDER BY post_id"))


def struck(catch_up: CatchUp) -> CrashPoints:
    """Two likes, caught up by a process that is crashed at every point and started again."""

    def both(disk: Any) -> str | None:
        found = counts(disk.store).get(456, 0)
        return None if found == 2 else f"the view says {found}"

    return crash_points(lambda disk: catch_up(disk.store), {"2 likes": both}, disk=fresh)


def count_first(store: Any) -> None:
    """Count, then save the checkpoint."""
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)
        store.save_checkpoint("likes", each.position)


def checkpoint_first(store: Any) -> None:
    """Save the checkpoint, then count."""
    for each in store.read_all(after=store.checkpoint("likes")):
        store.save_checkpoint("likes", each.position)
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)


def together(store: Any) -> None:
    """Count and save the checkpoint in one transaction; a like that was counted before is not counted
    again.
    """
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("likes", each.position)


def a_row_each(store: Any) -> None:
    """A row for each like, counted anew each time; the checkpoint outside."""
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(NEW, each.event.post_id, each.event.user_id)
            tx.execute(
                "INSERT INTO likes SELECT post_id, COUNT(*) FROM liked WHERE post_id = ? GROUP BY post_id "
                "ON CONFLICT (post_id) DO UPDATE SET n = excluded.n",
                each.event.post_id,
            )
        store.save_checkpoint("likes", each.position)


def wait_and_read(view: Any, position: Position | None, clock: Any, limit_s: float) -> tuple[Any, bool]:
    """The page of `view` when it has reached `position`, or after `limit_s` seconds, and whether it has."""
    until_s = clock.elapsed_s + limit_s
    while position is not None and view.checkpoint() < position:
        if clock.elapsed_s >= until_s:
            return view.newest(), False
        clock.sleep(0.1)
    return view.newest(), True


class LikesView:
    """The likes for a reader who has to wait: while the clock sleeps, another process catches up.

    It begins to work `after_s` seconds from now. `checkpoint()` is how far it has come, `newest()` the posts
    that are liked, each with its number, in words.
    """

    def __init__(self, store: EventStore, catch_up: CatchUp, after_s: float) -> None:
        self.store, self._catch_up = store, catch_up
        self._from_s = store.clock.elapsed_s + after_s  # type: ignore[attr-defined]  # it is virtual

    def checkpoint(self) -> Position:
        """The position that the view has reached."""
        if self.store.clock.elapsed_s >= self._from_s - 1e-9:  # type: ignore[attr-defined]
            self._catch_up(self.store)
        return self.store.checkpoint("likes")

    def newest(self) -> list[str]:
        """Such as ["456: 3 likes"]."""
        return [f"{post}: {n} likes" for post, n in counts(self.store).items()]
