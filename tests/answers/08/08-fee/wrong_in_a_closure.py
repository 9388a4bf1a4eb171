"""Keeps each day's fee in a dict of the program's: the history does not hold it, and a restart forgets it."""

from companion.scenarios.bank_events import Deposit, MoneyDeposited, MoneyWithdrawn
from companion.sourcing import Decider, Refused

MISCONCEPTION = "remembers outside the history"
FAILS = "yesterday's balance is the same tonight, yesterday's fee taken"
SAYS = "in your program's memory, which a restart empties"


def remembering():
    fees = {}

    def bank_with(fee_cents):
        def decide(command, balance_cents):
            if isinstance(command, Deposit):
                return [MoneyDeposited(amount_cents=command.amount_cents)]
            if command.amount_cents + fee_cents > balance_cents:
                raise Refused("not enough money")
            fees[command.amount_cents] = fee_cents
            return [MoneyWithdrawn(amount_cents=command.amount_cents)]

        def evolve(balance_cents, event):
            if isinstance(event, MoneyDeposited):
                return balance_cents + event.amount_cents
            return balance_cents - event.amount_cents - fees[event.amount_cents]

        return Decider(0, decide, evolve)

    return bank_with


answer = remembering()
