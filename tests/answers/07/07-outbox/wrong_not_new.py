"""Announces only what was there already: one `not` too many."""

MISCONCEPTION = "misreads the answer of the INSERT"
FAILS = "the post is stored, and its message waits under its own id"
SAYS = "was not reached for a new post"
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if not tx.execute(INSERT, post.post_id, post.content):
            outbox.add(tx, "posts", str(post.post_id), post)
