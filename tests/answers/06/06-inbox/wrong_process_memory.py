MISCONCEPTION = "remembers in the process"
FAILS = "struck at any step and started again: 450"
SAYS = "loses it when it dies"

charged = set()


def charge(store, envelope):
    if envelope.id in charged:
        return
    charged.add(envelope.id)
    with store.transaction() as tx:
        tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
