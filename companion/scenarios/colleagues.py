"""Five colleagues rebuilt the bank, and each made one mistake. Lesson 08 asks for a specification that tells
them from the bank."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from companion.events import Event
from companion.sourcing import Decider

from .bank import bank
from .bank_events import (
    Account,
    AccountClosed,
    CloseAccount,
    Deposit,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
    Overdrawn,
    Withdraw,
)

__all__ = ["COLLEAGUES"]

Bank = Decider[Account, Any]
Decide = Callable[[Any, Account], Sequence[Event]]


def _keeps_the_last_cent(command: Any, account: Account) -> Sequence[Event]:
    if isinstance(command, Withdraw) and command.amount_cents == account.balance_cents:
        raise Overdrawn(command, account)
    return bank.decide(command, account)


def _pays_what_is_left(command: Any, account: Account) -> Sequence[Event]:
    if isinstance(command, Withdraw) and command.amount_cents > account.balance_cents > 0:
        return [MoneyWithdrawn(amount_cents=account.balance_cents)]
    return bank.decide(command, account)


def _closes_with_money_in_it(command: Any, account: Account) -> Sequence[Event]:
    if isinstance(command, CloseAccount) and account.status == "open":
        return [AccountClosed()]
    return bank.decide(command, account)


def _pays_into_a_closed_account(command: Any, account: Account) -> Sequence[Event]:
    if isinstance(command, Deposit) and account.status == "closed":
        return [MoneyDeposited(amount_cents=command.amount_cents)]
    return bank.decide(command, account)


def _transfers_lower_nothing(account: Account, event: Any) -> Account:
    return account if isinstance(event, MoneyTransferredOut) else bank.evolve(account, event)


def _with(decide: Decide) -> Bank:
    return Decider(bank.initial, decide, bank.evolve)


COLLEAGUES: dict[str, Bank] = {
    "keeps the last cent": _with(_keeps_the_last_cent),
    "pays what is left instead of refusing": _with(_pays_what_is_left),
    "a transfer lowers nothing": Decider(bank.initial, bank.decide, _transfers_lower_nothing),
    "closes an account with money in it": _with(_closes_with_money_in_it),
    "pays into a closed account": _with(_pays_into_a_closed_account),
}
"""Each colleague's bank, by the mistake."""
