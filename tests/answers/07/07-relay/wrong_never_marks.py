"""Sends, and leaves the outbox alone."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

MISCONCEPTION = "never marks"
FAILS = "nothing is lost when the relay dies, at any point"
SAYS = "the next call sends the same three again"


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
