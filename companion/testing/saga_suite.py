"""The saga promises, all of them."""

from __future__ import annotations

from typing import Final

from . import saga_promises
from .promise import Promise, promises_of
from .saga_world import Engine

SAGA_PROMISES: Final[tuple[Promise[Engine], ...]] = promises_of(saga_promises)
