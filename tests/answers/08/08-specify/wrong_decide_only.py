from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    CloseAccount,
    ClosedAccount,
    Deposit,
    MoneyDeposited,
    MoneyWithdrawn,
    NotEmpty,
    Overdrawn,
    Withdraw,
)
from companion.testing import given

MISCONCEPTION = "asks decide only"
FAILS = "it fails for all five"
SAYS = "No history of yours holds a transfer"


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(500)).then(MoneyWithdrawn(amount_cents=500))
    given(bank, *opened(500)).when(Withdraw(501)).then_refused(Overdrawn)
    given(bank, *opened(500)).when(CloseAccount()).then_refused(NotEmpty)
    given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)


answer = specification
