MISCONCEPTION = "the checkpoint at the end"
FAILS = "crashed at any step and started again: the same"
SAYS = "every one of them is counted again"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"


def answer(store):
    last = None
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)
        last = each.position
    if last is not None:
        store.save_checkpoint("likes", last)
