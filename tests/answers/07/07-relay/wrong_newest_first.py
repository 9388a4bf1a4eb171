"""Like a stack."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "newest first"
FAILS = "each key in order, whether the broker was away or not"
SAYS = "The edit was published before the post it edits"


def answer(outbox, broker):
    for row in reversed(outbox.waiting()):
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
