"""Marks the whole batch, then sends it, with the right answers to both errors."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "marks first"
FAILS = "nothing is lost when the relay dies, at any point"
SAYS = "make it when, and only when, the broker has it"


def answer(outbox, broker):
    rows = outbox.waiting()
    with outbox.store.transaction() as tx:
        if rows:
            outbox.published(tx, rows)
    for row in rows:
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
