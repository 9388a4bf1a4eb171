"""Goes on with the next message whatever the error."""

from companion.delivery import Message

MISCONCEPTION = "skips what cannot be sent now"
FAILS = "each key in order, whether the broker was away or not"
SAYS = "the edit came before the post"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except Exception:
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
