"""Store, commit; then the message, commit."""

MISCONCEPTION = "two transactions"
FAILS = "struck at any point: the row and its message, or neither"
SAYS = "Ben's accident, with a table"


def answer(store, outbox, post):
    with store.transaction() as tx:
        new = tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id",
            post.post_id,
            post.content,
        )
    if new:
        with store.transaction() as tx:
            outbox.add(tx, "posts", str(post.post_id), post)
