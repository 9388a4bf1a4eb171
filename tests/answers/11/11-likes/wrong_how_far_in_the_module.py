"""A module knows how far it came, and no database does."""

MISCONCEPTION = "remembers in the process"
FAILS = "crashed at any step and started again: the same"
SAYS = "how far it came"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"
NEW = "INSERT INTO liked VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING user_id"
done = 0


def answer(store):
    global done
    for each in list(store.read_all())[done:]:
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
        done += 1
