from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = ""
FAILS = "nothing is lost, raised or parked while the broker is away"
SAYS = "at send 1: published: 101 v2 · 102 v1; waiting: 101 v1, expected all three published"

sent = set()


def relay(outbox, broker):
    for row in outbox.waiting():
        if row.id in sent:
            continue
        sent.add(row.id)
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


answer = relay
