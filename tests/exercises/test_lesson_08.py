"""Lesson 08: the figures its demos stand on, and the edges of what its checks see."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from companion.events import Event, VirtualClock
from companion.exercises import TODO, exercise, judge
from companion.exercises.registry import lesson
from companion.lab import crash_points
from companion.scenarios.bank import FIVE_HUNDRED, TRANSFER, bank, five_hundred, transfer_history
from companion.scenarios.bank_events import Account, Deposit, MoneyDeposited, MoneyWithdrawn, Withdraw
from companion.scenarios.bank_later import FeeCharged
from companion.scenarios.colleagues import COLLEAGUES
from companion.scenarios.contract import ORDERS, play
from companion.scenarios.handle_lines import LINES, function, yours
from companion.scenarios.two_machines import two_machines
from companion.sourcing import (
    Decider,
    MemoryStore,
    Refused,
    SQLiteStore,
    StoreDamaged,
    handle,
    replay,
)

ONE_STREAM = {"savings": "ada", "checking": "ada", "grace": "grace"}


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("08")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


@pytest.mark.parametrize(
    ("way", "paid_cents", "events", "balance_cents"),
    [("any", 80_000, 6, -30_000), ("version", 40_000, 5, 10_000), (handle, 40_000, 5, 10_000)],
)
def test_two_machines_pay_twice_unless_they_append_to_the_version_they_decided_on(
    way: Any, paid_cents: int, events: int, balance_cents: int
) -> None:
    run = two_machines(way)
    assert run.store is not None
    assert (run.paid_cents, len(run.envelopes)) == (paid_cents, events)
    assert replay(run.store, FIVE_HUNDRED, bank).balance_cents == balance_cents


def test_on_a_row_800_dollars_leave_and_the_row_says_100() -> None:
    run = two_machines("row")
    assert run.paid_cents == 80_000
    assert run.written == "one row, {id: account-500, balance: $100.00}"
    assert run.envelopes == ()


def test_the_conflict_is_told_to_the_machine_that_was_slower() -> None:
    assert "Machine B pays nothing. ConcurrencyError: 'account-500' has 5 events, expected 4" in repr(
        two_machines("version")
    )


def test_an_unknown_way_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="way='blockchain'"):
        two_machines("blockchain")


@pytest.mark.parametrize("order", ["ecbhdfng", "ecbh", "ckb", "b", "ckbhdfni"])
def test_a_handle_that_is_not_right_yet_ends_with_a_word_in_the_two_machines(order: str) -> None:
    whose, machine = yours(order)
    run = two_machines(machine)
    assert whose == "your lines"
    assert "pays nothing" in repr(run)


@pytest.mark.parametrize("order", [TODO, ["z"], "ke", None, 3])
def test_lines_that_are_no_program_are_played_with_the_course_s_handle(order: Any) -> None:
    whose, machine = yours(order)
    assert machine is handle
    assert whose.startswith("the course's handle")


@pytest.mark.parametrize(
    ("until", "cents"),
    [
        (None, 51_000), (date(2024, 1, 31), 81_000), (date(2024, 1, 30), 80_000),
        (datetime(2024, 1, 31, tzinfo=UTC), 80_000), (3, 80_000), (1, 0),
    ],
)  # fmt: skip
def test_the_account_says_what_it_was_at_any_point(until: Any, cents: int) -> None:
    store = MemoryStore(clock=VirtualClock())
    transfer_history(store)
    assert replay(store, TRANSFER, bank, until).balance_cents == cents


@pytest.mark.parametrize(("hours", "cents"), [(13, 80_000), (0, 81_000), (-5, 81_000)])
def test_31_january_ends_in_a_zone(hours: int, cents: int) -> None:
    store = MemoryStore(clock=VirtualClock())
    transfer_history(store)
    zone = timezone(timedelta(hours=hours))
    assert replay(store, TRANSFER, bank, date(2024, 1, 31), zone=zone).balance_cents == cents


def edited(path: Path, sql: str) -> str:
    with closing(SQLiteStore(str(path), clock=VirtualClock())) as store:
        transfer_history(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as clerk:
        clerk.execute(sql)
    return str(path)


def test_an_event_edited_in_the_file_makes_610_of_510_and_nobody_complains(tmp_path: Path) -> None:
    sql = "UPDATE events SET data = replace(data, '20000', '10000') WHERE version = 3"
    with closing(SQLiteStore(edited(tmp_path / "bank.db", sql))) as store:
        assert replay(store, TRANSFER, bank).balance_cents == 61_000


def test_an_event_deleted_from_the_file_is_missed_when_the_account_is_read(tmp_path: Path) -> None:
    path = edited(tmp_path / "bank.db", "DELETE FROM events WHERE version = 3")
    missing = pytest.raises(StoreDamaged, match="versions 1 to 5 and 4 of them are there")
    with closing(SQLiteStore(path)) as store, missing:
        replay(store, TRANSFER, bank)


def test_the_last_event_deleted_from_the_file_is_missed_by_nobody(tmp_path: Path) -> None:
    with closing(SQLiteStore(edited(tmp_path / "bank.db", "DELETE FROM events WHERE version = 5"))) as store:
        assert replay(store, TRANSFER, bank).balance_cents == 81_000


def test_the_contract_breaks_in_four_of_six_orders_and_in_none_on_one_stream() -> None:
    assert [play(order).together_cents for order in ORDERS].count(-40_000) == 4
    assert not any(play(order).conflicts for order in ORDERS)
    assert {play(order, ONE_STREAM).together_cents for order in ORDERS} == {10_000}


@pytest.mark.parametrize("steps", [["A2"], ["C1"], [""], ["A3"]])
def test_a_step_that_cannot_be_taken_is_refused_with_its_name(steps: list[str]) -> None:
    with pytest.raises(ValueError, match=steps[0] or "''"):
        play(steps)


def test_a_crash_after_the_append_pays_a_second_time_when_it_is_asked_again() -> None:
    def withdraw(disk: Any) -> None:
        if not disk.store.version(FIVE_HUNDRED):
            five_hundred(disk.store)
        handle(disk.store, FIVE_HUNDRED, bank, Withdraw(20_000))

    def once(disk: Any) -> str | None:
        left = replay(disk.store, FIVE_HUNDRED, bank).balance_cents
        return None if left == 30_000 else f"{left} cents left"

    found = crash_points(withdraw, {"paid once": once})
    assert [row.point for row in found.rows if row.broken] == ["after append MoneyWithdrawn", "at the end"]


def test_each_colleague_differs_from_the_bank_in_one_mistake() -> None:
    assert len(COLLEAGUES) == 5
    opened = (MoneyDeposited(amount_cents=500),)
    for each in COLLEAGUES.values():
        assert list(each.decide(Withdraw(200), Account(500, "open"))) == [MoneyWithdrawn(amount_cents=200)]
        assert each.evolve(Account(0, "open"), opened[0]) == Account(500, "open")


def stub_evolve(account: Any, event: Any) -> Any:
    return TODO


def stub_specification(bank: Any) -> Any:
    return TODO


def stub_bank_with(fee_cents: Any) -> Any:
    def decide(command: Any, balance_cents: Any) -> Any:
        if isinstance(command, Deposit):
            return [MoneyDeposited(amount_cents=command.amount_cents)]
        if command.amount_cents + fee_cents > balance_cents:
            raise Refused("not enough money")
        return [MoneyWithdrawn(amount_cents=command.amount_cents)]

    def evolve(balance_cents: Any, event: Any) -> Any:
        if isinstance(event, MoneyDeposited):
            return balance_cents + event.amount_cents
        return balance_cents - event.amount_cents - fee_cents

    return Decider(0, decide, evolve)


@pytest.mark.parametrize(
    ("id", "untouched"),
    [
        ("08-evolve", stub_evolve), ("08-handle", TODO), ("08-fee", stub_bank_with),
        ("08-skew", [TODO, {"savings": "savings", "checking": "checking", "grace": "grace"}]),
        ("08-specify", stub_specification),
    ],
)  # fmt: skip
def test_untouched_totals_0(id: str, untouched: object) -> None:
    report = judge(exercise(id), untouched)
    assert report.points == 0
    assert not report.attempted or id == "08-fee"


def test_an_evolve_whose_last_line_is_still_the_stub_is_told_so() -> None:
    def evolve(account: Any, event: Any) -> Any:
        if isinstance(event, MoneyDeposited):
            return Account(account.balance_cents + event.amount_cents, account.status)
        return TODO

    assert "not attempted yet (it still returns TODO)" in str(judge(exercise("08-evolve"), evolve))


def test_an_evolve_that_does_nothing_scores_nothing() -> None:
    assert judge(exercise("08-evolve"), lambda account, event: account).points == 0


@pytest.mark.parametrize(
    "odd", [lambda a, e: None, lambda a, e: (1, "open"), lambda a, e: e, print, None, 3, int]
)
def test_odd_evolves_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("08-evolve"), odd)
    assert not report.fault, report.fault
    assert report.points == 0
    assert report.misconception in (None, "falls off the end")


def test_an_evolve_that_breaks_is_shown_its_error_and_accused_of_nothing() -> None:
    def evolve(account: Any, event: Any) -> Any:
        return Account(account.balance_cents + event.amount, account.status)

    report = judge(exercise("08-evolve"), evolve)
    assert report.misconception is None
    assert "has no attribute 'amount'" in " ".join(str(report).split())


@pytest.mark.parametrize(
    ("order", "says"),
    [
        (["z"], "no line has the letter 'z'"),
        ([1], "the letters are texts, such as 'a'; one of yours is of type int"),
        ("kbhdfng", "at g: SyntaxError: 'continue' not properly in loop"),
        ("ckbhdfn", "at n: IndentationError: expected an indented block after 'except' statement"),
        ("chkbdfng", "at h: UnboundLocalError"), ("ckb", "it never ends"),
        ("c" * 500, "at c: IndentationError"),
    ],
)  # fmt: skip
def test_lines_that_do_not_run_are_answered_with_python_s_sentence_and_the_letter(
    order: Any, says: str
) -> None:
    report = judge(exercise("08-handle"), order)
    assert not report.fault, report.fault
    assert (report.points, report.misconception) == (0, None)
    assert says in " ".join(str(report).split())


def test_letters_may_be_capital_and_set_apart() -> None:
    assert judge(exercise("08-handle"), "C, K, B, H, D, F, N, G").points == 5


def test_the_lesson_prints_the_lines_as_the_check_knows_them() -> None:
    source = Path(__file__).parents[2] / "notebooks" / "source" / "08_event_sourcing.py"
    printed = "".join(f"# {letter}  {line[4:]}\n" for letter, line in LINES.items())
    assert f"# ```\n{printed}# ```" in source.read_text(encoding="utf-8")


def test_every_letter_stands_for_one_line_and_the_right_ones_are_a_function() -> None:
    assert len(set(LINES.values())) == len(LINES) == 12
    assert function("ckbhdfng").__name__ == "handle"


@pytest.mark.parametrize(
    "odd", [lambda fee: None, lambda fee: 3, lambda fee: stub_bank_with, print, None, dict]
)
def test_odd_banks_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("08-fee"), odd)
    assert not report.fault, report.fault
    assert (report.points, report.misconception) == (0, None)


def test_a_fee_remembered_in_the_program_is_forgotten_when_it_is_started_again() -> None:
    def bank_with(fee_cents: int) -> Any:
        stub, charged = stub_bank_with(0), []

        def decide(command: Any, balance_cents: int) -> Any:
            if isinstance(command, Withdraw):
                charged.append(fee_cents)
                stub_bank_with(fee_cents).decide(command, balance_cents)
            return stub.decide(command, balance_cents)

        def evolve(balance_cents: int, event: Any) -> Any:
            fee = sum(charged) if isinstance(event, MoneyWithdrawn) else 0
            return stub.evolve(balance_cents, event) - fee

        return Decider(0, decide, evolve)

    assert judge(exercise("08-fee"), bank_with).points == 0


def test_a_fee_survives_a_conflict_and_is_charged_once() -> None:
    """`decide` is asked twice when somebody is faster; only the second answer is stored."""

    def decide(command: Any, balance_cents: int) -> list[Event]:
        return [MoneyWithdrawn(amount_cents=command.amount_cents), FeeCharged(amount_cents=100)]

    def evolve(balance_cents: int, event: Any) -> int:
        sign = 1 if isinstance(event, MoneyDeposited) else -1
        return balance_cents + sign * int(event.amount_cents)

    store, asked = MemoryStore(clock=VirtualClock()), []
    store.append("a", [MoneyDeposited(amount_cents=50_000)], expected=0)

    def slow(command: Any, balance_cents: int) -> list[Event]:
        asked.append(balance_cents)
        if len(asked) == 1:
            store.append("a", [MoneyDeposited(amount_cents=5)], expected=1)
        return decide(command, balance_cents)

    handle(store, "a", Decider(0, slow, evolve), Withdraw(10_000))
    assert asked == [50_000, 50_005]
    assert replay(store, "a", Decider(0, decide, evolve)) == 39_905


@pytest.mark.parametrize(
    "odd",
    [
        [], [TODO], [1, 2], [["A1"], "ada"], [["A1", "A1", "B1", "B2"], ONE_STREAM], [["C1"], {}],
        ["A1", {}], [["A1", 3], {"savings": 1, "checking": 1, "grace": 2}], {"steps": []}, None,
        [["A1"] * 500, ONE_STREAM],
    ],
)  # fmt: skip
def test_odd_designs_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("08-skew"), odd)
    assert not report.fault, report.fault
    assert report.points < 3


def test_of_a_large_dict_of_streams_only_the_three_accounts_are_read() -> None:
    asked: list[str] = []

    class Large(dict[str, str]):
        def __getitem__(self, account: str) -> str:
            asked.append(account)
            return super().__getitem__(account)

    streams = Large({**{str(n): "x" for n in range(1_000)}, **ONE_STREAM})
    assert judge(exercise("08-skew"), [["A1", "B1", "A2", "B2"], streams]).points == 3
    assert set(asked) == {"savings", "checking", "grace"}


def test_only_the_part_of_the_design_that_is_there_counts() -> None:
    assert judge(exercise("08-skew"), [TODO, ONE_STREAM]).points == 2
    assert judge(exercise("08-skew"), [["B1", "A1", "A2", "B2"], {}]).points == 1


@pytest.mark.parametrize(
    "odd", [lambda bank: None, lambda bank: 1 / 0, print, None, lambda bank: bank.nothing]
)
def test_odd_specifications_score_nothing(odd: object) -> None:
    report = judge(exercise("08-specify"), odd)
    assert not report.fault, report.fault
    assert report.points == 0
    assert report.misconception is None
