from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "falls off the end"
FAILS = "events it has never heard of change nothing"
SAYS = "Nothing changed: return the account as it is"

SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}


def evolve(account, event):
    sign = SIGNS.get(type(event))
    if sign:
        return Account(account.balance_cents + sign * event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")


answer = evolve
