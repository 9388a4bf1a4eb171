"""It notes, and never counts. It is not that it does not hear the answer."""

from companion.scenarios.counting_likes import NEW

MISCONCEPTION = "COUNT is never run"
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "COUNT was never run"


def catch_up(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            tx.execute(NEW, each.event.post_id, each.event.user_id)
            tx.save_checkpoint("likes", each.position)


answer = catch_up
