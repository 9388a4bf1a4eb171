"""Sagas: business transactions over several services, that end as a whole or are undone as a whole.

`Saga` is orchestrated: its log is one stream of an event store, and nothing else remembers anything. Promises
that a saga goes on after a crash at any point, that its effects happen once if services keep their keys
(`Effects`), and that once compensating it never goes forward again. A compensation is an undo in business
terms, not a rollback: what others saw meanwhile, they saw.
"""

from __future__ import annotations

from .definition import MUST_SUCCEED_ATTEMPTS, PENDING, Backoff, Step
from .effects import Effects, StoredEffects
from .errors import (
    BadDefinition,
    BadResult,
    BadSagaData,
    ForeignEvent,
    NotStuck,
    SagaDefinitionChanged,
    SagaError,
    StartedWithOtherData,
    StepNotReached,
    UnknownSaga,
    UnknownStep,
)
from .listing import stuck, unfinished
from .progress import COMPENSATED, COMPLETED, RUNNING, STUCK, WAITING, Outcome, SagaRun
from .saga import Saga
from .values import SagaData

__all__ = [
    "COMPENSATED", "COMPLETED", "MUST_SUCCEED_ATTEMPTS", "PENDING", "RUNNING", "STUCK", "WAITING", "Backoff",
    "BadDefinition", "BadResult", "BadSagaData", "Effects", "ForeignEvent", "NotStuck", "Outcome", "Saga",
    "SagaData", "SagaDefinitionChanged", "SagaError", "SagaRun", "StartedWithOtherData", "Step",
    "StepNotReached", "StoredEffects", "UnknownSaga", "UnknownStep", "stuck", "unfinished",
]  # fmt: skip
