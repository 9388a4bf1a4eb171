from companion.scenarios.bank_events import (
    AccountOpened,
    Deposit,
    MoneyDeposited,
    MoneyWithdrawn,
    OpenAccount,
    Withdraw,
)
from companion.testing import given

MISCONCEPTION = "happy days only"
FAILS = "it fails for two of the five colleagues' banks"
SAYS = "then most of the five do what our bank does"


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(200)).then(MoneyWithdrawn(amount_cents=200))
    given(bank, *opened(500)).when(Deposit(200)).then(MoneyDeposited(amount_cents=200))
    given(bank).when(OpenAccount()).then(AccountOpened())


answer = specification
