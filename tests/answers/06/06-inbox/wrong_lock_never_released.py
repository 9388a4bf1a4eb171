"""A lock in a closure is taken with each message and never given back: the second message waits for ever."""

from threading import Lock

MISCONCEPTION = ""
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "waited for what never came, such as a lock that is held"


def make_charge():
    lock = Lock()

    def charge(store, envelope):
        lock.acquire()
        with store.transaction() as tx:
            if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id):
                tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)

    return charge


answer = make_charge()
