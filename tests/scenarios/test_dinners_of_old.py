"""Seven changes over one log, a roll-out in two orders, and a snapshot of yesterday's code."""

import pytest

from companion.events import UnknownName, registered
from companion.scenarios.dinners_of_old import COLUMNS, roll_out, seven_changes
from companion.scenarios.stale_snapshot import balances


def test_one_of_seven_changes_leaves_all_three_as_they_should_be() -> None:
    changes = seven_changes()
    assert len(changes) == 7
    good = [each.name for each in changes if each.old_log and each.old_program and each.right]
    assert good == ["new field with a default"]


@pytest.mark.parametrize(
    ("name", "old_log", "old_program", "revenue_cents"),
    [
        ("renamed", False, False, None),
        ("renamed, with a default", True, False, 1_000),
        ("renamed, schema 2 and an upcaster", True, False, 5_550),
        ("new field with a default", True, True, 5_550),
        ("new field without a default", False, True, None),
        ("field dropped", True, False, 0),
        ("same field, now with tax", True, True, 5_740),
    ],
)
def test_a_change_does_what_the_grid_says(
    name: str, old_log: bool, old_program: bool, revenue_cents: int | None
) -> None:
    change = next(each for each in seven_changes() if each.name == name)
    assert (change.old_log, change.old_program, change.revenue_cents) == (old_log, old_program, revenue_cents)
    assert len(change.cells) == len(COLUMNS)


def test_what_the_runs_register_is_forgotten() -> None:
    seven_changes()
    roll_out("writer")
    with pytest.raises(UnknownName):
        registered("DinnerOrdered")


def test_the_writer_first_and_rolled_back_leaves_five_readable_events_behind_one() -> None:
    stuck = roll_out("writer")
    assert stuck.lag == 6
    assert "reads 1, then UnknownSchemaVersion" in repr(stuck)
    assert "reads 0, then UnknownSchemaVersion" in repr(stuck)


def test_readers_first_read_all_seven() -> None:
    assert roll_out("readers").lag == 0
    assert "reads 7" in repr(roll_out("readers"))


def test_another_order_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="first='both'"):
        roll_out("both")


@pytest.mark.parametrize(
    ("before", "both"),
    [
        (["fee"], (-10, -10)), (["deposit", "deposit"], (1000, 1000)), (["deposit", "fee"], (500, 490)),
        (["fee", "fee"], (0, -20)), (["deposit", "deposit", "fee"], (990, 990)),
    ],
)  # fmt: skip
def test_a_snapshot_that_swallowed_a_fee_lies_and_no_other(before: list[str], both: tuple[int, int]) -> None:
    assert balances(before) == both
    kept, folded = balances(before, "account-2")
    assert kept == folded


@pytest.mark.parametrize("deposits", range(4))
def test_a_stale_snapshot_does_not_age_out(deposits: int) -> None:
    kept, folded = balances(["deposit", "fee"], after=deposits)
    assert (kept, folded) == (500 * (deposits + 1), 500 * (deposits + 1) - 10)
