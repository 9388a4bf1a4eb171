"""Whoever taps twice waits in vain for the position of the second tap."""

from companion.scenarios.counting_likes import COUNT, NEW

MISCONCEPTION = ""
FAILS = "user 13 taps twice: one like; on another post, one more"
SAYS = 'the counts are right; the checkpoint "likes" is behind the log by 1, expected 0'


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
                tx.save_checkpoint("likes", each.position)
