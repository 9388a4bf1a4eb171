from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    CloseAccount,
    Deposit,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
    Withdraw,
)
from companion.sourcing import Refused
from companion.testing import given

STYLE = "Cases as data: one more is one more row. Every refusal counts alike."


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


TABLE = [
    (opened(500), Withdraw(500), [MoneyWithdrawn(amount_cents=500)]),
    (opened(500), Withdraw(501), Refused),
    ((*opened(500), MoneyTransferredOut(amount_cents=200)), Withdraw(301), Refused),
    (opened(500), CloseAccount(), Refused),
    ((AccountOpened(), AccountClosed()), Deposit(1), Refused),
]


def specification(bank):
    for history, command, expected in TABLE:
        outcome = given(bank, *history).when(command)
        if isinstance(expected, list):
            outcome.then(*expected)
        else:
            outcome.then_refused(expected)


answer = specification
