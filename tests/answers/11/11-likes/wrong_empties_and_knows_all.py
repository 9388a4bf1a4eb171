"""The table is emptied at the start, and `liked` still knows every pair: the second run counts nothing."""

MISCONCEPTION = ""
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "right once; run again with nothing new, no post has any"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"


def answer(store):
    with store.transaction() as tx:
        tx.execute("DELETE FROM likes")
    for each in store.read_all():
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
