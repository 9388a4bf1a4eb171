MISCONCEPTION = "takes back twice"
FAILS = "crashed a second time while it recovers: the same"
SAYS = "it is taken back again"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"
UNDO = "UPDATE likes SET n = n - 1 WHERE post_id = ?"
FORGET = "DELETE FROM liked WHERE post_id = ? AND user_id = ?"


def answer(store):
    done, counted = store.checkpoint("likes"), store.checkpoint("counted")
    for each in store.read_all(after=done):
        if each.position <= counted:  # counted, and its checkpoint is lost: take it back
            with store.transaction() as tx:
                tx.execute(UNDO, each.event.post_id)
                tx.execute(FORGET, each.event.post_id, each.event.user_id)
    for each in store.read_all(after=done):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
            tx.save_checkpoint("counted", each.position)
        store.save_checkpoint("likes", each.position)
