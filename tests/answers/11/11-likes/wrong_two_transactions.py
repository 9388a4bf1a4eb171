MISCONCEPTION = "noted, and not counted"
FAILS = "crashed at any step and started again: the same"
SAYS = "never will be counted"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            new = tx.execute(NEW, each.event.post_id, each.event.user_id)
        if new:
            with store.transaction() as tx:
                tx.execute(COUNT, each.event.post_id)
        store.save_checkpoint("likes", each.position)
