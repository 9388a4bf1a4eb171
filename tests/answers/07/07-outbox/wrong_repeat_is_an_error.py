"""A plain INSERT."""

MISCONCEPTION = "a repeat is an error"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "for a post that is there"


def answer(store, outbox, post):
    with store.transaction() as tx:
        tx.execute("INSERT INTO posts VALUES (?, ?)", post.post_id, post.content)
        outbox.add(tx, "posts", str(post.post_id), post)
