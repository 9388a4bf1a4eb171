MISCONCEPTION = "remembers last, elsewhere"
FAILS = "struck at any step and started again: 450"
SAYS = "The money was committed, the id was not"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
            return
    with store.transaction() as tx:
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
    with store.transaction() as tx:
        tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING", envelope.id)


answer = charge
