"""Our broker on Kafka keeps every promise of the public suite.

Its members wait for each other most of the time, so it has a file of its own, which another process can take.
The table of promises is in `test_broker_promises.py`.
"""

from typing import Any

import pytest

from companion.engines import KafkaBroker
from companion.testing import BrokerPromises, Opening


class TestKafkaBroker(BrokerPromises):
    counts_tries = False
    waits_for_answers = False  # the mock deals partitions out after a second, whoever is still at work
    session_s = 5.0  # shorter than a busy machine may stand still would be a death of its own
    quiet_s = 0.2
    examples = 2

    @pytest.fixture(autouse=True)
    def _cluster(self, kafka_bootstrap: str) -> None:
        self.bootstrap = kafka_bootstrap

    def opening(self, **settings: Any) -> Opening:
        return Opening(KafkaBroker, self.bootstrap, **settings)
