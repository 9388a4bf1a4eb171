from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "money out is added"
FAILS = "account-500 comes to $500, account-123 to $510"
SAYS = "what left the account was added to it"

SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: 1, MoneyTransferredOut: 1}


def evolve(account, event):
    sign = SIGNS.get(type(event))
    if sign:
        return Account(account.balance_cents + sign * event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    return account


answer = evolve
