from companion.scenarios.bank import bank as ours
from companion.scenarios.bank_events import AccountOpened, MoneyDeposited, Overdrawn, Withdraw
from companion.testing import given

MISCONCEPTION = ""
FAILS = "it holds for our bank, and expects something of it"
SAYS = "the bank it was given"


def specification(bank):
    given(ours, AccountOpened(), MoneyDeposited(amount_cents=500)).when(Withdraw(501)).then_refused(Overdrawn)


answer = specification
