"""An upsert with RETURNING: every press looks new, and changes the row."""

MISCONCEPTION = "the last press wins"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "A post that is there stays as it is"
UPSERT = """
INSERT INTO posts VALUES (?, ?)
ON CONFLICT (post_id) DO UPDATE SET content = excluded.content RETURNING post_id"""


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute(UPSERT, post.post_id, post.content):
            outbox.add(tx, "posts", str(post.post_id), post)
