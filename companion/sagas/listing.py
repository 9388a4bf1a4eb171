"""Which sagas of a store want attention: found in the logs, without their definitions."""

from __future__ import annotations

from companion.sourcing import EventStore, UnreadableEvent

from .errors import ForeignEvent
from .log import PREFIX
from .progress import COMPENSATED, COMPLETED, STUCK, SagaRun, folded
from .values import SagaData


def unfinished(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga that has not ended, by name of its stream: what to run again after a crash.

    Reads the log of each saga in the store, the ended ones too. A log that cannot be read hides no other: it
    is listed as STUCK, with the error as its reason.
    """
    runs = (_seen(store, stream) for stream in store.streams(PREFIX))
    return tuple(run for run in runs if run.outcome not in (COMPLETED, COMPENSATED))


def _seen(store: EventStore, stream: str) -> SagaRun:
    saga, _, id = stream.removeprefix(PREFIX).partition(":")
    try:
        return folded(store.read(stream)).seen(saga, id)
    except (ForeignEvent, UnreadableEvent) as error:
        return SagaRun(saga, id, STUCK, SagaData(), reason=str(error))


def stuck(store: EventStore) -> tuple[SagaRun, ...]:
    """Every saga an operator must look at: `step` and `reason` say at what. See `Saga.retry` and
    `Saga.resolve`.
    """
    return tuple(run for run in unfinished(store) if run.outcome is STUCK)
