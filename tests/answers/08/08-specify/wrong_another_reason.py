from companion.scenarios.bank_events import CloseAccount, Deposit, Withdraw
from companion.testing import given

MISCONCEPTION = "refused for another reason"
FAILS = "it fails for two of the five colleagues' banks"
SAYS = "because nobody had opened the account"


def specification(bank):
    given(bank).when(Withdraw(501)).then_refused()
    given(bank).when(CloseAccount()).then_refused()
    given(bank).when(Deposit(1)).then_refused()


answer = specification
