"""The broker promises have teeth: each broker that is broken on purpose is caught, by name.

The matrix is printed: run with `-s` to read which broker breaks which promises.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from broken_brokers import BROKEN_BROKERS
from broken_brokers_groups import ForgetsTries
from broken_brokers_letters import GoesOnCounting, OneTryMore

from companion.delivery import MemoryBroker
from companion.testing import BROKER_PROMISES, BrokerBackend, Judgement, Opening, judge

BY_NAME = {promise.name: promise for promise in BROKER_PROMISES}
SLOW = ("broker_members", "broker_model")
QUICK = [each for each in BROKER_PROMISES if each.keep.__module__.rpartition(".")[2] not in SLOW]


def backend(
    broker: Callable[..., Any], patience_s: float = 1.0, quiet_s: float = 0.05, examples: int = 60
) -> BrokerBackend:
    return BrokerBackend(
        lambda **settings: Opening(broker, **settings), virtual=True, lasts=False, processes=False,
        patience_s=patience_s, quiet_s=quiet_s, examples=examples,
    )  # fmt: skip


@pytest.fixture(scope="module")
def tried() -> Callable[[Any], Judgement]:
    """What becomes of the quick promises, and of the one that must catch it; asked once for each broker."""

    @cache
    def ask(broker: Any) -> Judgement:
        promise, _ = BROKEN_BROKERS[broker]
        quick = [each for each in QUICK if each.name != promise]
        return judge([BY_NAME[promise], *quick], backend(broker))

    return ask


@pytest.mark.parametrize("broker", BROKEN_BROKERS, ids=lambda broker: broker.__name__)
def test_a_broken_broker_is_caught_by_the_promise_it_breaks(
    broker: Any, tried: Callable[[Any], Judgement]
) -> None:
    promise, says = BROKEN_BROKERS[broker]
    broken = tried(broker).broken
    if says not in broken.get(promise, ""):  # on a busy machine its short patience may end first
        broken = judge([BY_NAME[promise]], backend(broker, patience_s=120, quiet_s=5)).broken
    print(f"\n{broker.__name__}: {(broker.__doc__ or '').strip()}")
    print("\n".join(f"  BREAKS {name}: {evidence[:160]}" for name, evidence in broken.items()))
    assert promise in broken, broken
    assert says in broken[promise]


def test_an_honest_broker_breaks_nothing() -> None:
    judgement = judge(BROKER_PROMISES, backend(MemoryBroker, patience_s=120))
    assert not judgement.broken, str(judgement)
    assert len(judgement.kept) > 55


@pytest.mark.parametrize("broker", [OneTryMore, ForgetsTries, GoesOnCounting], ids=lambda each: each.__name__)
def test_the_model_alone_catches_a_broken_broker_and_shows_the_life_it_had(broker: Any) -> None:
    promise = BY_NAME["a group is given what plain lists would give it"]
    evidence = judge([promise], backend(broker, examples=300)).broken[promise.name]
    assert evidence.startswith("after [Publish(key="), evidence


def test_no_two_promises_have_one_name_and_each_says_why_it_matters() -> None:
    assert len(BY_NAME) == len(BROKER_PROMISES)
    assert [promise.name for promise in BROKER_PROMISES if not promise.why] == []
