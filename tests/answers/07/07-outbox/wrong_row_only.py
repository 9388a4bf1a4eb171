"""The message is left for later."""

MISCONCEPTION = "the row is enough"
FAILS = "the post is stored, and its message waits under its own id"
SAYS = "Ben's accident, without any crash"


def answer(store, outbox, post):
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id",
            post.post_id,
            post.content,
        )
