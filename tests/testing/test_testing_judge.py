"""What the judge says, and how a store is opened here and in other processes."""

import functools

import pytest

from companion.sourcing import MemoryStore, SQLiteStore
from companion.testing import Backend, Lacking, Opening, Promise, StorePromises, broken_promises, judge


def two_is_two(number: int) -> None:
    """Or nothing can be counted on."""
    if number != 2:
        raise AssertionError(f"two is {number}")


def it_can_be_halved(number: int) -> None:
    """An error
    of any kind breaks a promise.
    """
    1 / (number - 3)


def it_has_a_beard(number: int) -> None:
    """Numbers have none."""
    raise Lacking("a number has no beard")


PROMISES = [Promise(two_is_two), Promise(it_can_be_halved), Promise(it_has_a_beard)]


def test_a_promise_is_named_by_its_function_and_says_why_on_one_line() -> None:
    assert PROMISES[1].name == "it can be halved"
    assert PROMISES[1].why == "An error of any kind breaks a promise."
    assert repr(PROMISES[0]) == "<promise: two is two>"


def test_kept_broken_and_skipped_are_told_apart_with_their_evidence() -> None:
    judgement = judge(PROMISES, 3)
    assert judgement.kept == []
    assert judgement.broken["two is two"] == "two is 3"
    assert judgement.broken["it can be halved"].startswith("ZeroDivisionError in it_can_be_halved, line ")
    assert judgement.skipped == {"it has a beard": "a number has no beard"}
    assert str(judgement).splitlines()[0] == "BROKEN   two is two: two is 3"
    assert str(judgement).splitlines()[-1] == "0 kept, 2 broken"


def test_the_names_of_broken_promises_come_in_the_order_of_the_suite() -> None:
    assert broken_promises(PROMISES, 3) == ["two is two", "it can be halved"]
    assert broken_promises(PROMISES, 2) == []


def test_an_opening_is_told_to_another_process_and_opens_the_same_store(tmp_path) -> None:
    opening = Opening(SQLiteStore, tmp_path / "events.db", durability="NORMAL")
    there = Opening.heard(opening.told())
    assert (there.store, there.args) == (SQLiteStore, (str(tmp_path / "events.db"),))
    assert there.options == {"durability": "NORMAL"}
    assert repr(there) == f"SQLiteStore('{tmp_path / 'events.db'}', durability='NORMAL')"


def test_an_opening_that_cannot_be_imported_elsewhere_says_so() -> None:
    with pytest.raises(Lacking, match="cannot import"):
        Opening(lambda: MemoryStore()).told()


def test_what_a_store_does_without_is_skipped_with_the_reason() -> None:
    from companion.testing import STORE_PROMISES

    backend = Backend(functools.partial(Opening, MemoryStore), lasts=False, sql=False, settle_s=0)
    chosen = [each for each in STORE_PROMISES if "sql" in each.name or "opened again" in each.name]
    judgement = judge(chosen, backend)
    assert not judgement.kept
    assert not judgement.broken
    assert set(judgement.skipped.values()) == {
        "its transactions take no SQL",
        "it ends when it is closed: nothing can be opened again",
    }


def test_a_suite_that_was_not_told_how_to_open_a_store_says_what_to_write(tmp_path) -> None:
    with pytest.raises(NotImplementedError, match="return Opening"):
        StorePromises().opening(tmp_path)
