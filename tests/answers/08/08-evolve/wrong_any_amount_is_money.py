from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "what is not money in is money out"
FAILS = "events it has never heard of change nothing"
SAYS = "Ask for the events you know"


def evolve(account, event):
    sign = -1 if isinstance(event, MoneyWithdrawn | MoneyTransferredOut) else 1
    if hasattr(event, "amount_cents"):
        return Account(account.balance_cents + sign * event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    return account


answer = evolve
