"""Marks and sends in one transaction: a crash takes the mark back, and it is sent again."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

STYLE = "Shorter; a transaction stays open while the network answers."


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            with outbox.store.transaction() as tx:
                outbox.published(tx, [row])
                broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
