"""Makes the content fit, so that the database refuses nothing."""

MISCONCEPTION = ""
FAILS = "what the database refuses is not announced, and the error comes out"
SAYS = "the table holds 101 'hello', 102 'much too l'"
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute(INSERT, post.post_id, post.content[:10]):
            outbox.add(tx, "posts", str(post.post_id), post)
