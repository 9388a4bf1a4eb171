"""The words of the bank: what can happen to an account, what can be asked of it, and how it says no."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from companion.events import Event
from companion.sourcing import Refused, Sealed

__all__ = [
    "Account", "AccountClosed", "AccountOpened", "AddInterest", "AlreadyOpen", "BadAmount", "CloseAccount",
    "ClosedAccount", "Command", "CommandRefused", "Deposit", "ForgetHolder", "InterestAdded",
    "MoneyDeposited", "MoneyTransferredOut", "MoneyWithdrawn", "NotEmpty", "OpenAccount", "Overdrawn",
    "StillOpen", "TransferOut", "UnknownAccount", "Withdraw",
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


class CommandRefused(Refused):
    """The bank says no: `command` against `account`."""

    reason = "it is not possible"

    def __init__(self, command: Command | ForgetHolder, account: Account) -> None:
        super().__init__(command, account)
        self.command, self.account = command, account

    def sentence(self) -> str:
        return f"{self.command} is refused: {self.reason} ({self.account})."


class Overdrawn(CommandRefused):
    """More would go out than is there."""

    reason = "there is not enough money in the account"


class UnknownAccount(CommandRefused):
    """Nobody opened the account."""

    reason = "no such account was opened"


class AlreadyOpen(CommandRefused):
    """The account is there already."""

    reason = "the account was opened before"


class ClosedAccount(CommandRefused):
    """The account was closed."""

    reason = "the account is closed"


class BadAmount(CommandRefused):
    """An amount that is not a positive whole number of cents."""

    reason = "an amount is a whole number of cents above 0"


class NotEmpty(CommandRefused):
    """The account to close holds money."""

    reason = "the account must be emptied first"


class StillOpen(CommandRefused):
    """The account is in use, so its holder's name is needed."""

    reason = "the account must be closed first"
