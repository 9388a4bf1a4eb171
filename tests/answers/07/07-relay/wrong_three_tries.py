"""Three tries for each message, then the next one."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "a few tries, then the next"
FAILS = "each key in order, whether the broker was away or not"
SAYS = "The broker came back just then"


def answer(outbox, broker):
    for row in outbox.waiting():
        for _ in range(3):
            try:
                broker.send(row.topic, [Message(row.key, row.data)])
            except BrokerUnavailable:
                continue
            except MessageRefused as refused:
                with outbox.store.transaction() as tx:
                    outbox.park(tx, row, str(refused))
                break
            with outbox.store.transaction() as tx:
                outbox.published(tx, [row])
            break
