"""Several ways to write the code, counted side by side; the point behind a count is told when asked."""

from typing import Any

import pytest

from companion import picture_of
from companion.lab import CrashTable, Disk, crash_points, crash_table


def charge_first(disk: Any) -> None:
    disk.charged += 1
    disk.clock.point("after charge")
    disk.shipped = True
    disk.clock.point("after shipping")


def ship_first(disk: Any) -> None:
    if not disk.shipped:
        disk.shipped = True
        disk.clock.point("after shipping")
        disk.charged += 1


def all_at_once(disk: Any) -> None:
    disk.charged, disk.shipped = 1, True
    disk.clock.point("after all")


def nothing(disk: Any) -> None:
    disk.clock.point("after nothing")


def starts_once(disk: Any) -> None:
    if disk.charged:
        raise RuntimeError("there is a charge already")
    charge_first(disk)


INVARIANTS = {
    "charged once": lambda disk: None if disk.charged == 1 else f"charged {disk.charged} times",
    "shipped": lambda disk: None if disk.shipped else "not shipped",
}


def struck(run: Any) -> Any:
    return crash_points(run, INVARIANTS, disk=lambda: Disk(charged=0, shipped=False))


@pytest.fixture
def table() -> CrashTable:
    runs = {"charge, ship": charge_first, "ship, charge": ship_first, "together": all_at_once}
    return crash_table({name: struck(run) for name, run in runs.items()}, title="Order does not help")


def test_a_row_is_a_way_and_a_cell_counts_the_points_that_break_it(table: CrashTable) -> None:
    assert repr(table).splitlines() == [
        "Order does not help",
        "At how many of its points a crash breaks it, out of how many (13 runs)",
        "code          charged once  shipped",
        "charge, ship  3 of 3        0 of 3",
        "ship, charge  1 of 2        0 of 2",
        "together      0 of 2        0 of 2",
    ]


def test_several_worlds_are_columns_that_count_any_broken_invariant() -> None:
    rows = {"charge first": {"van": struck(charge_first), "no van": struck(nothing)}}
    table = crash_table(rows, title="Worlds", corner="orchestrator")
    assert table.columns == ("van", "no van")
    assert repr(table).splitlines()[-1].split("  ")[-2:] == ["3 of 3", "without a crash"]


def test_a_run_that_was_given_up_has_its_column_in_every_row() -> None:
    found = {"asks": struck(starts_once), "together": struck(all_at_once)}
    table = crash_table(found, title="Ends")
    assert table.columns == ("charged once", "shipped", "the run ends")
    assert table.cells["together", "the run ends"].words == "0 of 2"
    assert table.cells["asks", "the run ends"].words == "3 of 3"


def test_code_that_differs_between_equal_runs_proves_nothing() -> None:
    seen: list[int] = []

    def strays(disk: Any) -> None:
        seen.append(1)
        all_at_once(disk)
        if len(seen) % 2:
            disk.clock.point("sometimes")

    table = crash_table({"strays": struck(strays)}, title="Strays")
    assert table.cells["strays", "shipped"].words == "unproved"


def test_the_picture_shows_what_breaks_and_what_does_not(table: CrashTable) -> None:
    shapes = [box.shape for box in table.picture().layout.nodes]
    assert shapes == ["octagon", "table", "octagon", "table", "table", "table"]
    assert table._repr_html_() == table.picture()._repr_html_()


def test_a_picture_of_what_has_none_is_refused_by_its_kind() -> None:
    with pytest.raises(TypeError, match="no picture of a dict"):
        picture_of({})
