"""Tries the same message until the broker is back."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "waits inside"
FAILS = "nothing is lost, raised or parked while the broker is away"
SAYS = "nobody can stop this relay any more"


def answer(outbox, broker):
    for row in outbox.waiting():
        while True:
            try:
                broker.send(row.topic, [Message(row.key, row.data)])
            except BrokerUnavailable:
                outbox.store.clock.sleep(1)
                continue
            except MessageRefused as refused:
                with outbox.store.transaction() as tx:
                    outbox.park(tx, row, str(refused))
            else:
                with outbox.store.transaction() as tx:
                    outbox.published(tx, [row])
            break
