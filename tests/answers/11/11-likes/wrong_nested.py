MISCONCEPTION = "a transaction in a transaction"
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "`tx.save_checkpoint`"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
            store.save_checkpoint("likes", each.position)
