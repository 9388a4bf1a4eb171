MISCONCEPTION = ""
FAILS = "struck at any step and started again: 450"
SAYS = "the database was away, and your code ended as if all were well"


def charge(store, envelope):
    try:
        with store.transaction() as tx:
            tx.execute("INSERT INTO seen VALUES (?)", envelope.id)
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
    except Exception:
        pass


answer = charge
