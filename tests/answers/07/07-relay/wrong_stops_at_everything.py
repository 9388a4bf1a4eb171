"""One answer to every error: come back later."""

from companion.delivery import Message

MISCONCEPTION = "one bad message stops everything"
FAILS = "a refused message is parked, and the others go on"
SAYS = "everything behind it waits for ever"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except Exception:
            return
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
