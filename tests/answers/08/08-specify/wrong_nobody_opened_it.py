from companion.scenarios.bank_events import MoneyDeposited, MoneyWithdrawn, Overdrawn, Withdraw
from companion.testing import given

MISCONCEPTION = ""
FAILS = "it holds for our bank, and expects something of it"
SAYS = "got UnknownAccount"


def specification(bank):
    paid = MoneyDeposited(amount_cents=500)
    given(bank, paid).when(Withdraw(500)).then(MoneyWithdrawn(amount_cents=500))
    given(bank, paid).when(Withdraw(501)).then_refused(Overdrawn)


answer = specification
