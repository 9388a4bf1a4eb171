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
SAYS = "None of your lines takes all that is in the account"


def specification(bank):
    opened = given(bank, AccountOpened(), MoneyDeposited(amount_cents=500))
    opened.when(Withdraw(499)).then(MoneyWithdrawn(amount_cents=499))
    opened.when(Withdraw(501)).then_refused(Overdrawn)
    given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)


answer = specification
