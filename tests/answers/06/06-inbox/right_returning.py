"""The INSERT answers whether the id is new: one statement asks and notes."""

STYLE = (
    "Costs a row for each message, kept for as long as anything can come again. An expert would write "
    "this, or let the package's Inbox do it."
)


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
