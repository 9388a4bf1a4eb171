"""The world of 07-outbox: a table of posts and an outbox in one database, struck where the check says."""

from typing import Any, cast

from companion.exercises.budget import Outcome, call
from companion.exercises.strike import Striking


def post_of(values: tuple[int, int, str]) -> Any:
    from companion.scenarios.posting import POST
    from companion.scenarios.social_events import PostCreated

    post_id, user_id, content = values
    return PostCreated(post_id=post_id, user_id=user_id, content=content, created_at=POST.created_at)


class Posts:
    """A database with a table of posts and an outbox; what is done may be struck at a step."""

    def __init__(self) -> None:
        from companion.delivery import Outbox
        from companion.events import VirtualClock
        from companion.scenarios.posting import make_posts
        from companion.sourcing import MemoryStore

        self.store = MemoryStore(clock=VirtualClock())
        make_posts(self.store)
        self.outbox = Outbox(self.store)
        self.last = Striking(self.store)

    def press(self, answer: Any, values: tuple[int, int, str], at: int = 0, **how: Any) -> Outcome:
        """Call the answer with this post, and let what `how` says happen at the `at`-th step."""
        self.last = struck = Striking(self.store, at, **how)
        self.outbox.store = cast(Any, struck)  # who asks the outbox for its store is struck too
        outcome = call(answer, struck, self.outbox, post_of(values), expect=True)
        self.outbox.store = self.store
        return outcome

    def state(self) -> dict[str, Any]:
        """The rows, and the messages that wait."""
        with self.store.transaction() as tx:
            rows = tx.execute("SELECT post_id, content FROM posts ORDER BY post_id")
        return {"rows": [[*row] for row in rows], "messages": [_read(row) for row in self.outbox.waiting(20)]}


def _read(row: Any) -> dict[str, Any]:
    from companion.events import CompanionError, decode

    try:
        event: Any = decode(row.data).event
    except CompanionError:
        event = None
    told = [getattr(event, name, None) for name in ("post_id", "content")]
    return {"topic": row.topic, "key": row.key, "type": type(event).__name__, "told": told}
