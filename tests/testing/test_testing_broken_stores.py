"""The store promises have teeth: each store that is broken on purpose is caught, by name.

The matrix is printed: run with `-s` to read which store breaks which promises.
"""

from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from broken_stores import BROKEN_STORES, BeyondTheEnd, KeepsTheCheckpoint, Remote, VersionsFromZero
from mini_store import MiniStore

from companion.sourcing import MemoryStore, SQLiteStore
from companion.testing import STORE_PROMISES, Backend, Opening, judge

LASTING = [store for store in BROKEN_STORES if issubclass(store, SQLiteStore)]
BY_NAME = {promise.name: promise for promise in STORE_PROMISES}
SLOW = ("store_races", "store_model", "store_processes")
LONG = ("scan gives the whole log", "a long log is read in pages of its default")
QUICK = [
    promise
    for promise in STORE_PROMISES
    if promise.keep.__module__.rpartition(".")[2] not in SLOW and promise.name not in LONG
]


def backend(store: Callable[..., Any], folder: Path, patience_s: float = 1.5) -> Backend:
    """A store of memory, or one in a file of its own at each call."""
    if store in LASTING:
        names = count(1)
        return Backend(lambda: Opening(store, folder / f"{next(names)}.db"), patience_s=120, settle_s=0,
                       lose=lambda there: Path(there.place).unlink())  # fmt: skip
    damage = getattr(store, "damage", None)
    cut = getattr(store, "cut", None)
    return Backend(lambda: Opening(store), lasts=False, damage=damage, cut=cut, patience_s=patience_s,
                   settle_s=0)  # fmt: skip


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], dict[str, str]]:
    """Which of the quick promises it breaks, and the one that must catch it; asked once for each store."""

    @cache
    def ask(store: Any) -> dict[str, str]:
        promise, says = BROKEN_STORES[store]
        quick = [] if store in LASTING else [each for each in QUICK if each.name != promise]
        folder = tmp_path_factory.mktemp("broken")
        broken = judge([BY_NAME[promise], *quick], backend(store, folder)).broken
        if says not in broken.get(promise, ""):  # on a busy machine its short patience may end first
            again = folder / "again"
            again.mkdir()
            broken = {**broken, **judge([BY_NAME[promise]], backend(store, again, patience_s=120)).broken}
        return dict(broken)

    return ask


@pytest.mark.parametrize("store", BROKEN_STORES, ids=lambda store: store.__name__)
def test_a_broken_store_is_caught_by_the_promise_it_breaks(
    store: Any, tried: Callable[[Any], dict[str, str]]
) -> None:
    promise, says = BROKEN_STORES[store]
    broken = tried(store)
    print(f"\n{store.__name__}: {(store.__doc__ or '').strip()}")
    print("\n".join(f"  BREAKS {name}: {evidence[:160]}" for name, evidence in broken.items()))
    assert promise in broken
    assert says in broken[promise]


def test_every_promise_catches_a_broken_store(tried: Callable[[Any], dict[str, str]]) -> None:
    caught = {name for store in BROKEN_STORES for name in tried(store)}
    assert [name for name in BY_NAME if name not in caught] == []


@pytest.mark.parametrize("store", [MemoryStore, MiniStore, Remote], ids=lambda store: store.__name__)
def test_an_honest_store_breaks_nothing(store: Any, tmp_path: Path) -> None:
    judgement = judge(STORE_PROMISES, backend(store, tmp_path, patience_s=120))
    assert not judgement.broken, str(judgement)
    assert len(judgement.kept) > 90


@pytest.mark.parametrize(
    "store", [BeyondTheEnd, VersionsFromZero, KeepsTheCheckpoint], ids=lambda s: s.__name__
)
def test_the_model_alone_catches_a_broken_store_and_shows_the_life_it_had(store: Any, tmp_path: Path) -> None:
    promise = BY_NAME["it answers as a plain list would"]
    evidence = judge([promise], backend(store, tmp_path)).broken[promise.name]
    assert evidence.startswith("after [Append(stream='a'"), evidence
    assert "expected" in evidence


def test_no_two_promises_have_one_name_and_each_says_why_it_matters() -> None:
    assert len(BY_NAME) == len(STORE_PROMISES)
    assert [promise.name for promise in STORE_PROMISES if not promise.why] == []
