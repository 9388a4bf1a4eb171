"""What careless handlers, disks and recorded choices meet in the lab: an end, and a sentence."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from companion.events import BadInput
from companion.lab import Disk, explore, replay


def counting(disk: Any) -> Callable[[Any], None]:
    def handle(event: Any) -> None:
        disk.count += 1

    return handle


def empty() -> Disk:
    return Disk(count=0)


def test_the_search_is_bounded_for_a_long_schedule_that_needs_nearly_all_its_deliveries() -> None:
    class TooLong(BaseException):
        """Ends the test, where an unbounded search would not."""

    played = 0

    def build(disk: Any) -> Callable[[Any], None]:
        def handle(event: Any) -> None:
            nonlocal played
            played += 1
            disk.count += 1
            if played > 3_000_000:
                raise TooLong

        return handle

    found = explore(build, range(200), lambda disk: None if disk.count < 210 else "too many", disk=empty)
    assert not found.ok
    assert found.problem == "too many"


def test_a_value_that_a_disk_cannot_hold_is_named_at_the_crash() -> None:
    def build(disk: Any) -> Callable[[Any], None]:
        def handle(event: Any) -> None:
            disk.lock = threading.Lock()
            disk.clock.point("locked")

        return handle

    with pytest.raises(BadInput, match=r"value of a disk .*lock.*: it is disk.lock.* plain data"):
        explore(build, [1, 2], lambda disk: None, disk=empty, faults=("crash",))


def test_an_error_whose_text_fails_is_named_by_its_type() -> None:
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise ZeroDivisionError

    def build(disk: Any) -> Callable[[Any], None]:
        def handle(event: Any) -> None:
            raise Unspeakable

        return handle

    found = explore(build, [1], lambda disk: None, disk=empty)
    assert found.problem == "e0 was given up after 3 attempts: Unspeakable"


def test_a_build_that_forgot_to_return_its_handler_is_told_so() -> None:
    def build(disk: Any) -> Any:
        counting(disk)

    with pytest.raises(BadInput, match=r"build\(disk\) returned None: let it return the function"):
        explore(build, [1], lambda disk: None, disk=empty)


@pytest.mark.parametrize(
    "choice",
    [("deliver", 7, 0), ("deliver", -1, 0), ("explode", 0, 0), ("delay", 0, -5), ("deliver",), "abc", 5],
)
def test_choices_that_do_not_fit_the_events_are_refused(choice: Any) -> None:
    with pytest.raises(ValueError, match="is not a choice for 1 events"):
        replay([choice], counting, [1], lambda disk: None, disk=empty)
