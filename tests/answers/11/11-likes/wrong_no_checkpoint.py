MISCONCEPTION = "no checkpoint"
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "read on from there, and save it"

COUNT = "INSERT INTO likes VALUES (?, 1) ON CONFLICT (post_id) DO UPDATE SET n = likes.n + 1"


def answer(store):
    for each in store.read_all():
        with store.transaction() as tx:
            tx.execute(COUNT, each.event.post_id)
