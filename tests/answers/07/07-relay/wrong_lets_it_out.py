"""Knows refused, and lets away come out."""

from companion.delivery import Message, MessageRefused

MISCONCEPTION = "the relay dies with the broker"
FAILS = "nothing is lost, raised or parked while the broker is away"
SAYS = "whoever calls the relay again and again stops calling"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
