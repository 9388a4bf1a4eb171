"""Asks an INSERT without RETURNING whether the post was new."""

MISCONCEPTION = "misreads the answer of the INSERT"
FAILS = "the post is stored, and its message waits under its own id"
SAYS = "Without RETURNING it is always empty"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING", post.post_id, post.content):
            outbox.add(tx, "posts", str(post.post_id), post)
