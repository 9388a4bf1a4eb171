"""The important line first."""

MISCONCEPTION = "message first, in a transaction of its own"
FAILS = "struck at any point: the row and its message, or neither"
SAYS = "everybody hears of a post that does not exist"


def answer(store, outbox, post):
    with store.transaction() as tx:
        outbox.add(tx, "posts", str(post.post_id), post)
    with store.transaction() as tx:
        tx.execute("INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING", post.post_id, post.content)
