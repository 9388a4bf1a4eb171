from companion.scenarios.bank_events import (
    AccountClosed,
    AccountOpened,
    CloseAccount,
    ClosedAccount,
    Deposit,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
    NotEmpty,
    Overdrawn,
    Withdraw,
)
from companion.testing import given

MISCONCEPTION = "keeps the failure to itself"
FAILS = "it holds for our bank, and expects something of it"
SAYS = "nobody hears of it"


def specification(bank):
    opened = (AccountOpened(), MoneyDeposited(amount_cents=500))
    try:
        given(bank, *opened).when(Withdraw(500)).then(MoneyWithdrawn(amount_cents=500))
        given(bank, *opened).when(Withdraw(501)).then_refused(Overdrawn)
        sent = MoneyTransferredOut(amount_cents=200)
        given(bank, *opened, sent).when(Withdraw(301)).then_refused(Overdrawn)
        given(bank, *opened).when(CloseAccount()).then_refused(NotEmpty)
        given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)
    except AssertionError as failed:
        print(failed)


answer = specification
