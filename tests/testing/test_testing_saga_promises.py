"""Our saga engine keeps every promise of the public suite, on a store in memory and on one that lasts."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from companion.sourcing import SQLiteStore
from companion.testing import CompanionSaga, SagaPromises


class TestOnMemory(SagaPromises):
    @pytest.fixture
    def engine(self) -> Callable[..., Any]:
        return CompanionSaga


class TestOnSQLite(SagaPromises):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Callable[..., Any]]:
        store, numbers = SQLiteStore(tmp_path / "sagas.db", durability="NORMAL"), itertools.count(1)

        def with_clock(clock: Any) -> SQLiteStore:
            store.clock = clock
            return store

        yield lambda tasks, clock: CompanionSaga(tasks, clock, with_clock, id=f"s-{next(numbers)}")
        store.close()
