"""The untouched code of the notebook."""

from companion.delivery import Message

MISCONCEPTION = "marks first"
FAILS = "nothing is lost when the relay dies, at any point"
SAYS = "101 v1 was marked as published, and never sent"


def answer(outbox, broker):
    for row in outbox.waiting():
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except Exception:
            continue
