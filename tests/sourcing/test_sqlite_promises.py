"""The SQLite store keeps every promise of a store, in both durabilities."""

from pathlib import Path

from companion.sourcing import SQLiteStore
from companion.testing import Opening, StorePromises


class TestFull(StorePromises):
    """What survives a power cut."""

    def opening(self, folder: Path) -> Opening:
        return Opening(SQLiteStore, folder / "events.db")


class TestNormal(StorePromises):
    """What survives a crash of the process."""

    def opening(self, folder: Path) -> Opening:
        return Opening(SQLiteStore, folder / "events.db", durability="NORMAL")
