"""given, when, then: what it accepts, and what a learner reads when it does not."""

import subprocess
import sys

import msgspec
import pytest

from companion.events import Event, InvalidEvent
from companion.sourcing import Refused
from companion.sourcing.decider import Decider
from companion.testing import given


class MugFilled(Event):
    ml: int


class MugEmptied(Event):
    ml: int


class Fill(msgspec.Struct, frozen=True):
    ml: int


class Empty(msgspec.Struct, frozen=True):
    pass


class Overflow(Refused):
    def __init__(self, spilt_ml: int) -> None:
        super().__init__(spilt_ml)
        self.spilt_ml = spilt_ml

    def sentence(self) -> str:
        return f"{self.spilt_ml} ml would be spilt."


def decide(command: object, level: int) -> list[Event]:
    if isinstance(command, Fill):
        if level + command.ml > 300:
            raise Overflow(level + command.ml - 300)
        return [MugFilled(ml=command.ml)]
    return [MugEmptied(ml=level)] if level else []


def evolve(level: int, event: Event) -> int:
    return level + event.ml if isinstance(event, MugFilled) else level - event.ml


MUG = Decider(0, decide, evolve)


def shown(check) -> str:
    with pytest.raises(AssertionError) as raised:
        check()
    return str(raised.value)


def test_the_events_that_follow_are_named() -> None:
    given(MUG).when(Fill(200)).then(MugFilled(ml=200))
    given(MUG, MugFilled(ml=200), MugFilled(ml=50)).when(Empty()).then(MugEmptied(ml=250))


def test_that_nothing_happens_can_be_said() -> None:
    given(MUG).when(Empty()).then_nothing()
    given(MUG, MugFilled(ml=1), MugEmptied(ml=1)).when(Empty()).then_nothing()


def test_a_refusal_is_named_with_its_evidence() -> None:
    outcome = given(MUG, MugFilled(ml=200)).when(Fill(150))
    error = outcome.then_refused(Overflow, spilt_ml=50, match="50 ml")
    assert error is outcome.error
    outcome.then_refused()


def test_the_state_can_be_asked_for() -> None:
    assert given(MUG, MugFilled(ml=200)).state == 200
    given(MUG, MugFilled(ml=200)).then_state(200)
    assert shown(lambda: given(MUG, MugFilled(ml=200)).then_state(7)).endswith(
        "expected state 7\n     got state 200"
    )


def test_other_events_are_shown_beside_the_expected_ones() -> None:
    assert shown(
        lambda: given(MUG, MugFilled(ml=9)).when(Empty()).then(MugFilled(ml=1), MugFilled(ml=2))
    ) == (
        "\n"
        "   given  MugFilled(ml=9)\n"
        "    when  Empty()\n"
        "expected  MugFilled(ml=1)\n"
        "          MugFilled(ml=2)\n"
        "     got  MugEmptied(ml=9)"
    )


def test_an_event_where_nothing_was_to_happen_is_shown() -> None:
    assert shown(lambda: given(MUG).when(Fill(5)).then_nothing()) == (
        "\n   given  nothing\n    when  Fill(ml=5)\nexpected  nothing\n     got  MugFilled(ml=5)"
    )


def test_nothing_where_an_event_was_to_happen_is_shown() -> None:
    assert shown(lambda: given(MUG).when(Empty()).then(MugEmptied(ml=5))).endswith("got  nothing")


def test_a_refusal_nobody_expected_is_shown_and_is_the_cause() -> None:
    with pytest.raises(AssertionError, match=r"got  Overflow: 5 ml would be spilt\.") as raised:
        given(MUG).when(Fill(305)).then(MugFilled(ml=305))
    assert isinstance(raised.value.__cause__, Overflow)
    with pytest.raises(AssertionError, match="got  Overflow"):
        given(MUG).when(Fill(305)).then_nothing()


def test_events_where_a_refusal_was_to_come_are_shown() -> None:
    told = shown(lambda: given(MUG).when(Fill(5)).then_refused(Overflow, spilt_ml=1))
    assert told.endswith("expected  Overflow with spilt_ml=1\n     got  MugFilled(ml=5)")


def test_a_refusal_of_another_kind_or_with_other_evidence_does_not_pass() -> None:
    outcome = given(MUG).when(Fill(305))
    assert "got  Overflow: 5 ml would be spilt. with spilt_ml=5" in shown(
        lambda: outcome.then_refused(Overflow, spilt_ml=6)
    )
    assert "nothing of that name" in shown(lambda: outcome.then_refused(Overflow, lost_ml=6))
    assert "expected  Overflow with match='lake'" in shown(
        lambda: outcome.then_refused(match="lake", kind=Overflow)
    )
    assert "expected  KeyError" in shown(lambda: outcome.then_refused(KeyError))


def test_an_event_no_store_would_take_does_not_pass() -> None:
    sloppy = Decider(0, lambda command, state: [MugFilled(ml="much")], evolve)
    with pytest.raises(InvalidEvent):
        given(sloppy).when(Fill(1)).then(MugFilled(ml="much"))


def test_then_without_events_says_what_to_write_instead() -> None:
    with pytest.raises(TypeError, match="then_nothing"):
        given(MUG).when(Fill(1)).then()


@pytest.mark.parametrize("missing", ["pytest", "hypothesis"])
def test_it_works_where_the_test_tools_are_missing(missing: str) -> None:
    program = f"""
import sys
sys.modules[{missing!r}] = None
from companion.testing import given, judge, STORE_PROMISES, Backend, Opening
from companion.sourcing import MemoryStore
some = [each for each in STORE_PROMISES if "plain list" in each.name or "generator" in each.name]
told = judge(some, Backend(lambda: Opening(MemoryStore), lasts=False, settle_s=0))
assert told.kept and not told.broken, told
print([reason for reason in told.skipped.values() if "pip install" in reason])
try:
    from companion.testing import StorePromises
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert f"pip install {missing}" in done.stdout
