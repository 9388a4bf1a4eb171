"""Disks of the lab for the scenarios that run on any store."""

import itertools

import pytest

from companion.lab import StoreDisk
from companion.sourcing import MemoryStore


@pytest.fixture(params=["memory", "sqlite"])
def disks(request, tmp_path):
    """`disks(prepare, mails=[])` is a factory of fresh disks whose store was prepared by `prepare(store)`."""
    number = itertools.count()
    made = []

    def opener():
        if request.param == "memory":
            return lambda clock: MemoryStore(clock=clock)
        from companion.sourcing.sqlite import SQLiteStore

        path = tmp_path / f"{next(number)}.db"
        return lambda clock: SQLiteStore(path, clock=clock, durability="NORMAL")

    def disks(prepare=lambda store: None, **initial):
        def fresh():
            disk = StoreDisk(opener(), **initial)
            made.append(disk)
            prepare(disk.store)
            return disk

        return fresh

    yield disks
    for disk in made:
        disk.let_go()
