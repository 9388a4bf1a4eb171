"""Crash points cover projections: a view whose checkpoint commits with it holds, one that saves it apart does
not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.cqrs import Projection, TableView
from companion.events import Event
from companion.lab import StoreDisk, crash_points

Disks = Callable[..., Callable[[], StoreDisk]]


class KettleBoiled(Event):
    kettle: str


EVENTS = [KettleBoiled(kettle=kettle) for kettle in ("red", "blue", "red")]
SETUP = ["CREATE TABLE {boiled} (kettle TEXT PRIMARY KEY, n INTEGER NOT NULL)"]
ADD_ONE = (
    "INSERT INTO {boiled} (kettle, n) VALUES (?, 1) ON CONFLICT (kettle) DO UPDATE SET n = {boiled}.n + 1"
)


def boil(disk: Any) -> TableView:
    """What was written before the view is asked for, and the view of it."""
    if not disk.store.version("kitchen"):
        disk.store.append("kitchen", EVENTS, expected=0)
    return TableView(disk.store, "kitchen", SETUP)


def counted_once(disk: Any) -> str | None:
    found = dict(TableView(disk.store, "kitchen", SETUP).rows("SELECT kettle, n FROM {boiled}"))
    return None if found == {"red": 2, "blue": 1} else f"the view shows {found}"


def catch_up(disk: Any, points: bool = True) -> None:
    """Count what is new; unless `points`, it cannot be struck while it counts."""
    projection = Projection(boil(disk))
    point = disk.clock.point if points else str

    @projection.on(KettleBoiled)
    def count(event: KettleBoiled, target: Any) -> None:
        point(f"before {event.kettle} is counted")
        target.execute(ADD_ONE, event.kettle)
        point(f"after {event.kettle} is counted")

    projection.catch_up(disk.store)


def rebuild(disk: Any) -> None:
    catch_up(disk, points=False)
    projection = Projection(TableView(disk.store, "kitchen", SETUP))

    @projection.on(KettleBoiled)
    def count(event: KettleBoiled, target: Any) -> None:
        target.execute(ADD_ONE, event.kettle)
        disk.clock.point(f"{event.kettle} is in the new view")

    projection.rebuild(disk.store)


def test_a_projection_counts_once_wherever_it_is_crashed(disks: Disks) -> None:
    grid = crash_points(catch_up, {"counted once": counted_once}, disk=disks())
    assert grid.ok, str(grid)
    assert "before blue is counted" in str(grid)


def test_a_rebuild_ends_in_a_correct_view_wherever_it_is_crashed(disks: Disks) -> None:
    grid = crash_points(rebuild, {"counted once": counted_once}, disk=disks())
    assert grid.ok, str(grid)
    assert "blue is in the new view" in str(grid)


def test_a_checkpoint_saved_apart_from_the_view_is_found_out(disks: Disks) -> None:
    def apart(disk: Any) -> None:
        view = boil(disk)
        for envelope in disk.store.subscribe("kitchen"):  # asking for the next saves the checkpoint
            with view.writing() as writing:
                writing.execute(ADD_ONE, envelope.event.kettle)

    grid = crash_points(apart, {"counted once": counted_once}, disk=disks())
    assert not grid.ok
    assert "'red': 3" in str(grid) or "'blue': 2" in str(grid)
