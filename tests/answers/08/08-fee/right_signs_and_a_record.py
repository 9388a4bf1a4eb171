import msgspec

from companion.scenarios.bank_events import Deposit, MoneyDeposited, MoneyWithdrawn, Withdraw
from companion.scenarios.bank_later import FeeCharged
from companion.sourcing import Decider, Refused

STYLE = "A record has room for what the next rule will need, and an event nobody knows changes nothing."

SIGNS = {"MoneyDeposited": 1, "MoneyWithdrawn": -1, "FeeCharged": -1}


class Purse(msgspec.Struct, frozen=True):
    balance_cents: int = 0


def bank_with(fee_cents):
    def decide(command, purse):
        match command:
            case Deposit(cents):
                return (MoneyDeposited(amount_cents=cents),)
            case Withdraw(cents) if cents + fee_cents <= purse.balance_cents:
                fee = [FeeCharged(amount_cents=fee_cents)] if fee_cents else []
                return [*fee, MoneyWithdrawn(amount_cents=cents)]
        raise Refused("not enough money")

    def evolve(purse, event):
        sign = SIGNS.get(type(event).__name__, 0)
        return Purse(purse.balance_cents + sign * event.amount_cents) if sign else purse

    return Decider(Purse(), decide, evolve)


answer = bank_with
