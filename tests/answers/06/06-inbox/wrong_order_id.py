MISCONCEPTION = "one order, one payment"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "m3 is a tip for order-42"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute(
            "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.event.order_id
        ):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
