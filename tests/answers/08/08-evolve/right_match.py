from msgspec.structs import replace

from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

STYLE = (
    "Each event has its own line, and `match` takes it apart. Longer, and nothing is looked up by "
    "type elsewhere."
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
