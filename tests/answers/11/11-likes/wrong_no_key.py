MISCONCEPTION = "a second tap is taken for a new like"
FAILS = "user 13 taps twice: one like; on another post, one more"
SAYS = "`liked` has a key: ask it"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("likes", each.position)
