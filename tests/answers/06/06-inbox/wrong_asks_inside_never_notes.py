MISCONCEPTION = "no memory"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "`seen` is empty"


def charge(store, envelope):
    with store.transaction() as tx:
        if not tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
