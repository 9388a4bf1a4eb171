"""What survives a crash."""

import pytest

from companion.lab import Crash, Disk


def test_a_disk_holds_what_it_was_given_and_what_was_written_since() -> None:
    disk = Disk(total_cents=0)
    disk.total_cents += 450
    disk.paid = ["A"]
    assert vars(disk) == {"total_cents": 450, "paid": ["A"]}


def test_reading_a_value_never_written_names_it_and_the_remedy() -> None:
    with pytest.raises(AttributeError, match=r"'paid'.*Disk\(paid=…\)"):
        print(Disk().paid)


@pytest.mark.parametrize("name", ["clock", "sent", "crash", "watch", "_saved"])
def test_a_name_the_disk_needs_itself_is_refused(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        Disk(**{name: 1})
    with pytest.raises(AttributeError, match=name):
        setattr(Disk(), name, 1)


def test_after_a_crash_every_write_crashes_again() -> None:
    disk = Disk(total_cents=0)
    disk.crash("after charge")
    with pytest.raises(Crash) as caught:
        disk.total_cents = 450
    assert caught.value.point == "after charge"
    with pytest.raises(Crash):
        del disk.total_cents
    with pytest.raises(Crash):
        disk.new = 1


def test_after_a_crash_the_clock_passes_no_point() -> None:
    disk = Disk()
    disk.clock.point("before")
    disk.crash("after charge")
    with pytest.raises(Crash):
        disk.clock.point("later")


def test_reading_after_a_crash_is_allowed() -> None:
    disk = Disk(total_cents=450)
    disk.crash("")
    assert disk.total_cents == 450


def test_the_rebuilt_disk_is_the_state_at_the_crash_also_inside_lists_and_dicts() -> None:
    disk = Disk(paid=["A"], by_customer={"Ada": [1]})
    disk.crash("")
    disk.paid.append("B")
    disk.by_customer["Ada"].append(2)
    vars(disk)["smuggled"] = 1
    assert vars(disk.rebuilt()) == {"paid": ["A"], "by_customer": {"Ada": [1]}}


def test_a_list_held_from_before_the_crash_does_not_change_the_rebuilt_disk() -> None:
    disk = Disk(paid=[])
    kept = disk.paid
    disk.crash("")
    again = disk.rebuilt()
    kept.append("ghost")
    assert again.paid == []


def test_one_list_under_two_names_is_still_one_list_after_rebuilding() -> None:
    disk = Disk(paid=["A"])
    disk.also = disk.paid
    disk.crash("")
    again = disk.rebuilt()
    assert again.also is again.paid


def test_a_second_crash_of_the_same_disk_changes_nothing() -> None:
    disk = Disk(paid=[])
    disk.crash("first")
    disk.paid.append("A")
    assert disk.crash("second").point == "first"
    assert disk.rebuilt().paid == []


def test_time_goes_on_after_a_crash() -> None:
    disk = Disk()
    disk.clock.advance(60)
    disk.crash("")
    assert disk.rebuilt().clock.elapsed_s == 60


def test_a_rebuilt_disk_can_be_written_and_can_crash_again() -> None:
    disk = Disk(n=0)
    disk.crash("")
    again = disk.rebuilt()
    again.n = 1
    again.crash("")
    assert again.rebuilt().n == 1


def test_a_rebuilt_disk_has_the_same_class() -> None:
    class Ledger(Disk):
        pass

    disk = Ledger(n=1)
    disk.crash("")
    assert type(disk.rebuilt()) is Ledger


def test_crash_is_not_an_exception_so_that_nothing_retries_it() -> None:
    assert not issubclass(Crash, Exception)


def test_a_disk_prints_what_was_written() -> None:
    assert repr(Disk(total_cents=450, paid=["A"])) == "Disk(total_cents=450, paid=['A'])"
