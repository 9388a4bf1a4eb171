from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "remembers outside"
FAILS = "replayed a second time, it comes to the same"
SAYS = "State comes in as an argument"

total = Account()


def evolve(account, event):
    global total
    sign = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}.get(type(event))
    if sign:
        total = Account(total.balance_cents + sign * event.amount_cents, total.status)
    elif isinstance(event, AccountOpened):
        total = Account(total.balance_cents, "open")
    elif isinstance(event, AccountClosed):
        total = Account(total.balance_cents, "closed")
    return total


answer = evolve
