from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = ""
FAILS = "nothing is lost when the relay dies, at any point"
SAYS = "102 v1 in 'posts' instead of 'groups', expected all three published"


def relay(outbox, broker):
    rows = outbox.waiting()
    try:
        broker.send("posts", [Message(row.key, row.data) for row in rows])
    except BrokerUnavailable:
        return
    except MessageRefused as refused:
        with outbox.store.transaction() as tx:
            for row in rows:
                outbox.park(tx, row, str(refused))
        return
    with outbox.store.transaction() as tx:
        outbox.published(tx, rows)


answer = relay
