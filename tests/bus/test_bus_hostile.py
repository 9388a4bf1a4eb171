"""Handlers that go wrong in ways nobody writes on purpose."""

from typing import Any

import pytest

from companion.bus import Bus, Retry
from companion.events import BadDefinition, BadInput, Event, VirtualClock


class HostileOrdered(Event):
    """Something to react to."""


class Unspeakable(Exception):
    """An error that cannot even be shown."""

    def __repr__(self) -> str:
        raise ZeroDivisionError

    __str__ = __repr__


def test_a_very_long_error_is_cut_in_the_trace_and_whole_in_its_dead_letter() -> None:
    bus = Bus(VirtualClock(), retry=Retry(attempts=1))

    @bus.on(HostileOrdered)
    def fails(event: Any) -> None:
        raise ValueError("x" * 1_000_000)

    bus.publish(HostileOrdered())
    [letter] = bus.dead_letters
    assert len(str(letter.error)) == 1_000_000 and len(repr(letter)) < 2_100
    assert [len(record.error) for record in bus.trace if record.error] == [2_000, 2_000]


def test_an_error_without_a_repr_stops_no_other_handler_and_becomes_a_dead_letter() -> None:
    bus = Bus(VirtualClock(), retry=Retry(attempts=1))
    heard: list[str] = []

    @bus.on(HostileOrdered)
    def fails(event: Any) -> None:
        raise Unspeakable

    @bus.on(HostileOrdered)
    def hears(event: Any) -> None:
        heard.append("yes")

    receipt = bus.publish(HostileOrdered())
    assert (receipt.failed, heard) == (1, ["yes"])
    assert "Unspeakable that cannot be shown: ZeroDivisionError> after 1 attempt" in repr(bus.dead_letters)
    assert [record.error for record in bus.trace if record.kind == "failed"] == [
        "<Unspeakable that cannot be shown: ZeroDivisionError>"
    ]


def test_what_cannot_be_called_is_refused_when_it_is_registered() -> None:
    with pytest.raises(BadDefinition):
        Bus(VirtualClock()).service("Till").on(HostileOrdered)(5)  # type: ignore[type-var]


@pytest.mark.parametrize("what", [5, int, "", "order placed", None, HostileOrdered()], ids=repr)
def test_listening_to_a_value_that_is_no_event_type_is_refused(what: object) -> None:
    with pytest.raises(BadInput) as caught:
        Bus(VirtualClock()).service("Payment").on(what)
    assert caught.value.given is what


@pytest.mark.parametrize("policy", [{"attempts": 1.5}, {"attempts": 0}, {"first_wait_s": float("nan")}])
def test_a_retry_that_makes_no_sense_is_refused(policy: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="whole number from 1"):
        Retry(**policy)
