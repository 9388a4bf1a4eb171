MISCONCEPTION = "a repeat is an error"
FAILS = "order-42, order-43 and a tip for order-42, each twice: 1000"
SAYS = "end as a dead letter about somebody who has paid"


def charge(store, envelope):
    with store.transaction() as tx:
        tx.execute("INSERT INTO seen VALUES (?)", envelope.id)
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
