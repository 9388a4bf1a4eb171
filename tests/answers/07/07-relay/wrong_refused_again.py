"""Goes on behind a refused message and leaves it where it is."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "tries a refused one for ever"
FAILS = "a refused message is parked, and the others go on"
SAYS = "the refused one is sent again with every call"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused:
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
