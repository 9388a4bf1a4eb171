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

STYLE = "Each line names its own refusal, so a bank that refuses for the wrong reason fails too."


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(500)).then(MoneyWithdrawn(amount_cents=500))
    given(bank, *opened(500)).when(Withdraw(501)).then_refused(Overdrawn)
    given(bank, *opened(500), MoneyTransferredOut(amount_cents=500)).when(CloseAccount()).then(
        AccountClosed()
    )
    given(bank, *opened(500)).when(CloseAccount()).then_refused(NotEmpty)
    given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)


answer = specification
