MISCONCEPTION = "a repeat is an error"
FAILS = "user 13 taps twice: one like; on another post, one more"
SAYS = "asks instead of failing"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NOTE = "INSERT INTO liked VALUES (?, ?)"


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(NOTE, each.event.post_id, each.event.user_id)
            tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("likes", each.position)
