from companion.scenarios.bank_events import Deposit, OpenAccount, Overdrawn, Withdraw
from companion.testing import given

MISCONCEPTION = ""
FAILS = "it holds for our bank, and expects something of it"
SAYS = "got UnknownAccount"


def specification(bank):
    given(bank, OpenAccount(), Deposit(500)).when(Withdraw(501)).then_refused(Overdrawn)


answer = specification
