"""`explored` brings what the lab found back as plain data, and `broken` makes a finding of it."""

import json
from typing import Any

from companion.exercises.schedules import broken, explored
from companion.lab import Disk


def run(handler: Any, seeds: int = 100) -> dict[str, Any]:
    def owed(disk: Any) -> str | None:
        expected = len(disk.sent)
        return None if disk.count == expected else f"counted {disk.count}, expected {expected}"

    return explored(
        lambda disk: lambda event: handler(disk, event),
        ["A", "B"],
        owed,
        disk=lambda: Disk(count=0, seen=[]),
        label=str,
        seeds=seeds,
    )


def once(disk: Any, event: str) -> None:
    if event not in disk.seen:
        disk.seen.append(event)
        disk.count += 1


def every_time(disk: Any, event: str) -> None:
    disk.count += 1


def endless(disk: Any, event: str) -> None:
    while True:
        try:
            disk.count += 1
        except BaseException:
            continue


def test_a_handler_that_survives_makes_no_finding() -> None:
    found = run(once)
    assert found["ok"]
    assert found["schedules"] == 100
    assert broken(found) is None


def test_a_handler_that_breaks_makes_the_smallest_finding() -> None:
    found = run(every_time)
    finding = broken(found)
    assert finding is not None
    assert found["order"] == "A A"
    assert finding.evidence == "delivered A A: counted 2, expected 1"
    assert finding.seed == found["seed"]
    assert [step["kind"] for step in finding.schedule] == ["deliver", "duplicate"]


def test_an_endless_handler_is_stopped_within_the_small_budget() -> None:
    finding = broken(run(endless))
    assert finding is not None
    assert finding.evidence == "your code stopped after 200,000 steps: does a loop never end?"


def test_what_was_found_survives_json() -> None:
    assert json.loads(json.dumps(run(every_time))) == run(every_time)
