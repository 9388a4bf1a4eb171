MISCONCEPTION = "adds whatever the answer is"
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "INSERT … RETURNING gives one row"


def charge(store, envelope):
    with store.transaction() as tx:
        tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
