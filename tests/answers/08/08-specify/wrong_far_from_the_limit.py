from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    ClosedAccount,
    Deposit,
    MoneyDeposited,
    MoneyWithdrawn,
    Overdrawn,
    Withdraw,
)
from companion.testing import given

MISCONCEPTION = "never takes all there is"
FAILS = "it fails for four of them"
SAYS = "500 out of 500, and for 501"


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(100)).then(MoneyWithdrawn(amount_cents=100))
    given(bank, *opened(500)).when(Withdraw(9_999)).then_refused(Overdrawn)
    given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)


answer = specification
