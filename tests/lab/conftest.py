"""Disks with a store of every kind, each with a file or schema of its own."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from companion.lab import StoreDisk
from companion.sourcing import MemoryStore

Disks = Callable[..., Callable[[], StoreDisk]]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def disks(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disks]:
    """`disks(paid=[])` is a factory of fresh disks for the lab, on each kind of store."""
    number = itertools.count()
    opener = {"memory": _memory, "sqlite": _sqlite, "postgres": _postgres}[request.param]
    place = request.getfixturevalue("postgres_url") if request.param == "postgres" else tmp_path
    made: list[StoreDisk] = []

    def disks(**initial: Any) -> Callable[[], StoreDisk]:
        def fresh() -> StoreDisk:
            disk = StoreDisk(opener(place, next(number)), **initial)
            made.append(disk)
            return disk

        return fresh

    yield disks
    for disk in made:
        disk.let_go()


def _memory(place: Any, number: int) -> Callable[[Any], Any]:
    return lambda clock: MemoryStore(clock=clock)


def _sqlite(place: Path, number: int) -> Callable[[Any], Any]:
    from companion.sourcing.sqlite import SQLiteStore

    return lambda clock: SQLiteStore(place / f"{number}.db", clock=clock, durability="NORMAL")


def _postgres(url: str, number: int) -> Callable[[Any], Any]:
    try:
        from companion.engines import PostgresStore
    except ImportError:
        pytest.skip("no PostgreSQL store yet")
    schema = f"lab_{uuid4().hex[:12]}"
    return lambda clock: PostgresStore(url, schema=schema, clock=clock)
