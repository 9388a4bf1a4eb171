"""Errors are their evidence."""

import pickle

import pytest

from companion.events.errors import CompanionError, ErrorWithEvidence, evidence, short


class Spoilt(ErrorWithEvidence):
    """Milk that nobody drank."""

    milk: str
    days: int = 7
    says = "{milk!r} is {days:,} days old."


class SpoiltTwice(Spoilt):
    """Evidence of its own stands after that of its base."""

    smell: str = "sour"


def test_evidence_is_given_by_place_or_by_name_and_read_as_attributes() -> None:
    for error in (Spoilt("goat", 1_000), Spoilt(days=1_000, milk="goat"), Spoilt("goat", days=1_000)):
        assert (error.milk, error.days, error.args) == ("goat", 1_000, ("goat", 1_000))
        assert str(error) == "'goat' is 1,000 days old."
        assert isinstance(error, CompanionError)


def test_evidence_with_a_value_may_be_left_out() -> None:
    assert str(Spoilt("goat")) == "'goat' is 7 days old."


def test_evidence_of_the_base_class_comes_first() -> None:
    assert evidence(SpoiltTwice) == ("milk", "days", "smell")
    assert SpoiltTwice("goat", 2, "sweet").args == ("goat", 2, "sweet")


@pytest.mark.parametrize("call", [lambda: Spoilt(), lambda: Spoilt("a", 1, 2), lambda: Spoilt("a", age=3)])
def test_evidence_that_is_missing_or_too_much_is_a_programmer_s_mistake(call) -> None:
    with pytest.raises(TypeError, match="Spoilt takes milk, days"):
        call()


def test_an_error_survives_pickling_with_its_evidence() -> None:
    there = pickle.loads(pickle.dumps(SpoiltTwice("goat", smell="sweet")))
    assert there.args == ("goat", 7, "sweet") and there.smell == "sweet"
    assert str(there) == "'goat' is 7 days old."


def test_a_long_value_is_cut_in_the_sentence_and_whole_in_the_evidence() -> None:
    error = Spoilt("x" * 500)
    assert len(error.milk) == 500 and len(str(error)) < 110
    assert short("x" * 500).endswith("...")


class Inedible(ErrorWithEvidence):
    """The root of what nobody can eat: it declares neither evidence nor a sentence."""


def test_an_error_without_evidence_and_sentence_takes_any_text() -> None:
    assert str(Inedible("a stone")) == "a stone" and str(Inedible()) == ""
    assert Inedible("a stone").args == ("a stone",)
