from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "knows all events there will ever be"
FAILS = "events it has never heard of change nothing"
SAYS = "every program of today that reads this stream is dead"

SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}


def evolve(account, event):
    sign = SIGNS.get(type(event))
    if sign:
        return Account(account.balance_cents + sign * event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    raise ValueError(f"unknown event {event}")


answer = evolve
