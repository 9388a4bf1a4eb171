from msgspec.structs import replace

from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)


def evolve(account, event):
    match event:
        case MoneyDeposited(amount_cents=n) | InterestAdded(amount_cents=n):
            return replace(account, balance_cents=account.balance_cents + n)
        case MoneyWithdrawn(amount_cents=n) | MoneyTransferredOut(amount_cents=n):
            return replace(account, balance_cents=account.balance_cents - n)
        case AccountOpened():
            return replace(account, status="open")
        case AccountClosed():
            return replace(account, status="closed")
    return account


answer = evolve
