from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
)

MISCONCEPTION = "what is not money in is money out"
FAILS = "events it has never heard of change nothing"
SAYS = "LimitAgreed carries one and moves no money"


def evolve(account, event):
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    if isinstance(event, MoneyDeposited | InterestAdded):
        return Account(account.balance_cents + event.amount_cents, account.status)
    return Account(account.balance_cents - event.amount_cents, account.status)


answer = evolve
