from companion.scenarios.bank_events import (
    AccountOpened,
    CloseAccount,
    MoneyDeposited,
    Withdraw,
)
from companion.testing import given

MISCONCEPTION = "never says then"
FAILS = "it holds for our bank, and expects something of it"
SAYS = "`when` alone asserts nothing"


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(501))
    given(bank, *opened(500)).when(CloseAccount())


answer = specification
