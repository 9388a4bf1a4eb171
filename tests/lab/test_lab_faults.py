"""What each fault does to a handler, and what a failing handler does to a schedule."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from companion.bus import Bus
from companion.events import Event
from companion.lab import Counterexample, Crash, Disk, explore, replay
from companion.lab.play import World, play, points_passed

Handler = Callable[[str], object]


def world(build: Callable[[Disk], Handler], events: str = "AB") -> World:
    return World(build, tuple(events), lambda disk: None, lambda: Disk(log=[]), tuple(events))


def logged(choices: Any, build: Callable[[Disk], Handler] | None = None) -> list[str]:
    """What the handler wrote down: by default the events as they came."""
    ended: list[Disk] = []

    def keep(disk: Disk) -> None:
        ended.append(disk)

    build = build or (lambda disk: disk.log.append)
    found = replay(choices, build, ("A", "B"), keep, disk=lambda: Disk(log=[]))
    assert found.ok, found
    return list(ended[-1].log)


def passing_points(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        disk.log.append(f"{event} began")
        disk.clock.point("began")
        disk.log.append(f"{event} charged")
        disk.clock.point("charged")
        disk.log.append(f"{event} done")

    return handle


def test_a_duplicate_is_delivered_again() -> None:
    assert logged([("deliver", 0, 0), ("deliver", 1, 0), ("duplicate", 0, 0)]) == ["A", "B", "A"]


def test_a_dropped_event_is_never_delivered_but_was_sent() -> None:
    found = replay([("drop", 0, 0), ("deliver", 1, 0)], lambda disk: disk.log.append, ("A", "B"),
                   lambda disk: f"{disk.log} of {disk.sent}", disk=lambda: Disk(log=[]))  # fmt: skip
    assert isinstance(found, Counterexample)
    assert found.problem == "['B'] of ('A', 'B')"


def test_a_delayed_event_comes_when_the_clock_has_moved() -> None:
    def with_time(disk: Disk) -> Handler:
        return lambda event: disk.log.append(f"{event} at {disk.clock.elapsed_s:g}")

    assert logged([("deliver", 1, 0), ("delay", 0, 3600)], with_time) == ["B at 0", "A at 3600"]


@pytest.mark.parametrize(
    ("place", "point", "left"),
    [
        (0, "before delivery", []),
        (1, "began", ["A began"]),
        (2, "charged", ["A began", "A charged"]),
        (3, "before acknowledgement", ["A began", "A charged", "A done"]),
        (9, "before acknowledgement", ["A began", "A charged", "A done"]),
    ],
)
def test_a_crash_happens_at_its_point_and_the_delivery_is_repeated(
    place: int, point: str, left: list[str]
) -> None:
    choices = [("crash", 0, place), ("deliver", 0, 0)]
    assert logged(choices, passing_points) == [*left, "A began", "A charged", "A done"]
    played = play(world(passing_points), [("crash", 0, place), ("deliver", 0, 0)])
    assert played.points == (point,)


def test_the_handler_is_built_again_after_a_crash_and_forgets_what_it_held_in_memory() -> None:
    def counting(disk: Disk) -> Handler:
        seen: list[str] = []

        def handle(event: str) -> None:
            seen.append(event)
            disk.log.append(len(seen))

        return handle

    assert logged([("deliver", 0, 0), ("deliver", 1, 0)], counting) == [1, 2]
    assert logged([("deliver", 0, 0), ("crash", 1, 0), ("deliver", 1, 0)], counting) == [1, 1]


def swallowing(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        try:
            disk.clock.point("charged")
        except BaseException:
            disk.log.append("too late")
            with suppress(BaseException):
                disk.swallowed = True

    return handle


def test_catching_the_crash_changes_nothing() -> None:
    assert logged([("crash", 0, 1), ("deliver", 0, 0)], swallowing) == []


def test_an_event_handled_and_not_acknowledged_is_redelivered() -> None:
    assert logged([("crash", 0, 1), ("deliver", 0, 0)]) == ["A", "A"]


def test_the_points_of_one_delivery_are_counted_where_nothing_goes_wrong() -> None:
    assert points_passed(world(passing_points)) == 2
    assert points_passed(world(lambda disk: disk.log.append)) == 0


def remembers_after_charging(disk: Disk) -> Handler:
    def handle(event: str) -> None:
        if event in disk.log:
            return
        disk.charged += 1
        disk.clock.point("after charge")
        disk.log.append(event)

    return handle


def once_each(disk: Disk) -> str | None:
    return (
        None
        if disk.charged == len(disk.sent)
        else f"charged {disk.charged} times for {len(disk.sent)} orders"
    )


def test_a_crash_between_the_effect_and_the_memory_of_it_is_found() -> None:
    found = explore(
        remembers_after_charging,
        "AB",
        once_each,
        faults=("crash",),
        disk=lambda: Disk(charged=0, log=[]),
        label=str,
    )
    assert str(found).splitlines()[:3] == [
        "charged 2 times for 1 orders",
        "  1. A is delivered; the process crashes at 'after charge'",
        "  2. A is redelivered",
    ]


def test_the_same_handler_survives_every_fault_but_the_crash() -> None:
    found = explore(
        remembers_after_charging,
        "AB",
        once_each,
        faults=("duplicate", "reorder", "delay"),
        disk=lambda: Disk(charged=0, log=[]),
    )
    assert found.ok


def test_a_memory_that_expires_is_beaten_by_a_late_repeat() -> None:
    def forgets_after_an_hour(disk: Disk) -> Handler:
        def handle(event: str) -> None:
            now = disk.clock.elapsed_s
            if now - disk.seen.get(event, -1e9) < 3600:
                return
            disk.seen[event] = now
            disk.charged += 1

        return handle

    found = explore(
        forgets_after_an_hour,
        "AB",
        once_each,
        faults=("duplicate", "delay"),
        disk=lambda: Disk(charged=0, seen={}),
        label=str,
    )
    assert isinstance(found, Counterexample)
    assert [(step.kind, step.label, step.late_s) for step in found.schedule] == [
        ("deliver", "A", 0),
        ("delay", "A", 3600),
    ]
    assert "2. A is delivered again, 1 hour late" in str(found)


def test_a_lost_event_breaks_an_invariant_that_does_not_allow_it() -> None:
    def nothing_lost(disk: Disk) -> str | None:
        lost = [event for event in disk.sent if event not in disk.log]
        return f"nobody heard of {', '.join(lost)}" if lost else None

    def explored(invariant: Callable[[Disk], str | None]) -> object:
        return explore(
            lambda disk: disk.log.append,
            "AB",
            invariant,
            faults=("drop",),
            disk=lambda: Disk(log=[]),
            label=str,
        )

    assert str(explored(nothing_lost)).splitlines()[:2] == ["nobody heard of A", "  1. A is lost"]
    assert explored(lambda disk: None).ok


def test_a_handler_that_fails_is_tried_three_times_in_all() -> None:
    def explored(failures: int) -> bool:
        def failing(disk: Disk) -> Handler:
            def handle(event: str) -> None:
                disk.tries += 1
                if disk.tries <= failures:
                    raise ValueError("not yet")

            return handle

        return explore(failing, "A", lambda disk: None, disk=lambda: Disk(tries=0), seeds=1).ok

    assert explored(2)
    assert not explored(3)


def test_a_handler_that_keeps_failing_is_a_violation_named_after_its_error() -> None:
    def poison(disk: Disk) -> Handler:
        def handle(event: str) -> None:
            if event == "B":
                raise ValueError("no such order")

        return handle

    found = explore(poison, "AB", lambda disk: None, label=str)
    assert isinstance(found, Counterexample)
    assert found.problem == "B was given up after 3 attempts: ValueError: no such order"
    assert [step.label for step in found.schedule] == ["B"]
    assert isinstance(found.error, ValueError)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
@pytest.mark.parametrize("faults", [("duplicate",), ("crash",)])
def test_a_base_exception_is_passed_on_unchanged(stop: type[BaseException], faults: tuple[str, ...]) -> None:
    def stopped(disk: Disk) -> Handler:
        def handle(event: str) -> None:
            raise stop

        return handle

    with pytest.raises(stop):
        explore(stopped, "A", lambda disk: None, faults=faults)


def test_a_crash_that_the_lab_did_not_cause_is_passed_on() -> None:
    def crashing_once() -> Callable[[Disk], Handler]:
        left = [Crash("mine")]

        def handle(event: str) -> None:
            if left:
                raise left.pop()

        return lambda disk: handle

    with pytest.raises(Crash):
        replay([("deliver", 0, 0)], crashing_once(), "A", lambda disk: None)
    with pytest.raises(Crash):
        replay([("crash", 0, 1), ("deliver", 0, 0)], crashing_once(), "A", lambda disk: None)


def test_an_error_in_build_or_invariant_is_raised() -> None:
    def bad(_: object) -> Any:
        raise LookupError("mine")

    with pytest.raises(LookupError):
        explore(bad, "A", lambda disk: None)
    with pytest.raises(LookupError):
        explore(lambda disk: str, "A", bad)


def test_the_invariant_is_called_once_after_the_last_delivery() -> None:
    asked: list[list[str]] = []

    def invariant(disk: Disk) -> None:
        asked.append(list(disk.log))

    choices = [("deliver", 0, 0), ("deliver", 1, 0), ("duplicate", 0, 0)]
    replay(choices, lambda disk: disk.log.append, "AB", invariant, disk=lambda: Disk(log=[]))
    assert asked == [["A", "B", "A"]]


class TicketSold(Event):
    ticket: str


def a_bus_that_charges(disk: Disk) -> Callable[[TicketSold], object]:
    """A whole bus as the handler: what it knows is gone in a crash, what it wrote on the disk is not."""
    bus = Bus(disk.clock)

    @bus.service("Payment").on(TicketSold)
    def charge(event: TicketSold) -> None:
        if event.ticket in disk.log:
            return
        disk.charged += 1
        bus.clock.point("after charge")
        disk.log.append(event.ticket)

    return bus.publish


def test_a_crash_passes_a_bus_and_its_retries() -> None:
    found = explore(
        a_bus_that_charges,
        [TicketSold(ticket="A"), TicketSold(ticket="B")],
        once_each,
        faults=("crash",),
        disk=lambda: Disk(charged=0, log=[]),
        label=lambda event: event.ticket,
    )
    assert isinstance(found, Counterexample)
    assert [(step.kind, step.label, step.point) for step in found.schedule] == [
        ("crash", "A", "after charge"),
        ("deliver", "A", ""),
    ]
