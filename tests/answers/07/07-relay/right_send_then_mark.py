"""Send, then mark; away ends the round, refused ends the row."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused

STYLE = "What most people write. A crash between the two sends again."


def answer(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
