"""The saga promises have teeth: each engine that is broken on purpose is caught, by name."""

from typing import Any

import pytest
from broken_sagas import BROKEN_SAGAS
from mini_saga import MiniSaga

from companion.testing import SAGA_PROMISES, CompanionSaga, judge

BY_NAME = {promise.name: promise for promise in SAGA_PROMISES}


@pytest.mark.parametrize("engine", [CompanionSaga, MiniSaga], ids=lambda engine: engine.__name__)
def test_an_honest_engine_breaks_nothing(engine: Any) -> None:
    judgement = judge(SAGA_PROMISES, engine)
    assert not judgement.broken, str(judgement)
    assert len(judgement.kept) == len(SAGA_PROMISES)


@pytest.mark.parametrize("engine", BROKEN_SAGAS, ids=lambda engine: engine.__name__)
def test_a_broken_engine_is_caught_by_the_promise_it_breaks(engine: Any) -> None:
    promise, says = BROKEN_SAGAS[engine]
    broken = judge(SAGA_PROMISES, engine).broken
    print(f"\n{engine.__name__}: {(engine.__doc__ or '').strip()}")
    print("\n".join(f"  BREAKS {name}: {evidence[:160]}" for name, evidence in broken.items()))
    assert promise in broken
    assert says in broken[promise]


def test_every_promise_catches_a_broken_engine() -> None:
    assert set(BY_NAME) == {promise for promise, _ in BROKEN_SAGAS.values()}


def test_each_promise_says_why_it_matters() -> None:
    assert [promise.name for promise in SAGA_PROMISES if not promise.why] == []
