STYLE = "It may be repeated, so the checkpoint may be anywhere; many likes are counted slowly."

NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"
RECOUNT = (
    "INSERT INTO likes SELECT post_id, COUNT(*) FROM liked WHERE post_id = ? GROUP BY post_id "
    "ON CONFLICT (post_id) DO UPDATE SET n = excluded.n"
)


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(NEW, each.event.post_id, each.event.user_id)
            tx.execute(RECOUNT, each.event.post_id)
        store.save_checkpoint("likes", each.position)
