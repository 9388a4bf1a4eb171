"""The suites as pytest classes: derive one, say how your thing is opened, and every promise is a test.

    class TestMyStore(StorePromises):
        def opening(self, folder):
            return Opening(MyStore, folder / "events.db")

A promise about what the store does without is skipped, with the reason.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

try:
    import pytest
except ImportError:
    raise ImportError(
        "The suites run under pytest, which is missing: pip install pytest. Without it, "
        "companion.testing.judge tries the same promises."
    ) from None

from companion.cqrs.projection import Projection
from companion.cqrs.view import View
from companion.delivery.broker import Broker
from companion.sourcing.store import EventStore

from .backend import Backend, Opening
from .broker_backend import BrokerBackend
from .broker_suite import BROKER_PROMISES
from .promise import Lacking, Promise
from .saga_suite import SAGA_PROMISES
from .saga_world import Engine
from .store_suite import STORE_PROMISES
from .view_backend import ViewBackend, memory_store
from .view_suite import VIEW_PROMISES


def _named(promise: Promise[Any]) -> str:
    return promise.name.replace(" ", "-")


def _try(promise: Promise[Any], subject: object) -> None:
    try:
        promise(subject)
    except Lacking as lacking:
        pytest.skip(lacking.reason)


class StorePromises:
    """Every promise of an event store, as a test. Override `opening`, and what your store does without.

    `lasts`, `sql`, `damage`, `cut`, `lose`, `patience_s` and `settle_s` are those of `Backend`.
    """

    lasts = True
    sql = True
    damage: Any = None
    cut: Any = None
    lose: Any = None
    patience_s: float = 300
    settle_s: float = 20

    def opening(self, folder: Path) -> Opening[EventStore]:
        """How a new, empty store is opened. `folder` is new and empty at each call."""
        raise NotImplementedError("say how your store is opened: return Opening(MyStore, ...)")

    @pytest.fixture
    def backend(self, tmp_path: Path) -> Backend:
        """What the promises are tried on."""
        numbers = count(1)

        def opening() -> Opening[EventStore]:
            folder = tmp_path / f"store-{next(numbers)}"
            folder.mkdir()
            return self.opening(folder)

        return Backend(opening, lasts=self.lasts, sql=self.sql, damage=self.damage, cut=self.cut,
                       lose=self.lose, patience_s=self.patience_s, settle_s=self.settle_s)  # fmt: skip

    @pytest.mark.parametrize("promise", STORE_PROMISES, ids=_named)
    def test_it_keeps_the_promise(self, promise: Promise[Backend], backend: Backend) -> None:
        """One promise."""
        _try(promise, backend)


class BrokerPromises:
    """Every promise of a broker, as a test. Override `opening`, and what your broker does without.

    The other attributes are those of `BrokerBackend`.
    """

    virtual = False
    lasts = True
    processes = True
    counts_tries = True
    waits_for_answers = True
    backoff_s: float = 0.05
    session_s: float = 6.0
    quiet_s: float = 0.3
    patience_s: float = 300
    examples: int = 30

    def opening(self, **settings: Any) -> Opening[Broker]:
        """How a broker with these settings is opened."""
        raise NotImplementedError("say how your broker is opened: return Opening(MyBroker, ..., **settings)")

    @pytest.fixture
    def backend(self) -> BrokerBackend:
        """What the promises are tried on."""
        return BrokerBackend(
            self.opening, virtual=self.virtual, lasts=self.lasts, processes=self.processes,
            counts_tries=self.counts_tries, waits_for_answers=self.waits_for_answers,
            backoff_s=self.backoff_s, session_s=self.session_s, quiet_s=self.quiet_s,
            patience_s=self.patience_s, examples=self.examples,
        )  # fmt: skip

    @pytest.mark.parametrize("promise", BROKER_PROMISES, ids=_named)
    def test_it_keeps_the_promise(self, promise: Promise[BrokerBackend], backend: BrokerBackend) -> None:
        """One promise."""
        _try(promise, backend)


class ViewPromises:
    """Every promise of projections and views, as a test. Override `view`, `count` and `read`.

    They, `store` and the other attributes are those of `ViewBackend`.
    """

    lasts = False
    takes_back = True
    many = True
    patience_s: float = 300
    projection: type[Projection] = Projection

    def store(self) -> Opening[EventStore]:
        """How a new, empty store is opened."""
        return memory_store()

    def view(self, store: EventStore, name: str) -> View:
        """The view of that name."""
        raise NotImplementedError("say how your view is opened: return MyView(name)")

    def count(self, target: Any, key: str, id: str) -> None:
        """One more under `key`."""
        raise NotImplementedError("say how a handler counts in your view: target[key] = ...")

    def read(self, view: Any) -> dict[str, int]:
        """The counts that readers see."""
        raise NotImplementedError("say how your view is read: return {key: n}")

    @pytest.fixture
    def backend(self) -> ViewBackend:
        """What the promises are tried on."""
        return ViewBackend(
            self.view, self.count, self.read, store=self.store, lasts=self.lasts,
            takes_back=self.takes_back, many=self.many, projection=self.projection,
            patience_s=self.patience_s,
        )  # fmt: skip

    @pytest.mark.parametrize("promise", VIEW_PROMISES, ids=_named)
    def test_it_keeps_the_promise(self, promise: Promise[ViewBackend], backend: ViewBackend) -> None:
        """One promise."""
        _try(promise, backend)


class SagaPromises:
    """Every promise of a saga engine, as a test. Override `engine`."""

    @pytest.fixture
    def engine(self) -> Engine:
        """What makes one instance of a saga: `engine(tasks, clock)` returns a `JudgedSaga`."""
        raise NotImplementedError("say what runs a saga: return a function of tasks and a clock")

    @pytest.mark.parametrize("promise", SAGA_PROMISES, ids=_named)
    def test_it_keeps_the_promise(self, promise: Promise[Engine], engine: Engine) -> None:
        """One promise."""
        promise(engine)
