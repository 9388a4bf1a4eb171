"""Seeded schedules of repeats, reordering and crashes; the kept ones; and a quiet day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from companion.lab import explore, replay
from world import FAULTS, MESSAGES, build, by_id, in_memory, invariant, on_files

from box_office.decide import places
from box_office.facts import STREAM

KEPT = sorted((Path(__file__).parent.parent / "counterexamples").glob("*.json"))


def test_nothing_breaks_in_500_schedules() -> None:
    found = explore(build, MESSAGES, invariant, faults=FAULTS, seeds=500, disk=in_memory, label=by_id)
    assert found.ok, found


def test_nor_in_20_on_a_file(tmp_path: Path) -> None:
    found = explore(build, MESSAGES, invariant, faults=FAULTS, seeds=20, disk=on_files(tmp_path), label=by_id)
    assert found.ok, found


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("file", KEPT, ids=lambda file: str(file.stem))
def test_a_counterexample_found_once_is_played_for_ever(file: Path, place: int) -> None:
    recorded = json.loads(file.read_text(encoding="utf-8"))["choices"]
    choices = [(kind, at, place if kind == "crash" else 0) for kind, at, _ in recorded]
    found = replay(choices, build, MESSAGES, invariant, disk=in_memory, label=by_id)
    assert found.ok, found


def test_on_a_quiet_day_it_sells_two_tickets() -> None:
    """Invariants say what must never be. This one asks for something."""
    disk = in_memory()
    handle = build(disk)
    for message in MESSAGES:
        handle(message)
    assert places(disk.store.read_events(STREAM)) == {"Cy": "ticket", "Dee": "ticket"}
    assert disk.post == {"p1": "Ada", "p3": "Cy", "p4": "Dee"}
