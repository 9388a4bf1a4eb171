from companion.scenarios.bank_events import AccountOpened, MoneyDeposited, Withdraw
from companion.testing import given

MISCONCEPTION = "never says then"
FAILS = "it holds for our bank, and expects something of it"
SAYS = "`when` alone asserts nothing"


def specification(bank):
    print(given(bank, AccountOpened(), MoneyDeposited(amount_cents=500)).when(Withdraw(501)))
    print(given(bank, AccountOpened(), MoneyDeposited(amount_cents=500)).when(Withdraw(500)))


answer = specification
