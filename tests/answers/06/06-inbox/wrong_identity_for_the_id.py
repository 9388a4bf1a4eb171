"""`id(envelope)` is where the object lies: an equal message that comes again lies elsewhere."""

MISCONCEPTION = ""
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "the till holds 2200, expected 1100"


def charge(store, envelope):
    with store.transaction() as tx:
        sql = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
        if tx.execute(sql, str(id(envelope))):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
