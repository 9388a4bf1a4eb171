"""The words of the bank: what can happen to an account, what can be asked of it, and how it says no."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from companion.events import Event
from companion.sourcing import Sealed

from .refused import CommandRefused

__all__ = [
    "Account", "AccountClosed", "AccountOpened", "AddInterest", "CloseAccount", "ClosedAccount", "Command",
    "CommandRefused", "Deposit", "ForgetHolder", "InterestAdded", "MoneyDeposited", "MoneyTransferredOut",
    "MoneyWithdrawn", "NotEmpty", "OpenAccount", "Overdrawn", "TransferOut", "UnknownAccount", "Withdraw",
]  # fmt: skip


class AccountOpened(Event):
    """An account is there, with nothing in it. `holder` can be read while the vault has the key."""

    holder: Sealed | None = None


class MoneyDeposited(Event):
    """Money was paid in."""

    amount_cents: int


class MoneyWithdrawn(Event):
    """Money was paid out."""

    amount_cents: int


class MoneyTransferredOut(Event):
    """Money went to another account."""

    amount_cents: int
    to: str = ""


class InterestAdded(Event):
    """The bank paid interest."""

    amount_cents: int


class AccountClosed(Event):
    """Nothing can happen to the account any more."""


class OpenAccount(NamedTuple):
    """Open an account; `holder` from `vault.seal`."""

    holder: Sealed | None = None


class Deposit(NamedTuple):
    """Pay in."""

    amount_cents: int


class Withdraw(NamedTuple):
    """Pay out, if there is enough."""

    amount_cents: int


class TransferOut(NamedTuple):
    """Send money to another account, if there is enough."""

    amount_cents: int
    to: str = ""


class AddInterest(NamedTuple):
    """Pay interest."""

    amount_cents: int


class CloseAccount(NamedTuple):
    """Close an empty account."""


class ForgetHolder(NamedTuple):
    """Make the holder's name unreadable, when it need not be kept any more."""

    person: str


Command = OpenAccount | Deposit | Withdraw | TransferOut | AddInterest | CloseAccount


class Account(msgspec.Struct, frozen=True):
    """What decisions rest on: whether there is an account, and its balance in cents."""

    balance_cents: int = 0
    status: str = "unknown"  # then "open", then "closed"


class Overdrawn(CommandRefused):
    """More would go out than is there."""

    reason = "there is not enough money in the account"


class UnknownAccount(CommandRefused):
    """Nobody opened the account."""

    reason = "no such account was opened"


class ClosedAccount(CommandRefused):
    """The account was closed."""

    reason = "the account is closed"


class NotEmpty(CommandRefused):
    """The account to close holds money."""

    reason = "the account must be emptied first"
