from companion.scenarios.bank_events import AccountOpened, MoneyDeposited, Withdraw
from companion.testing import given

MISCONCEPTION = "demands what nobody promised"
FAILS = "it holds for our bank, and expects something of it"
SAYS = "the rules are on its side"


def opened(cents):
    return (AccountOpened(), MoneyDeposited(amount_cents=cents))


def specification(bank):
    given(bank, *opened(500)).when(Withdraw(501)).then_nothing()


answer = specification
