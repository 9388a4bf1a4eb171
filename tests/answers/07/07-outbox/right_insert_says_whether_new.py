"""One transaction; the INSERT says whether the post is new."""

STYLE = "One statement decides and writes; whoever reads it must know RETURNING."


def answer(store, outbox, post):
    with store.transaction() as tx:
        new = tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id",
            post.post_id,
            post.content,
        )
        if new:
            outbox.add(tx, "posts", str(post.post_id), post)
