from companion.scenarios.bank_events import Deposit, MoneyDeposited, MoneyWithdrawn
from companion.scenarios.bank_later import FeeCharged
from companion.sourcing import Decider, Refused

MISCONCEPTION = "the fee stands in the code"
FAILS = "from tonight on a withdrawal costs tonight's fee"
SAYS = "tonight's withdrawal cost $1.00"


def bank_with(fee_cents):
    def decide(command, balance_cents):
        if isinstance(command, Deposit):
            return [MoneyDeposited(amount_cents=command.amount_cents)]
        if command.amount_cents + 100 > balance_cents:
            raise Refused("not enough money")
        return [MoneyWithdrawn(amount_cents=command.amount_cents), FeeCharged(amount_cents=100)]

    def evolve(balance_cents, event):
        if isinstance(event, MoneyDeposited):
            return balance_cents + event.amount_cents
        return balance_cents - event.amount_cents

    return Decider(0, decide, evolve)


answer = bank_with
