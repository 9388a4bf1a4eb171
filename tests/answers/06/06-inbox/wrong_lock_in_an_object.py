"""A lock in an object is as little of another process's as one in the module."""

from threading import Lock

MISCONCEPTION = "asks, then acts"
FAILS = "another worker comes before your next transaction: each message counts once"
SAYS = "Ask in the transaction that acts"


class Charging:
    def __init__(self):
        self.lock = Lock()

    def charge(self, store, envelope):
        with self.lock:
            with store.transaction() as tx:
                if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
                    return
            with store.transaction() as tx:
                tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
                tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)


answer = Charging().charge
