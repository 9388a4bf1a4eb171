"""Ben posts "hello": a row in a database, and a message on a broker that is another machine.

Each function that takes a disk is one way to write the code of that request. `process` makes of it what
`crash_points` runs: the request comes once, and a process that is started again goes on with what it had
written down. The broker survives every crash; `PROMISES` are asked of both machines at the end. Lesson 07
crashes all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from companion.delivery import Broker, Inbox, MemoryBroker, Outbox, Relay, Worker
from companion.events import Envelope
from companion.lab import StoreDisk

from .social_events import PostCreated

if TYPE_CHECKING:
    from companion.sourcing import EventStore

__all__ = [
    "IN_THE_FEED", "POST", "PROMISES", "TOPIC", "announced", "create_post", "fresh", "inside",
    "make_posts", "outboxed", "package_relay", "press_again", "process", "publish", "publish_save",
    "read_on", "reconcile", "retry", "save", "save_publish", "shown", "sorry", "stored",
]  # fmt: skip

TOPIC, READER = "posts", "Feed"
POST = PostCreated(post_id=101, user_id=8, content="hello", created_at=datetime(2024, 1, 15, 9, tzinfo=UTC))
POSTS = """
CREATE TABLE posts (
    post_id BIGINT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL CHECK (length(content) <= 10)
)"""
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"

Code = Callable[[Any], object]


def make_posts(store: EventStore) -> None:
    """Make the table of posts. It refuses content of more than ten characters: a refusal that is easy to
    cause.
    """
    with store.transaction() as tx:
        tx.execute(POSTS)


def fresh() -> StoreDisk:
    """The database of a process, with every table these codes use, and `disk.broker` beside it."""
    disk = StoreDisk()
    disk.broker = MemoryBroker(clock=disk.clock, partitions=1)
    make_posts(disk.store)
    with disk.store.transaction() as tx:
        tx.execute("CREATE TABLE marks (post_id BIGINT NOT NULL PRIMARY KEY)")
        tx.execute("CREATE TABLE feed (post_id BIGINT NOT NULL)")
    Outbox(disk.store)
    Inbox(disk.store, READER)
    return disk


def process(request: Code, afterwards: Code | None = None, *, again: bool = False) -> Code:
    """What `crash_points` runs: the request once, or at every start with `again`; then `afterwards`, at every
    start.
    """

    def run(disk: Any) -> None:
        if again or "asked" not in vars(disk):
            disk.asked = True
            disk.clock.point("request is here")
            request(disk)
        if afterwards is not None:
            afterwards(disk)

    return run


# --- what the codes are made of -------------------------------------------------------------------------


def save(disk: Any) -> bool:
    """Store the row; whether it is new."""
    with disk.store.transaction() as tx:
        new = tx.execute(INSERT, POST.post_id, POST.content)
    disk.clock.point("after save")
    return bool(new)


def publish(disk: Any) -> None:
    """Send PostCreated to the broker."""
    id = disk.clock.new_id()
    envelope = Envelope(id=id, type="PostCreated", event=POST, time=disk.clock.now(), correlation_id=id)
    disk.broker.publish(TOPIC, str(POST.post_id), envelope)


def package_relay(outbox: Outbox, broker: Broker) -> None:
    """One round of the package's relay. What a dead one held is free again after a second."""
    if not Relay(outbox, broker, lease_s=1).run_once():
        outbox.store.clock.sleep(1)


def read_on(disk: Any, *, inbox: bool) -> None:
    """The feed: a worker that adds a row for each post it hears of, with an inbox or without."""

    def write(event: PostCreated, tx: Any) -> None:
        tx.execute("INSERT INTO feed VALUES (?)", event.post_id)

    def plain(event: PostCreated) -> None:
        with disk.store.transaction() as tx:
            write(event, tx)

    box = Inbox(disk.store, READER) if inbox else None
    Worker(disk.broker, TOPIC, READER, write if inbox else plain, inbox=box, wait_s=0).run()


# --- ways to write the request --------------------------------------------------------------------------


def save_publish(disk: Any) -> None:
    """CONTENT's two lines."""
    save(disk)
    publish(disk)


def publish_save(disk: Any) -> None:
    """The same two, swapped."""
    publish(disk)
    save(disk)


def press_again(disk: Any) -> None:
    """A request that may come again: a post that is there already is not made again."""
    if save(disk):
        publish(disk)


def sorry(disk: Any) -> None:
    """Try both; whatever goes wrong, take the post back."""
    try:
        save(disk)
        publish(disk)
    except Exception:
        with disk.store.transaction() as tx:
            tx.execute("DELETE FROM posts WHERE post_id = ?", POST.post_id)


def retry(disk: Any) -> None:
    """Publish until it works, three times at most."""
    save(disk)
    for _ in range(3):
        try:
            publish(disk)
            return
        except Exception:
            disk.clock.sleep(1)


def inside(disk: Any) -> None:
    """Publish before the transaction commits."""
    with disk.store.transaction() as tx:
        tx.execute(INSERT, POST.post_id, POST.content)
        publish(disk)


def reconcile(disk: Any) -> None:
    """Whoever starts publishes what has no mark yet."""
    with disk.store.transaction() as tx:
        unmarked = tx.execute("SELECT post_id FROM posts EXCEPT SELECT post_id FROM marks")
    for row in unmarked:
        publish(disk)
        disk.clock.point("before the mark")
        with disk.store.transaction() as tx:
            tx.execute("INSERT INTO marks VALUES (?)", *row)


def create_post(store: EventStore, outbox: Outbox, post: PostCreated) -> None:
    """The row and the message in one transaction; nothing for a post that is there already."""
    with store.transaction() as tx:
        if tx.execute(INSERT, post.post_id, post.content):
            outbox.add(tx, TOPIC, str(post.post_id), post)


def outboxed(
    create: Callable[..., object] = create_post,
    relay: Callable[..., object] = package_relay,
    afterwards: Code = lambda disk: None,
) -> Code:
    """A process that creates the post with `create(store, outbox, post)`, then calls `relay(outbox, broker)`
    until nothing waits, then does `afterwards`.
    """

    def run(disk: Any) -> None:
        outbox = Outbox(disk.store)
        process(lambda _: create(disk.store, outbox, POST))(disk)
        while not outbox.is_empty():
            relay(outbox, disk.broker)
        afterwards(disk)

    return run


# --- what is asked at the end ---------------------------------------------------------------------------


def stored(disk: Any) -> list[int]:
    """The ids of the posts in the table."""
    with disk.store.transaction() as tx:
        return [row[0] for row in tx.execute("SELECT post_id FROM posts ORDER BY post_id")]


def shown(disk: Any) -> list[int]:
    """The ids of the posts in the feed, repeats included."""
    with disk.store.transaction() as tx:
        return [row[0] for row in tx.execute("SELECT post_id FROM feed")]


def announced(disk: Any) -> list[int]:
    """The ids of the posts that stand on the broker, repeats included."""
    found = []
    if TOPIC in disk.broker.topics():
        with disk.broker.consume(TOPIC, disk.clock.new_id()) as reader:
            for delivery in reader:
                found.append(delivery.envelope.event.post_id)
                delivery.acknowledge()
    return found


def _heard_of(disk: Any) -> str | None:
    unheard = [each for each in stored(disk) if each not in announced(disk)]
    return f"post {unheard[0]} is stored, and nobody hears of it" if unheard else None


def _exists(disk: Any) -> str | None:
    invented = [each for each in announced(disk) if each not in stored(disk)]
    return f"post {invented[0]} is announced, and does not exist" if invented else None


def _once(disk: Any) -> str | None:
    found = announced(disk)
    twice = [each for each in found if found.count(each) > 1]
    return f"post {twice[0]} is announced {found.count(twice[0])} times" if twice else None


PROMISES: Mapping[str, Callable[[Any], str | None]] = {
    "every post is announced": _heard_of,
    "what is announced exists": _exists,
    "announced once": _once,
}


def _shown_once(disk: Any) -> str | None:
    found, expected = shown(disk), stored(disk)
    return None if found == expected else f"the feed shows {found}, the table holds {expected}"


IN_THE_FEED: Mapping[str, Callable[[Any], str | None]] = {"the feed shows what is stored": _shown_once}
