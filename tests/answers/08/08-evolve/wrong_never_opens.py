from companion.scenarios.bank_events import (
    Account,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = ""
FAILS = "the status is open once it was opened, and closed once it was closed"
SAYS = "after AccountOpened the status is 'unknown', expected 'open'"


def evolve(account, event):
    if isinstance(event, MoneyDeposited | InterestAdded):
        return Account(account.balance_cents + event.amount_cents, account.status)
    if isinstance(event, MoneyWithdrawn | MoneyTransferredOut):
        return Account(account.balance_cents - event.amount_cents, account.status)
    return account


answer = evolve
