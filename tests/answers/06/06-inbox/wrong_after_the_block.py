"""The money comes after the block, when the transaction is over: the error says so."""

MISCONCEPTION = ""
FAILS = "one message, once: the till holds 450"
SAYS = "This transaction was closed"


def charge(store, envelope):
    with store.transaction() as tx:
        sql = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
        new = tx.execute(sql, envelope.id)
    if new:
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
