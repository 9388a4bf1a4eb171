"""Ask, act, note: three plain statements in one transaction."""

STYLE = (
    "Reads like the story, and holds because writers take turns in this store. Where they do not, both "
    "ask, and the primary key refuses one of them: an error, and a retry."
)


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("SELECT id FROM seen WHERE id = ?", envelope.id):
            return
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
        tx.execute("INSERT INTO seen (id) VALUES (?)", envelope.id)


answer = charge
