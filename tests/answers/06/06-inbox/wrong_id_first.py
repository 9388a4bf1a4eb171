MISCONCEPTION = "remembers first, elsewhere"
FAILS = "struck at any step and started again: 450"
SAYS = "the id says done, the till says never"


def charge(store, envelope):
    with store.transaction() as tx:
        new = tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id)
    if new:
        with store.transaction() as tx:
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
