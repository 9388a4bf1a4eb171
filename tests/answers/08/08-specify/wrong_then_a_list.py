from companion.scenarios.bank_events import AccountOpened, MoneyDeposited, MoneyWithdrawn, Withdraw
from companion.testing import given

MISCONCEPTION = ""
FAILS = "it holds for our bank, and expects something of it"
SAYS = "expected [MoneyWithdrawn(amount_cents=500)] got MoneyWithdrawn(amount_cents=500)"


def specification(bank):
    account = given(bank, AccountOpened(), MoneyDeposited(amount_cents=500))
    account.when(Withdraw(500)).then([MoneyWithdrawn(amount_cents=500)])


answer = specification
