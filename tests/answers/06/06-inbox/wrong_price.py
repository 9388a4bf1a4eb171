MISCONCEPTION = "same price, same payment"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "you charged one"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute(
            "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", str(envelope.event.total_cents)
        ):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
