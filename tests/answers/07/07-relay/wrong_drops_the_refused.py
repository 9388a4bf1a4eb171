"""Marks what the broker refused."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "drops the refused"
FAILS = "a refused message is parked, and the others go on"
SAYS = "Set it aside where a person finds it"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused:
            pass
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
