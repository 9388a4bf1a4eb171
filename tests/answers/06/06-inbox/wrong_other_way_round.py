MISCONCEPTION = "the other way round"
FAILS = "one message, once: the till holds 450"
SAYS = "A row that comes back means"


def charge(store, envelope):
    with store.transaction() as tx:
        if not tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
