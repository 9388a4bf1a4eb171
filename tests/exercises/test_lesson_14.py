"""Lesson 14: the figures its demos stand on, and the edges of what its checks see."""

import contextlib
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random
from statistics import median
from typing import Any

import pytest

from companion.events import VirtualClock
from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_14_erase import _observe
from companion.exercises.lesson_14_known import _books, _truth
from companion.exercises.lesson_14_night import FORGOTTEN, World
from companion.exercises.registry import lesson
from companion.scenarios.bank import TRANSFER, MoneyTransferredOut, bank, transfer_history
from companion.scenarios.flights import LATE, LATENESS, complete, departures, flights, hour_of, hourly
from companion.scenarios.two_clocks import AS_OF, BOOK, KNOWN, asked_for_1100, curves, in_rows
from companion.sourcing import MemoryStore, Shredded, StillRetained, correct, effective, fold, handle, replay


def told(id: str, answer: Any) -> str:
    return " ".join(str(judge(exercise(id), answer)).split())


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("14")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


@pytest.fixture
def store() -> MemoryStore:
    store = MemoryStore(clock=VirtualClock(start=datetime(2024, 2, 10, 12, tzinfo=UTC)))
    transfer_history(store)
    wrong = store.read(TRANSFER)[2]
    correct(store, TRANSFER, wrong.id, "the form says 250", [MoneyTransferredOut(amount_cents=25_000)])
    return store


def asked(store: MemoryStore, as_of: date, known: date) -> int:
    return fold(bank, effective(store.read(TRANSFER), as_of=as_of, known=known).events).balance_cents


def test_a_fold_by_hand_says_260_and_replay_460(store: MemoryStore) -> None:
    assert fold(bank, store.read_events(TRANSFER)).balance_cents == 26_000
    assert replay(store, TRANSFER, bank).balance_cents == 46_000
    assert replay(store, TRANSFER, bank, date(2024, 1, 31)).balance_cents == 81_000


def old_machine(store: Any, stream: str, decider: Any, command: Any) -> Any:
    events = store.read_events(stream)
    return store.append(stream, decider.decide(command, fold(decider, events)), expected=len(events))


def test_a_machine_that_folds_by_hand_pays_what_is_not_there() -> None:
    assert asked_for_1100(handle) == "Overdrawn, in truth there are $100.00"
    assert asked_for_1100(old_machine) == "pays out $1,100.00, in truth there are -$1,000.00"


def test_an_account_known_twice_has_two_curves(store: MemoryStore) -> None:
    table = str(curves(store.read(TRANSFER), known=date(2024, 2, 9)))
    assert "now: $460; known on 9 Feb: $510" in table


def test_the_grid_of_two_clocks_and_the_same_from_rows(store: MemoryStore) -> None:
    grid = [[asked(store, as_of, known) for known in KNOWN] for as_of in AS_OF]
    assert grid == [[80_000, 80_000, 75_000], [81_000, 81_000, 76_000], [81_000, 51_000, 46_000]]
    rows = in_rows(store.read(TRANSFER))
    assert [[_truth(rows, as_of, known) for known in KNOWN] for as_of in AS_OF] == grid


def test_the_book_as_of_31_january_is_known_in_four_ways() -> None:
    known = [date(2024, 1, 31), date(2024, 2, 3), date(2024, 2, 10), date(2024, 2, 20)]
    assert [_truth(BOOK, date(2024, 1, 31), day) for day in known] == [81_000, 86_000, 81_000, 82_000]


@pytest.mark.parametrize("whose", ["Ada", "Ben"])
def test_a_book_is_as_the_task_says(whose: str) -> None:
    rows = _books()[whose]
    assert list(rows) == sorted(rows, key=lambda row: row["recorded"])
    assert all(row["happened"] <= row["recorded"] for row in rows)
    corrected = [row["corrects"] for row in rows if row["corrects"]]
    assert len(corrected) == len(set(corrected))
    for number, row in enumerate(rows):
        assert row["corrects"] in (None, *(each["id"] for each in rows[:number]))


def test_842_flights_of_which_838_left_and_427_before_their_time() -> None:
    left = departures()
    assert (len(flights()), len(left)) == (842, 838)
    assert sum(gone < planned for planned, gone in left) == 427
    assert median((gone - planned).total_seconds() / 60 for planned, gone in left) == -1
    assert sum(hour_of(gone) != hour_of(planned) for planned, gone in left) == 239
    assert sum(gone >= hour_of(planned) + timedelta(hours=4) for planned, gone in left) == 7


def test_mq_3944_left_the_next_morning() -> None:
    [plane] = [each for each in flights() if each.name == "MQ 3944"]
    assert plane.left is not None
    assert (plane.to, plane.clock, plane.left.day, plane.left - plane.planned) == (
        "BWI", 848, 2, timedelta(minutes=853),
    )  # fmt: skip


def test_four_of_nineteen_hours_are_never_complete(capsys: pytest.CaptureFixture[str]) -> None:
    complete()
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 12 and max(map(len, told)) <= 58  # a slide holds both columns
    assert "\n".join(told[:-1]).count("never") == 4
    assert told[0].split() == ["hour", "planned", "complete"] * 2
    assert told[5].split() == ["09", "56", "1", "Jan", "11:20", "19", "50", "never"]
    assert told[4].split()[5:] == ["18", "55", "2", "Jan", "08:48"]
    assert told[-1] == "never: one flight of the hour was cancelled"
    cancelled = sorted({each.planned.hour for each in flights() if each.left is None})
    assert cancelled == [6, 15, 16, 19]
    assert len({hour_of(each.planned) for each in flights()}) == 19


@pytest.mark.parametrize(
    ("lateness", "lines", "first", "last"),
    [(0, 151, 706, 838), (60, 52, 805, 838), (180, 26, 831, 838), (840, 19, 838, 838)],
)
def test_what_each_patience_costs(lateness: int, lines: int, first: int, last: int) -> None:
    found = hourly(lateness, "correct")
    assert len(found.lines) == lines
    assert sum(line.planes for line in found.first.values()) == first
    assert sum(line.planes for line in found.last.values()) == last


def test_until_all_gives_fifteen_hours_a_number_and_608_planes() -> None:
    found = hourly("until all", "correct")
    assert (len(found.lines), sum(line.planes for line in found.lines)) == (15, 608)


@pytest.mark.parametrize(("lateness", "late"), [("6 h", "drop"), (60, "keep"), (6.0, "drop"), (True, "drop")])
def test_what_is_no_choice_is_refused_with_the_choices(lateness: Any, late: str) -> None:
    with pytest.raises(ValueError, match=r'"until all"|"drop" or "correct"'):
        hourly(lateness, late)


def test_only_one_pair_of_choices_serves_all_three_readers() -> None:
    choices = list(product(LATENESS, LATE))
    full = [
        (board, statistic, invoice)
        for board, statistic, invoice in product(choices, repeat=3)
        if judge(
            exercise("14-patience"), {"board": board, "statistic": statistic, "invoice": invoice}
        ).points == 5
    ]  # fmt: skip
    assert full == [((0, "correct"), (60, "correct"), (840, each)) for each in LATE]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            {"board": (0, "correct"), "statistic": (TODO, TODO), "invoice": (TODO, TODO)},
            "4 of 6 are still open",
        ),
        ({"hall": (0, "correct")}, 'nobody is called "hall"'),
        ({"board": (False, "correct")}, "there is no lateness False"),
        ({"board": (30, "drop")}, "there is no lateness 30"),
        ({"board": 0}, 'wanted are two things, such as (0, "correct")'),
        ({"board": (0, "keep")}, "a late plane does 'keep'"),
        ({"board": ("until  all", "drop")}, "there is no lateness"),
    ],
)
def test_a_choice_that_is_none_is_told_what_is_wrong_with_it(answer: Any, says: str) -> None:
    assert says in told("14-patience", answer)


def test_capitals_and_numbers_in_quotes_are_no_mistake() -> None:
    answer = {"board": ("0", "Correct"), "statistic": (60, "CORRECT "), "invoice": (840, "drop")}
    assert judge(exercise("14-patience"), answer).points == 5
    assert [str(hourly(*choice)) for choice in answer.values()] == [
        str(hourly(*choice)) for choice in ((0, "correct"), (60, "correct"), (840, "drop"))
    ]  # the cell after the check plays them


def balance(rows: Any, as_of: date, known: date) -> int:
    return _truth(rows, as_of, known)


def test_a_balance_that_changes_its_rows_is_told_so() -> None:
    def answer(rows: Any, as_of: date, known: date) -> int:
        rows.sort(key=lambda row: row["happened"])
        return balance(rows, as_of, known)

    assert "your code changed what it was given" in told("14-known", answer)


def test_an_error_in_balance_is_told_and_no_idea_is_named() -> None:
    def answer(rows: Any, as_of: date, known: date) -> Any:
        return sum(row["amount"] for row in rows)

    report = judge(exercise("14-known"), answer)
    assert "raised KeyError: 'amount'" in str(report)
    assert report.misconception is None


def test_a_balance_as_a_float_is_a_number() -> None:
    assert (
        judge(exercise("14-known"), lambda rows, as_of, known: float(balance(rows, as_of, known))).points == 6
    )


@pytest.mark.parametrize("id", ["14-known", "14-late"])
def test_a_stub_is_not_attempted(id: str) -> None:
    answer = {"14-known": lambda rows, as_of, known: TODO, "14-late": lambda departures, lateness_min: TODO}[
        id
    ]
    assert not judge(exercise(id), answer).attempted


def daily(store: Any, vault: Any, names: Any) -> None:
    """Full marks; the tests below let it die on the way."""
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default=FORGOTTEN)


def test_a_nightly_job_that_dies_anywhere_is_made_good_by_the_next_night() -> None:
    assert judge(exercise("14-erase"), daily).points == 5
    whole = World()
    daily(whole.store, whole.vault, whole.names)
    for steps in range(8):
        world = World()

        class Dying(dict):  # type: ignore[type-arg]
            left = steps

            def __setitem__(self, key: str, name: str) -> None:
                if not self.left:
                    raise KeyboardInterrupt
                self.left -= 1
                super().__setitem__(key, name)

        names = Dying(world.names)
        try:
            daily(world.store, world.vault, names)
        except KeyboardInterrupt:
            assert steps < 5
        world.names = dict(names)
        daily(world.store, world.vault, world.names)
        assert world.seen() == whole.seen()


def test_the_stub_of_daily_forgets_in_the_vault_alone() -> None:
    report = judge(exercise("14-erase"), lambda store, vault, names: vault.shred_due() and None)
    assert report.misconception == "waits for the copy"
    assert report.points == 0


def test_an_event_that_daily_appends_is_told() -> None:
    from companion.scenarios.bank import AccountClosed
    from companion.sourcing import ANY

    def answer(store: Any, vault: Any, names: Any) -> None:
        daily(store, vault, names)
        store.append("account-11", [AccountClosed()], expected=ANY)

    assert "account-11 has 3 events, expected 2" in told("14-erase", answer)


def test_a_world_of_erase_keeps_what_its_task_says() -> None:
    world = World()
    assert world.vault.shred_due() == ("p-1",)
    with pytest.raises(Shredded):
        world.vault.seal("p-1", "Ada Lovelace")
    assert world.seen()["opened"] == [FORGOTTEN, "Bo Diddley", "Cy Twombly", FORGOTTEN, "Ada Lovelace"]


@pytest.mark.parametrize("known", ["account", "person", "name"])
def test_what_is_known_of_one_bank_does_not_pay_at_another(known: str) -> None:
    def answer(store: Any, vault: Any, names: Any) -> None:
        vault.shred_due()
        for each in store.read_all():
            if each.type == "AccountOpened":
                account = each.stream
                holds = {"account": account, "person": each.event.holder.person, "name": names[account]}
                if holds[known] in ("account-11", "account-14", "p-1", "Ada Lovelace"):
                    names[account] = FORGOTTEN

    report = judge(exercise("14-erase"), answer)
    assert report.misconception == "one bank by heart"
    assert report.points <= 2
    assert "at another bank: names still says 'Eva Hesse' for account-21" in told("14-erase", answer)


def test_a_job_that_works_once_only_is_not_said_to_know_one_bank_by_heart() -> None:
    runs: list[int] = []

    def answer(store: Any, vault: Any, names: Any) -> None:
        runs.append(1)
        if len(runs) == 1:
            daily(store, vault, names)

    report = judge(exercise("14-erase"), answer)
    assert report.misconception is None
    assert "at another bank: the vault still opens 'Eva Hesse' for r-6" in " ".join(str(report).split())


def test_the_worlds_of_erase_have_no_account_person_or_due_name_in_common() -> None:
    watched = _observe(daily)
    for what in ("accounts", "persons"):
        every = [each for run in watched.values() for each in set(run[what])]
        assert len(every) == len(set(every))
    assert len({run["before"][0] for run in watched.values()}) == 3
    assert all(run["before"][4] == run["before"][0] for run in watched.values())


def test_shredding_whoever_asked_one_by_one_is_right_too() -> None:
    def answer(store: Any, vault: Any, names: Any) -> None:
        for each in store.read_all():
            if each.type == "AccountOpened" and vault.entry(each.event.holder.person).requested:
                with contextlib.suppress(StillRetained):
                    vault.shred(each.event.holder.person)
                    names[each.stream] = FORGOTTEN

    assert judge(exercise("14-erase"), answer).points == 5


def test_a_report_of_other_things_than_lines_is_told_what_it_gave() -> None:
    assert "gave back {'hour': 3}" in told("14-late", lambda departures, lateness_min: {"hour": 3})
    assert "your code gave back None" in told("14-late", lambda departures, lateness_min: None)


def test_two_receipts_single_out_ada_in_a_street_of_two_hundred() -> None:
    draw = Random(1).random
    prices = (320, 450, 480, 560, 650, 720, 890, 990, 1210, 1490, 1990, 2450)
    street = [sorted((int(draw() * 28) + 1, prices[int(draw() * 12)]) for _ in range(12)) for _ in range(200)]

    def fit(*receipts: tuple[int, int]) -> list[int]:
        return [n for n, account in enumerate(street) if all(each in account for each in receipts)]

    assert len(fit((2, 560))) == 9
    assert len(fit((2, 560), (5, 650))) == 2
    assert fit((5, 650), (20, 890)) == [42]
