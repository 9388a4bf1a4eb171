MISCONCEPTION = "a repeat is an error"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "end as a dead letter about somebody who has paid"


def charge(store, envelope):
    with store.transaction() as tx:
        tx.execute("INSERT INTO seen VALUES (?)", envelope.id)
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
