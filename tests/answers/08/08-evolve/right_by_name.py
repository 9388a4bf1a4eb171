from companion.scenarios.bank_events import Account


def evolve(account, event):
    cents, status, name = account.balance_cents, account.status, type(event).__name__
    if name in ("MoneyDeposited", "InterestAdded"):
        cents += event.amount_cents
    elif name in ("MoneyWithdrawn", "MoneyTransferredOut"):
        cents -= event.amount_cents
    elif name == "AccountOpened":
        status = "open"
    elif name == "AccountClosed":
        status = "closed"
    return Account(balance_cents=cents, status=status)


answer = evolve
