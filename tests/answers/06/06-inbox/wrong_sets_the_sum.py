"""The memory is right; the till is set to the last payment and not raised by it. Nobody may blame the ids."""

MISCONCEPTION = ""
FAILS = "two orders of 450 and two tips of 100, each twice: 1100"
SAYS = "the till holds 100"


def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id):
            tx.execute("UPDATE till SET cents = ?", envelope.event.total_cents)


answer = charge
