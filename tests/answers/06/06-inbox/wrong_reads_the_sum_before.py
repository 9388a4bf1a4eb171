"""It writes a sum that it read in a transaction before: what another worker added meanwhile is lost."""

MISCONCEPTION = ""
FAILS = "another worker comes before your next transaction: each message counts once"
SAYS = "another worker charged m2 before transaction 2: the till holds 450, expected 900"


def charge(store, envelope):
    with store.transaction() as tx:
        cents = tx.execute("SELECT cents FROM till")[0][0]
    with store.transaction() as tx:
        sql = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
        if tx.execute(sql, envelope.id):
            tx.execute("UPDATE till SET cents = ?", cents + envelope.event.total_cents)


answer = charge
