"""Right at every crash, because a pair is known; and each run reads the whole log."""

from companion.scenarios.counting_likes import COUNT, NEW

MISCONCEPTION = "no checkpoint"
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = 'the counts are right; the checkpoint "likes" is behind the log by 4, expected 0'


def answer(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.post_id)
