MISCONCEPTION = ""
FAILS = "another worker comes before your next transaction: each message counts once"
SAYS = "the other worker came before transaction 2: your code raised StatementFailed"


def charge(store, envelope):
    with store.transaction() as tx:
        known = tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id)
    if not known:
        with store.transaction() as tx:
            tx.execute("INSERT INTO seen VALUES (?)", envelope.id)
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
