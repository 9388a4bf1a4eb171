INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"
MISCONCEPTION = "announces what was there"
FAILS = "pressed twice, or twice at once: one row, one message, no error"
SAYS = "pressed again, in another process: 1 row, 2 messages"

posted = set()


def create_post(store, outbox, post):
    if post.post_id in posted:
        return
    with store.transaction() as tx:
        tx.execute(INSERT, post.post_id, post.content)
        outbox.add(tx, "posts", str(post.post_id), post)
    posted.add(post.post_id)


answer = create_post
