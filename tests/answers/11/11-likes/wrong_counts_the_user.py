"""The user where the post belongs: wrong before anything crashes."""

from companion.scenarios.counting_likes import COUNT, NEW

MISCONCEPTION = ""
FAILS = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
SAYS = "not judged: undisturbed it goes wrong already"


def catch_up(store):
    for each in store.read_all(after=store.checkpoint("likes")):
        with store.transaction() as tx:
            if tx.execute(NEW, each.event.post_id, each.event.user_id):
                tx.execute(COUNT, each.event.user_id)
            tx.save_checkpoint("likes", each.position)


answer = catch_up
