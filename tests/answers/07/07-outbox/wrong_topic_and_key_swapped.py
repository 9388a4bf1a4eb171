"""Topic and key in each other's place: two keys too few, and no idea about order."""

MISCONCEPTION = ""
FAILS = "the post is stored, and its message waits under its own id"
SAYS = 'PostCreated 101 in "101", key "posts"'
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute(INSERT, post.post_id, post.content):
            outbox.add(tx, str(post.post_id), "posts", post)
