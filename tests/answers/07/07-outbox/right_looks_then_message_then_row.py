"""One transaction that looks first; inside it the order of the two writes means nothing."""

STYLE = "Reads like the task; where several writers run at once the INSERT may still be refused."


def answer(store, outbox, post):
    with store.transaction() as tx:
        if tx.execute("SELECT 1 FROM posts WHERE post_id = ?", post.post_id):
            return
        outbox.add(tx, "posts", str(post.post_id), post)
        tx.execute("INSERT INTO posts VALUES (?, ?)", post.post_id, post.content)
