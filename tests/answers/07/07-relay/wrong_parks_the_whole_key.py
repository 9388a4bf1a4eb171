"""Parks what it refused, and all that stands behind it in the same key."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = ""
FAILS = "a refused message is parked, and the others go on"
SAYS = "parked: 101 v1 · 101 v2"


def relay(outbox, broker):
    held = {row.key for row in outbox.parked()}
    for row in outbox.waiting():
        try:
            if row.key in held:
                raise MessageRefused("behind a refused one")
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            held.add(row.key)
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])


answer = relay
