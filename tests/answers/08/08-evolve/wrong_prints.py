from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = ""
FAILS = "account-500 comes to $500, account-123 to $510"
SAYS = "after AccountOpened evolve returned None, wanted is an Account"


def evolve(account, event):
    balance_cents, status = account.balance_cents, account.status
    if isinstance(event, MoneyDeposited | InterestAdded):
        balance_cents += event.amount_cents
    if isinstance(event, MoneyWithdrawn | MoneyTransferredOut):
        balance_cents -= event.amount_cents
    if isinstance(event, AccountOpened):
        status = "open"
    if isinstance(event, AccountClosed):
        status = "closed"
    print(Account(balance_cents, status))


answer = evolve
