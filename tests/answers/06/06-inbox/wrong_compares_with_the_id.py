MISCONCEPTION = "never hears that it is new"
FAILS = "one message, once: the till holds 450"
SAYS = "a list of tuples"


def charge(store, envelope):
    with store.transaction() as tx:
        new = tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id)
        if new == envelope.id:
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
