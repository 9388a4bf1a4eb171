"""The bank: CONTENT's two histories, its refusals, its races, and what becomes of a holder's name."""

import re
import threading
from datetime import UTC, date, datetime, timedelta
from inspect import getmembers, isclass

import pytest

from companion.events import Event, VirtualClock
from companion.naming import lint
from companion.scenarios import bank_events as words
from companion.scenarios.bank import FIVE_HUNDRED, TRANSFER, bank, five_hundred, forget_holder, open_account
from companion.scenarios.bank import transfer_history as january
from companion.sourcing import (
    MemoryStore,
    MemoryVault,
    Shredded,
    SQLiteStore,
    SQLiteVault,
    effective,
    fold,
    handle,
    rebuild,
    replay,
)

YEARS_8_S = 8 * 366 * 86_400


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
        return
    if request.param == "sqlite":
        made = SQLiteStore(tmp_path / "bank.db")
    else:
        from companion.engines import PostgresStore

        name = re.sub(r"\W+", "_", request.node.name)[:40]
        made = PostgresStore(request.getfixturevalue("postgres_url"), schema=f"bank_{name}".lower())
    yield made
    made.close()


def balance(store, stream=TRANSFER, until=None):
    return replay(store, stream, bank, until).balance_cents


def opened(*commands):
    store = MemoryStore()
    for command in (words.OpenAccount(), *commands):
        handle(store, "a", bank, command)
    return store


def test_the_first_history_ends_with_500_dollars(store):
    five_hundred(store)
    assert balance(store, FIVE_HUNDRED) == 50_000


def test_the_transfer_history_ends_with_510_dollars(store):
    january(store)
    assert balance(store) == 51_000


def test_on_the_last_of_january_there_were_810_dollars_the_day_counted_whole(store):
    january(store)
    assert balance(store, until=date(2024, 1, 31)) == 81_000


def test_up_to_the_beginning_of_that_day_there_were_800(store):
    january(store)
    assert balance(store, until=datetime(2024, 1, 31, tzinfo=UTC)) == 80_000
    assert balance(store, until=date(2024, 1, 30)) == 80_000


def test_both_histories_speak_one_vocabulary_of_past_tenses():
    events = [
        name for name, kind in getmembers(words, isclass) if issubclass(kind, Event) and kind is not Event
    ]
    assert len(events) == 6
    assert [name for name in events if lint(name).kind != "event"] == []
    assert lint("TransferOut").kind != "event"  # CONTENT's word


def test_all_accounts_are_rebuilt_in_one_pass(store):
    five_hundred(store)
    january(store)
    money = {stream: account.balance_cents for stream, account in rebuild(store, bank).items()}
    assert money == {FIVE_HUNDRED: 50_000, TRANSFER: 51_000}


AMOUNT = "an amount is a whole number of cents above 0"


@pytest.mark.parametrize(
    ("before", "command", "refusal"),
    [
        ([], words.Withdraw(1), words.Overdrawn),
        ([words.Deposit(100)], words.TransferOut(101), words.Overdrawn),
        ([], words.Deposit(-1), AMOUNT),
        ([], words.Deposit(0), AMOUNT),
        ([], words.Deposit(True), AMOUNT),
        ([], words.AddInterest(1.5), AMOUNT),
        ([], words.OpenAccount(), "the account was opened before"),
        ([words.Deposit(1)], words.CloseAccount(), words.NotEmpty),
        ([words.CloseAccount()], words.Deposit(1), words.ClosedAccount),
        ([words.CloseAccount()], words.OpenAccount(), words.ClosedAccount),
    ],
)
def test_what_is_not_possible_is_refused_with_the_evidence_and_stores_nothing(before, command, refusal):
    store = opened(*before)
    account = replay(store, "a", bank)
    kind, reason = (words.CommandRefused, refusal) if isinstance(refusal, str) else (refusal, refusal.reason)
    with pytest.raises(kind) as caught:
        handle(store, "a", bank, command)
    assert type(caught.value) is kind and str(caught.value).startswith(f"{command} is refused: {reason} (")
    assert (caught.value.command, caught.value.state) == (command, account)
    assert store.version("a") == 1 + len(before)


def test_an_account_nobody_opened_is_unknown():
    with pytest.raises(words.UnknownAccount):
        handle(MemoryStore(), "a", bank, words.Withdraw(1))


def test_the_last_cent_can_be_taken_and_an_empty_account_be_closed():
    store = opened(words.Deposit(100), words.Withdraw(60), words.TransferOut(40), words.CloseAccount())
    assert replay(store, "a", bank) == words.Account(0, "closed")


def test_racing_withdrawals_lose_nothing_and_never_overdraw(store):
    for command in (words.OpenAccount(), words.Deposit(10)):
        handle(store, "a", bank, command)
    taken, refused = [], []

    def withdraw():
        for _ in range(4):
            try:
                taken.extend(handle(store, "a", bank, words.Withdraw(1)))
            except words.Overdrawn as refusal:
                refused.append(refusal)

    threads = [threading.Thread(target=withdraw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (10, 6)
    assert sorted(each.version for each in taken) == list(range(3, 13))
    assert balance(store, "a") == 0


def test_the_stored_events_never_hold_the_holders_name(store, tmp_path):
    with_keys = SQLiteVault(tmp_path / "keys.db")
    [opening] = open_account(store, with_keys, "a", "person-7", "Ada Lovelace")
    assert with_keys.open(store.read("a")[0].event.holder) == "Ada Lovelace"
    assert b"Lovelace" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert "Lovelace" not in repr(opening)
    with_keys.close()


def closed_account():
    clock = VirtualClock(start=datetime(2024, 2, 29, 12, tzinfo=UTC))
    store, vault = MemoryStore(clock=clock), MemoryVault(clock=clock)
    open_account(store, vault, "a", "person-7", "Ada Lovelace")
    handle(store, "a", bank, words.CloseAccount())
    return clock, store, vault


def test_a_holder_is_forgotten_seven_years_after_the_last_event_and_not_a_day_before():
    clock, store, vault = closed_account()
    assert forget_holder(store, vault, "person-7") is None
    sealed = store.read("a")[0].event.holder
    clock.advance((datetime(2031, 2, 28, 23, 59, tzinfo=UTC) - clock.now()).total_seconds())
    assert vault.shred_due() == () and vault.open(sealed) == "Ada Lovelace"
    clock.advance(60)
    assert clock.now() == datetime(2031, 3, 1, tzinfo=UTC)
    assert vault.shred_due() == ("person-7",)
    with pytest.raises(Shredded):
        vault.open(sealed)
    assert replay(store, "a", bank) == words.Account(0, "closed")
    assert store.version("a") == 2


def test_who_asks_late_enough_is_forgotten_at_once():
    clock, store, vault = closed_account()
    clock.advance(YEARS_8_S)
    assert forget_holder(store, vault, "person-7") == clock.now()


def test_while_the_account_is_open_nobody_is_forgotten():
    store, vault = MemoryStore(), MemoryVault()
    open_account(store, vault, "a", "person-7", "Ada Lovelace")
    with pytest.raises(words.CommandRefused, match="closed first"):
        forget_holder(store, vault, "person-7")
    with pytest.raises(words.UnknownAccount):
        forget_holder(store, vault, "person-8")
    assert vault.entry("person-7").requested is None and vault.entry("person-8").retain_until is None


def test_whoever_has_another_open_account_is_not_forgotten():
    _, store, vault = closed_account()
    open_account(store, vault, "b", "person-7", "Ada Lovelace")
    open_account(store, vault, "c", "person-8", "Ben")
    with pytest.raises(words.CommandRefused, match="closed first"):
        forget_holder(store, vault, "person-7")
    assert vault.entry("person-7").retain_until is None


def test_of_several_accounts_the_last_event_of_all_counts():
    clock, store, vault = closed_account()
    open_account(store, vault, "b", "person-7", "Ada Lovelace")
    clock.advance(86_400)
    handle(store, "b", bank, words.CloseAccount())
    assert forget_holder(store, vault, "person-7") is None
    assert vault.entry("person-7").retain_until == date(2031, 3, 1)
    clock.advance(86_400)
    open_account(store, vault, "c", "person-7", "Ada Lovelace")
    handle(store, "c", bank, words.CloseAccount())
    assert forget_holder(store, vault, "person-7") is None
    assert vault.entry("person-7").retain_until == date(2031, 3, 2)


def test_a_history_corrected_later_answers_both_clocks(store):
    from companion.sourcing import correct

    transfer = january(store)[2]
    correct(store, TRANSFER, transfer.id, "typed wrongly", [words.MoneyTransferredOut(amount_cents=2_000)])
    now = store.read(TRANSFER)
    in_force = effective(now, as_of=date(2024, 1, 31))
    assert fold(bank, in_force.events).balance_cents == 99_000  # what we know now of that day
    then = effective(now, known=date(2024, 1, 31), as_of=date(2024, 1, 31))
    assert fold(bank, then.events).balance_cents == 81_000  # what we knew then
    assert in_force.corrections[0].when - now[-1].time <= timedelta(0)
