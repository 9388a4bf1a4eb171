"""Every store of ours keeps every promise of the public suite."""

from pathlib import Path

from companion.sourcing import MemoryStore
from companion.testing import Opening, StorePromises


class TestMemoryStore(StorePromises):
    lasts = False

    def opening(self, folder: Path) -> Opening:
        return Opening(MemoryStore)
