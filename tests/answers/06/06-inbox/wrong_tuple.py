MISCONCEPTION = "values in a tuple"
FAILS = "one message, once: the till holds 450"
SAYS = "without a tuple around them"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", (envelope.id,)):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
