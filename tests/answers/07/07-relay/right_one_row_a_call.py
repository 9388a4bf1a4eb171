"""Only the oldest in each call: slow, and right."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused


def answer(outbox, broker):
    for row in outbox.waiting(1):
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
        else:
            with outbox.store.transaction() as tx:
                outbox.published(tx, [row])
