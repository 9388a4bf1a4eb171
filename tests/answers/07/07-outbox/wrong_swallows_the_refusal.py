"""try around the transaction, for repeats and refusals alike."""

MISCONCEPTION = "swallows the refusal"
FAILS = "what the database refuses is not announced, and the error comes out"
SAYS = "Ben's page says posted"


def answer(store, outbox, post):
    try:
        with store.transaction() as tx:
            tx.execute("INSERT INTO posts VALUES (?, ?)", post.post_id, post.content)
            outbox.add(tx, "posts", str(post.post_id), post)
    except Exception:
        pass
