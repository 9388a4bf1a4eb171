"""Let the repeat fail, leave the transaction, and look whether it was a repeat or a refusal."""

from companion.sourcing import StatementFailed


def answer(store, outbox, post):
    try:
        with store.transaction() as tx:
            tx.execute("INSERT INTO posts (post_id, content) VALUES (?, ?)", post.post_id, post.content)
            outbox.add(tx, "posts", f"{post.post_id}", post)
    except StatementFailed:
        with store.transaction() as tx:
            if not tx.execute("SELECT post_id FROM posts WHERE post_id = ?", post.post_id):
                raise
