"""An upsert, and a message only for a new row."""

MISCONCEPTION = "the last press wins"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "A post that is there stays as it is"


def answer(store, outbox, post):
    with store.transaction() as tx:
        there = tx.execute("SELECT 1 FROM posts WHERE post_id = ?", post.post_id)
        tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT (post_id) DO UPDATE SET content = excluded.content",
            post.post_id,
            post.content,
        )
        if not there:
            outbox.add(tx, "posts", str(post.post_id), post)
