from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "changes the state in place"
FAILS = "account-500 comes to $500, account-123 to $510"
SAYS = "An Account cannot be changed"

SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}


def evolve(account, event):
    sign = SIGNS.get(type(event))
    if sign:
        account.balance_cents += sign * event.amount_cents
    if isinstance(event, AccountOpened):
        account.status = "open"
    if isinstance(event, AccountClosed):
        account.status = "closed"
    return account


answer = evolve
