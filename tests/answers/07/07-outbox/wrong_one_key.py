"""The topic's name as the key of every message."""

MISCONCEPTION = "one key for all"
FAILS = "the post is stored, and its message waits under its own id"
SAYS = "would stand in one line"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id",
            post.post_id,
            post.content,
        ):
            outbox.add(tx, "posts", "posts", post)
