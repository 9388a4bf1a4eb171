MISCONCEPTION = ""
FAILS = "user 13 taps twice: one like; on another post, one more"
SAYS = "later 12 taps again"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"


def answer(store):
    seen = set()
    for each in store.read_all(after=store.checkpoint("likes")):
        pair = each.event.post_id, each.event.user_id
        with store.transaction() as tx:
            if pair not in seen:
                tx.execute(COUNT, each.event.post_id)
                seen.add(pair)
            tx.save_checkpoint("likes", each.position)
