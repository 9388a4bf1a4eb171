from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = "evolve judges"
FAILS = "what went below $0, or came after the closing, is read like all else"
SAYS = "To say no is decide's work"

SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}


def evolve(account, event):
    sign = SIGNS.get(type(event))
    if sign:
        cents = account.balance_cents + sign * event.amount_cents
        if cents < 0:
            raise ValueError("overdrawn")
        return Account(cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    return account


answer = evolve
