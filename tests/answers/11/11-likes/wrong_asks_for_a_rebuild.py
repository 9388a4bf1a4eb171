"""What it calls last is not there, the first time, too."""

from companion.scenarios.counting_likes import COUNT, NEW

MISCONCEPTION = ""
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "456 has 3 likes, 460 has 1, and all is read gate your code raised AttributeError"


def catch_up(store):
    last = None
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
        last = each.position
    if last is not None:
        store.save_checkpoint("like", last)
    store.rebuild()


answer = catch_up
