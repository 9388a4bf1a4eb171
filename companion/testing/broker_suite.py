"""The broker promises, all of them, in the order in which one would learn them."""

from __future__ import annotations

from typing import Final

from . import (
    broker_endings,
    broker_lag,
    broker_lasting,
    broker_letters,
    broker_members,
    broker_model,
    broker_order,
    broker_processes,
    broker_redelivery,
    broker_values,
)
from .broker_backend import BrokerBackend
from .promise import Promise, promises_of

BROKER_PROMISES: Final[tuple[Promise[BrokerBackend], ...]] = promises_of(
    broker_order, broker_values, broker_redelivery, broker_letters, broker_lag, broker_members,
    broker_endings, broker_model, broker_lasting, broker_processes,
)  # fmt: skip
