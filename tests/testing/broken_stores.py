"""Stores that break one promise each, as real ones have."""

from broken_lasting import Remote
from broken_races import NoLock
from broken_reading import NaiveOrder
from broken_subscribers import KeepsTheCheckpoint
from broken_subtle import NothingToCommit
from broken_values import LatinOne
from broken_writing import BeyondTheEnd, VersionsFromZero
from caught import BROKEN_STORES

__all__ = [
    "BROKEN_STORES", "BeyondTheEnd", "KeepsTheCheckpoint", "LatinOne", "NaiveOrder", "NoLock",
    "NothingToCommit", "Remote", "VersionsFromZero",
]  # fmt: skip
