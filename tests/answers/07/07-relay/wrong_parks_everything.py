"""One answer to every error: park."""

from companion.delivery import Message

MISCONCEPTION = "parks everything"
FAILS = "nothing is lost, raised or parked while the broker is away"
SAYS = "a message that it would take tomorrow is parked until a person looks"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except Exception as error:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(error))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
