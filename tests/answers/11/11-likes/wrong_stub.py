MISCONCEPTION = "count, then checkpoint"
FAILS = "crashed at any step and started again: the same"
SAYS = "stand in two transactions"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)
        store.save_checkpoint("likes", each.position)
