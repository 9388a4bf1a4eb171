MISCONCEPTION = "same order, same amount"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "two tips of 100 for one order"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute(
            "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id",
            f"{envelope.event.order_id} {envelope.event.total_cents}",
        ):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
