MISCONCEPTION = "no memory"
FAILS = "order-42, order-43 and a tip for order-42, each twice: 1000"
SAYS = "`seen` is empty"


def charge(store, envelope):
    with store.transaction() as tx:
        if not tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
