"""It asks; it compares a text with rows, which are tuples."""

MISCONCEPTION = "adds whatever the answer is"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "each row is a tuple"


def charge(store, envelope):
    with store.transaction() as tx:
        if envelope.id in tx.execute("SELECT id FROM seen"):
            return
        tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
