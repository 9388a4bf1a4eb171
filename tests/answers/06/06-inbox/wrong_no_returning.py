MISCONCEPTION = "never hears that it is new"
FAILS = "one message, once: the till holds 450"
SAYS = "Without `RETURNING id`"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
