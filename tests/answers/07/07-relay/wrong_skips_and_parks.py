"""The same, with the refused ones parked."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "skips what cannot be sent now"
FAILS = "each key in order, whether the broker was away or not"
SAYS = "end the round"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            continue
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
