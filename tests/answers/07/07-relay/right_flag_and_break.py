"""One transaction for either ending."""

from companion.delivery import BrokerUnavailable, Message, MessageRefused


def answer(outbox, broker):
    for row in outbox.waiting():
        reason = None
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            break
        except MessageRefused as refused:
            reason = f"{type(refused).__name__}: {refused}"
        with outbox.store.transaction() as tx:
            if reason is None:
                outbox.published(tx, [row])
            else:
                outbox.park(tx, row, reason)
