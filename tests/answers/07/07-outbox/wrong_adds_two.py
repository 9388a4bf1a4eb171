"""Adds the message twice, in the same transaction: it is whole at any point."""

MISCONCEPTION = ""
FAILS = "the post is stored, and its message waits under its own id"
SAYS = "expected 2 messages"
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute(INSERT, post.post_id, post.content):
            outbox.add(tx, "posts", str(post.post_id), post)
            outbox.add(tx, "posts", str(post.post_id), post)
