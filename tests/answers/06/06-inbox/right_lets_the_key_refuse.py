"""The primary key says no to a repeat, and the whole transaction is rolled back."""

from companion.sourcing import StatementFailed


def charge(store, envelope):
    try:
        with store.transaction() as tx:
            tx.execute("INSERT INTO seen VALUES (?)", envelope.id)
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
    except StatementFailed:
        pass


answer = charge
