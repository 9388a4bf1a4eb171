"""try inside the transaction."""

MISCONCEPTION = "a transaction goes on after a refused statement"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "it can only be rolled back"


def answer(store, outbox, post):
    with store.transaction() as tx:
        try:
            tx.execute("INSERT INTO posts VALUES (?, ?)", post.post_id, post.content)
            outbox.add(tx, "posts", str(post.post_id), post)
        except Exception:
            pass
