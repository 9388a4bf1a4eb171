from companion.scenarios.bank_events import Deposit, MoneyDeposited, MoneyWithdrawn
from companion.scenarios.bank_later import FeeCharged
from companion.sourcing import Decider, Refused

MISCONCEPTION = "charged twice"
FAILS = "yesterday's balance is the same tonight, yesterday's fee taken"
SAYS = "evolve still takes `fee_cents` itself"


def bank_with(fee_cents):
    def decide(command, balance_cents):
        if isinstance(command, Deposit):
            return [MoneyDeposited(amount_cents=command.amount_cents)]
        if command.amount_cents + fee_cents > balance_cents:
            raise Refused("not enough money")
        return [MoneyWithdrawn(amount_cents=command.amount_cents), FeeCharged(amount_cents=fee_cents)]

    def evolve(balance_cents, event):
        if isinstance(event, MoneyDeposited):
            return balance_cents + event.amount_cents
        if isinstance(event, FeeCharged):
            return balance_cents - event.amount_cents
        return balance_cents - event.amount_cents - fee_cents

    return Decider(0, decide, evolve)


answer = bank_with
