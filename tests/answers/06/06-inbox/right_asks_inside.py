"""Three plain statements in one transaction. Writers take turns in this store."""


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
            return
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
        tx.execute("INSERT INTO seen (id) VALUES (?)", envelope.id)


answer = charge
