"""A lock holds one process in turn; another process has a lock of its own."""

from threading import Lock

MISCONCEPTION = "asks, then acts"
FAILS = "another worker comes before your next transaction: each message counts once"
SAYS = "Ask in the transaction that acts"

lock = Lock()


def charge(store, envelope):
    with lock:
        with store.transaction() as tx:
            if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
                return
        with store.transaction() as tx:
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
            tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)


answer = charge
