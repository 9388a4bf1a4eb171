"""Only two taps in a row are one."""

MISCONCEPTION = "a second tap is taken for a new like"
FAILS = "user 13 taps twice: one like; on another post, one more"
SAYS = "later, in an event of its own"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"


def answer(store):
    before = None
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if before is None or (each.event.post_id, each.event.user_id) != before:
                tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("likes", each.position)
        before = each.event.post_id, each.event.user_id
