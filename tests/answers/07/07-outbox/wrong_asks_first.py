"""Looks in one transaction, writes in the next."""

MISCONCEPTION = "asks first, acts later"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "Ask and act in one"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute("SELECT 1 FROM posts WHERE post_id = ?", post.post_id):
            return
    with store.transaction() as tx:
        tx.execute("INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING", post.post_id, post.content)
        outbox.add(tx, "posts", str(post.post_id), post)
