from companion.scenarios.bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    ClosedAccount,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
)

MISCONCEPTION = ""
FAILS = "what went below $0, or came after the closing, is read like all else"
SAYS = "at MoneyWithdrawn: your code raised ClosedAccount"


def evolve(account, event):
    balance_cents, status = account.balance_cents, account.status
    if isinstance(event, MoneyDeposited | InterestAdded):
        return Account(balance_cents + event.amount_cents, status)
    if status == "closed":
        raise ClosedAccount(event, account)
    if isinstance(event, MoneyWithdrawn | MoneyTransferredOut):
        balance_cents -= event.amount_cents
    if isinstance(event, AccountOpened):
        status = "open"
    if isinstance(event, AccountClosed):
        status = "closed"
    return Account(balance_cents, status)


answer = evolve
