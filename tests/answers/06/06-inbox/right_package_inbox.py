"""The package's inbox, whose table keeps each group's ids apart."""

from companion.delivery import Inbox


def charge(store, envelope):
    with Inbox(store, "Payment").once(envelope) as tx:
        if tx is not None:
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


answer = charge
