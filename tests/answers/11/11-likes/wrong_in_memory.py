MISCONCEPTION = "remembers in the process"
FAILS = "crashed at any step and started again: the same"
SAYS = "Keep it where the counts are"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"

counted = set()


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        pair = (each.event.post_id, each.event.user_id)
        with store.transaction() as tx:
            if pair not in counted:
                counted.add(pair)
                tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("likes", each.position)
