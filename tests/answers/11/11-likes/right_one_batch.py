COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"


def answer(store):
    batch = list(store.read_all(after=store.checkpoint("likes")))
    if not batch:
        return
    with store.transaction() as tx:
        for each in batch:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
        tx.save_checkpoint("likes", batch[-1].position)
