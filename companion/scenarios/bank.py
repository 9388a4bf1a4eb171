"""The bank of CONTENT: a pure decider, two histories, and how long the holder's name is kept.

CONTENT tells one bank in two vocabularies; here one serves both. What was corrected: `AccountCreated` and
`AccountOpened` are one fact, AccountOpened; `DepositMade` is MoneyDeposited, `WithdrawalMade` MoneyWithdrawn;
`TransferOut` is no past tense and is called MoneyTransferredOut. CONTENT gives AccountOpened no date: it is
2024-01-01 here, as that of the first deposit. "$810 on 2024-01-31" counts that whole day, interest included;
up to its beginning the balance is $800. Events are "stored forever", records must be kept seven years, and a
holder may want to be forgotten: the name is sealed, kept until seven years after the last event of the last
of their accounts, and can be shredded then, while the events stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from companion.events import Envelope, Event
from companion.sourcing import NO_STREAM, Decider, EventStore, Vault, handle, replay, retain_until

from .bank_events import (
    Account,
    AccountClosed,
    AccountOpened,
    AddInterest,
    CloseAccount,
    ClosedAccount,
    Command,
    CommandRefused,
    Deposit,
    ForgetHolder,
    InterestAdded,
    MoneyDeposited,
    MoneyTransferredOut,
    MoneyWithdrawn,
    NotEmpty,
    OpenAccount,
    Overdrawn,
    TransferOut,
    UnknownAccount,
    Withdraw,
)  # fmt: skip

__all__ = [
    "FIVE_HUNDRED", "SIGNS", "TRANSFER", "Account", "AccountClosed", "AccountOpened", "AddInterest",
    "CloseAccount", "ClosedAccount", "Command", "CommandRefused", "Deposit",
    "ForgetHolder", "InterestAdded", "MoneyDeposited", "MoneyTransferredOut", "MoneyWithdrawn", "NotEmpty",
    "OpenAccount", "Overdrawn", "TransferOut", "UnknownAccount", "Withdraw", "bank", "decide",
    "evolve", "five_hundred", "forget_holder", "open_account", "transfer_history",
]  # fmt: skip

FIVE_HUNDRED = "account-500"
TRANSFER = "account-123"


def decide(command: Command, account: Account) -> Sequence[Event]:
    """The events of a command. Raises `CommandRefused` with the reason if there are none."""
    if account.status == "closed":
        raise ClosedAccount(command, account)
    if isinstance(command, OpenAccount):
        if account.status == "open":
            raise CommandRefused(command, account, "the account was opened before")
        return [AccountOpened(holder=command.holder)]
    if account.status == "unknown":
        raise UnknownAccount(command, account)
    if isinstance(command, CloseAccount):
        if account.balance_cents:
            raise NotEmpty(command, account)
        return [AccountClosed()]
    return [_moved(command, account)]


def _moved(command: Deposit | AddInterest | Withdraw | TransferOut, account: Account) -> Event:
    amount = command.amount_cents
    if type(amount) is not int or amount <= 0:
        raise CommandRefused(command, account, "an amount is a whole number of cents above 0")
    if isinstance(command, Deposit):
        return MoneyDeposited(amount_cents=amount)
    if isinstance(command, AddInterest):
        return InterestAdded(amount_cents=amount)
    if amount > account.balance_cents:
        raise Overdrawn(command, account)
    if isinstance(command, TransferOut):
        return MoneyTransferredOut(amount_cents=amount, to=command.to)
    return MoneyWithdrawn(amount_cents=amount)


SIGNS = {MoneyDeposited: 1, InterestAdded: 1, MoneyWithdrawn: -1, MoneyTransferredOut: -1}


def evolve(account: Account, event: Any) -> Account:
    """The account after one more event; an event without money that neither opens nor closes changes
    nothing.
    """
    sign = SIGNS.get(type(event))
    if sign is not None:
        return Account(account.balance_cents + sign * event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    return Account(account.balance_cents, "closed") if isinstance(event, AccountClosed) else account


bank = Decider(Account(), decide, evolve)


def open_account(
    store: EventStore, vault: Vault, stream: str, person: str, name: str
) -> tuple[Envelope, ...]:
    """Open an account for `person`, a meaningless number; the event holds the `name` sealed."""
    return handle(store, stream, bank, OpenAccount(vault.seal(person, name)), service="Bank")


def forget_holder(store: EventStore, vault: Vault, person: str, zone: tzinfo = UTC) -> datetime | None:
    """The holder wants to be forgotten: shred the name seven years after the last event of all their
    accounts. Returns when it was done, None if `vault.shred_due` is to do it later. Raises
    `CommandRefused` while one of the accounts is open, `UnknownAccount` if there is none.
    """
    theirs = [store.read(stream) for stream in _accounts_of(store, person)]
    if not theirs:
        raise UnknownAccount(ForgetHolder(person), Account())
    for account in [replay(store, str(events[0].stream), bank) for events in theirs]:
        if account.status != "closed":
            raise CommandRefused(ForgetHolder(person), account, "the account must be closed first")
    vault.retain(person, retain_until(max(events[-1].time for events in theirs), zone=zone))
    vault.request(person)
    vault.shred_due()
    return vault.entry(person).shredded


def _accounts_of(store: EventStore, person: str) -> list[str]:
    opened = [(each.stream, each.event) for each in store.read_all() if isinstance(each.event, AccountOpened)]
    return [str(stream) for stream, event in opened if event.holder and event.holder.person == person]


def five_hundred(store: EventStore) -> tuple[Envelope, ...]:
    """The history that ends with $500: $1000 in, $300 and $200 out."""
    cents = [
        MoneyDeposited(amount_cents=100_000),
        *(MoneyWithdrawn(amount_cents=n) for n in (30_000, 20_000)),
    ]
    return store.append(FIVE_HUNDRED, [AccountOpened(), *cents], expected=NO_STREAM, service="Bank")


def transfer_history(store: EventStore) -> tuple[Envelope, ...]:
    """The history of January 2024 that ends with $510, its dates CONTENT's, each at noon UTC."""
    dated = (
        (date(2024, 1, 1), AccountOpened()),
        (date(2024, 1, 1), MoneyDeposited(amount_cents=100_000)),
        (date(2024, 1, 5), MoneyTransferredOut(amount_cents=20_000)),
        (date(2024, 1, 31), InterestAdded(amount_cents=1_000)),
        (date(2024, 2, 1), MoneyWithdrawn(amount_cents=30_000)),
    )
    ids = [f"{TRANSFER}/{number}" for number in range(1, 6)]
    envelopes = [
        Envelope(
            id=id, type=type(event).__name__, event=event, time=datetime.combine(day, time(12), UTC),
            correlation_id=TRANSFER, service="Bank",
        )
        for id, (day, event) in zip(ids, dated, strict=True)
    ]  # fmt: skip
    return store.append(TRANSFER, envelopes, expected=NO_STREAM)
