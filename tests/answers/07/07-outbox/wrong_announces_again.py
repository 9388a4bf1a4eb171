"""One transaction, and no question asked."""

MISCONCEPTION = "announces what was there"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "announced again what was there already"


def answer(store, outbox, post):
    with store.transaction() as tx:
        tx.execute("INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING", post.post_id, post.content)
        outbox.add(tx, "posts", str(post.post_id), post)
