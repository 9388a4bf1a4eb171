MISCONCEPTION = "does not listen to the answer"
FAILS = "order-42, order-43 and a tip for order-42, each twice: 1000"
SAYS = "INSERT … RETURNING tells whether"


def charge(store, envelope):
    with store.transaction() as tx:
        tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
