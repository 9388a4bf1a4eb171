"""Every broker of ours keeps every promise of the public suite."""

from typing import Any

from companion.delivery import MemoryBroker
from companion.testing import BrokerPromises, Opening


class TestMemoryBroker(BrokerPromises):
    virtual = True
    lasts = False
    processes = False

    def opening(self, **settings: Any) -> Opening:
        return Opening(MemoryBroker, **settings)
