"""Failures: isolated, retried, never lost; interruptions empty the queue and propagate."""

from __future__ import annotations

import gc
import threading
import warnings

import pytest

from companion.bus import (
    Bus,
    PermanentError,
    Retry,
    ServiceDown,
    TooManyDeliveries,
)
from companion.events import BadDefinition, Event, VirtualClock, WrongUse
from companion.events.clock import LONGEST_WAIT_S


class CakeOrdered(Event):
    cake: str = "c-1"


class CakeBaked(Event):
    cake: str = "c-1"


@pytest.fixture
def bus() -> Bus:
    return Bus(VirtualClock())


def kinds(bus: Bus) -> list[str]:
    return [record.kind for record in bus.trace]


def failing(times: int, calls: list[str], error: type[Exception] = ValueError):
    """A handler that fails the first `times` times."""

    def bake(event):
        calls.append("call")
        if len(calls) <= times:
            raise error(f"call {len(calls)}")

    return bake


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_failing_handler_never_stops_the_others_whatever_its_position(bus, place):
    heard: list[str] = []
    for number in range(3):
        handler = (lambda event: 1 / 0) if number == place else (lambda event, n=number: heard.append(str(n)))
        bus.service(f"s{number}").on(CakeOrdered)(handler)
    bus.publish(CakeOrdered())
    assert heard == [str(number) for number in range(3) if number != place]


def test_a_handler_that_fails_twice_is_tried_three_times_and_then_has_succeeded(bus):
    calls: list[str] = []
    bus.on(CakeOrdered)(failing(2, calls))
    receipt = bus.publish(CakeOrdered())
    assert len(calls) == 3
    assert (receipt.ok, len(bus.dead_letters)) == (True, 0)


def test_every_failure_and_retry_is_traced_with_its_attempt(bus):
    bus.on(CakeOrdered)(failing(1, []))
    bus.publish(CakeOrdered())
    assert [(r.kind, r.attempt, r.error) for r in bus.trace][1:] == [
        ("failed", 1, "ValueError('call 1')"),
        ("retried", 2, ""),
        ("handled", 2, ""),
    ]


def test_a_delivery_that_keeps_failing_becomes_one_dead_letter_with_event_error_and_attempts(bus):
    calls: list[str] = []
    bus.service("Oven").on(CakeOrdered)(failing(99, calls))
    bus.publish(CakeOrdered(cake="c-7"))
    [letter] = bus.dead_letters
    assert letter.envelope.event == CakeOrdered(cake="c-7")
    assert (letter.service, letter.handler) == ("Oven", "bake")
    assert (letter.attempts, str(letter.error)) == (3, "call 3")
    assert kinds(bus)[-1] == "dead_lettered"
    assert len(calls) == 3


def test_a_permanent_error_is_not_tried_again(bus):
    calls: list[str] = []
    bus.on(CakeOrdered)(failing(99, calls, PermanentError))
    bus.publish(CakeOrdered())
    assert len(calls) == 1
    assert bus.dead_letters[0].attempts == 1


def test_a_permanent_error_at_a_later_attempt_ends_it_too(bus):
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        calls.append("call")
        raise ValueError if len(calls) == 1 else PermanentError

    bus.publish(CakeOrdered())
    assert bus.dead_letters[0].attempts == len(calls) == 2


def test_waits_grow_by_the_factor_and_there_is_none_after_the_last(bus):
    bus.service("Oven").on(CakeOrdered, retry=Retry(attempts=4, first_wait_s=1.0))(failing(99, []))
    bus.publish(CakeOrdered())
    assert bus.clock.elapsed_s == 1 + 2 + 4


def test_a_wait_grows_to_at_most_three_years(bus):
    assert max(Retry(attempts=1_100, first_wait_s=1, factor=2).waits_s()) == LONGEST_WAIT_S
    assert sum(Retry(attempts=1_100, factor=2.0).waits_s()) == 0
    bus.service("Oven").on(CakeOrdered, retry=Retry(attempts=1_100, first_wait_s=1.0))(failing(1_099, []))
    bus.publish(CakeOrdered())
    assert not bus.dead_letters


def test_a_handler_without_a_retry_has_that_of_the_bus(bus):
    bus = Bus(VirtualClock(), retry=Retry(attempts=1))
    calls: list[str] = []
    bus.on(CakeOrdered)(failing(99, calls))
    bus.publish(CakeOrdered())
    assert len(calls) == 1


@pytest.mark.parametrize("wrong", [{"attempts": 0}, {"first_wait_s": -1.0}, {"factor": -2.0}])
def test_an_impossible_policy_is_refused(wrong):
    with pytest.raises(ValueError, match="Retry"):
        Retry(**wrong)


def test_only_the_handler_that_failed_runs_again(bus):
    calls: list[str] = []
    bus.service("Till").on(CakeOrdered)(lambda event: calls.append("till"))
    bus.service("Oven").on(CakeOrdered)(failing(1, []))
    bus.publish(CakeOrdered())
    assert calls == ["till"]


def test_retries_come_before_the_next_handler(bus):
    calls: list[str] = []
    bus.service("Oven").on(CakeOrdered)(failing(2, calls))
    bus.service("Till").on(CakeOrdered)(lambda event: calls.append("till"))
    bus.publish(CakeOrdered())
    assert calls == ["call", "call", "call", "till"]


def test_what_a_failed_attempt_published_stays_published(bus):
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        bus.publish(CakeBaked())
        calls.append("call")
        if len(calls) == 1:
            raise ValueError

    baked: list[Event] = []
    bus.on(CakeBaked)(baked.append)
    bus.publish(CakeOrdered())
    assert len(baked) == 2


def test_what_a_retry_publishes_has_the_same_cause(bus):
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        calls.append("call")
        if len(calls) == 1:
            raise ValueError
        bus.publish(CakeBaked())

    bus.publish(CakeOrdered())
    ordered, baked = bus.trace.published()
    assert baked.causation_id == ordered.id


def test_after_a_poison_event_the_next_one_is_delivered(bus):
    heard: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        if event.cake == "poison":
            raise ValueError
        heard.append(event.cake)

    bus.publish(CakeOrdered(cake="poison"))
    bus.publish(CakeOrdered(cake="good"))
    assert heard == ["good"]


def test_the_time_of_a_handler_after_a_failing_one_excludes_the_waits(bus):
    bus.service("a").on(CakeOrdered, retry=Retry(2, first_wait_s=60))(failing(99, []))
    bus.service("b").on(CakeOrdered)(lambda event: None)
    bus.publish(CakeOrdered())
    [done] = [record for record in bus.trace if record.kind == "handled"]
    assert done.started == done.time


def stopping(bus: Bus, stop: BaseException) -> list[str]:
    heard: list[str] = []

    @bus.service("Oven").on(CakeOrdered)
    def bake(event):
        bus.publish(CakeBaked())
        raise stop

    bus.service("Till").on(CakeOrdered)(lambda event: heard.append("till"))
    bus.service("Table").on(CakeBaked)(lambda event: heard.append("table"))
    return heard


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(), GeneratorExit()], ids=repr)
def test_an_interruption_empties_the_queue_and_propagates(bus, stop):
    heard = stopping(bus, stop)
    with pytest.raises(type(stop)):
        bus.publish(CakeOrdered())
    assert heard == []
    bus.publish(CakeBaked())
    assert heard == ["table"]


def test_an_interrupted_handler_is_not_tried_again(bus):
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        calls.append("call")
        if len(calls) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bus.publish(CakeOrdered())
    assert calls == ["call"]


def test_an_interruption_is_traced_and_is_no_dead_letter(bus):
    stopping(bus, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        bus.publish(CakeOrdered())
    last = bus.trace.records[-1]
    assert (last.kind, last.service, last.handler) == ("stopped", "Oven", "bake")
    assert last.error == "KeyboardInterrupt()"
    assert len(bus.dead_letters) == 0


def test_after_an_interruption_nothing_is_inherited(bus):
    stopping(bus, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        bus.publish(CakeOrdered())
    assert bus.publish(CakeBaked()).envelope.causation_id is None


def test_an_interruption_during_a_retry_propagates_too(bus):
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        calls.append("call")
        raise ValueError if len(calls) == 1 else KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bus.publish(CakeOrdered())
    assert bus.publish(CakeBaked()).ok


def test_an_endless_cascade_stops_at_the_limit_and_the_bus_can_still_be_used():
    bus = Bus(VirtualClock(), max_deliveries=200)
    calls: list[str] = []

    @bus.on(CakeOrdered)
    def bake(event):
        calls.append("bake")
        bus.publish(CakeBaked())

    @bus.on(CakeBaked)
    def order(event):
        calls.append("order")
        bus.publish(CakeOrdered())

    with pytest.raises(TooManyDeliveries) as caught:
        bus.publish(CakeOrdered())
    assert (caught.value.limit, len(calls)) == (200, 200)
    assert caught.value.last in ("CakeOrdered", "CakeBaked")
    assert kinds(bus)[-1] == "stopped"


def test_the_limit_counts_one_publish_not_the_life_of_the_bus():
    bus = Bus(VirtualClock(), max_deliveries=3)
    bus.on(CakeOrdered)(lambda event: None)
    for _ in range(10):
        assert bus.publish(CakeOrdered()).ok


def test_a_service_that_is_off_fails_its_deliveries_and_no_others(bus):
    heard: list[str] = []
    oven = bus.service("Oven")
    oven.on(CakeOrdered)(lambda event: heard.append("oven"))
    bus.service("Till").on(CakeOrdered)(lambda event: heard.append("till"))
    oven.switch_off()
    assert not oven.is_on
    bus.publish(CakeOrdered())
    [letter] = bus.dead_letters
    assert isinstance(letter.error, ServiceDown)
    assert (letter.error.service, letter.attempts, heard) == ("Oven", 3, ["till"])


def test_a_service_switched_on_again_works(bus):
    heard: list[str] = []
    oven = bus.service("Oven")
    oven.on(CakeOrdered)(lambda event, envelope: heard.append(envelope.type))
    oven.switch_off()
    oven.switch_on()
    bus.publish(CakeOrdered())
    assert heard == ["CakeOrdered"]


def test_a_handler_registered_during_an_outage_waits_for_its_end(bus):
    heard: list[Event] = []
    oven = bus.service("Oven")
    oven.switch_off()
    oven.on(CakeOrdered)(heard.append)
    bus.publish(CakeOrdered())
    assert heard == []


def test_an_outage_in_the_middle_of_a_delivery_counts_at_once(bus):
    heard: list[str] = []
    bus.service("Fuse").on(CakeOrdered)(lambda event: bus.service("Oven").switch_off())
    bus.service("Oven").on(CakeOrdered)(lambda event: heard.append("oven"))
    bus.publish(CakeOrdered())
    assert heard == []


def test_publishing_from_another_thread_is_refused_by_name(bus):
    caught: list[Exception] = []

    def intrude():
        try:
            bus.publish(CakeOrdered())
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=intrude, name="intruder")
    thread.start()
    thread.join()
    [error] = caught
    assert isinstance(error, WrongUse)
    assert repr(threading.current_thread().name) in error.problem and "'intruder'" in error.problem
    assert len(bus.trace) == 0


async def coroutine(event): ...


async def asynchronous_generator(event):
    yield event


class AsyncCallable:
    async def __call__(self, event): ...


def test_a_coroutine_handler_is_refused_at_on_and_the_error_names_async_bus(bus):
    for handler in (coroutine, AsyncCallable()):
        with pytest.raises(BadDefinition, match="AsyncBus"):
            bus.on(CakeOrdered)(handler)
    assert bus.subscriptions() == ()


def test_an_asynchronous_generator_is_refused_at_on(bus):
    with pytest.raises(Exception, match="asynchronous_generator"):
        bus.on(CakeOrdered)(asynchronous_generator)
    assert bus.subscriptions() == ()


def test_a_handler_that_returns_something_to_await_fails_at_its_only_attempt(bus):
    bus.on(CakeOrdered)(lambda event: coroutine(event))
    receipt = bus.publish(CakeOrdered())
    [letter] = bus.dead_letters
    assert isinstance(letter.error, BadDefinition)
    assert (letter.attempts, receipt.failed) == (1, 1)


def test_an_awaitable_result_is_closed_without_a_warning(bus):
    bus.on(CakeOrdered)(lambda event: coroutine(event))
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        bus.publish(CakeOrdered())
        bus.dead_letters.discard()  # its error holds the coroutine
        gc.collect()  # may also find what an earlier test left behind, so only our own warning counts
    assert [warning for warning in leaked if "never awaited" in str(warning.message)] == []


def test_a_handler_may_return_any_other_value(bus):
    bus.on(CakeOrdered)(lambda event: "thanks")
    assert bus.publish(CakeOrdered()).ok


def test_without_a_trace_too_a_handler_that_fails_is_tried_again_and_its_letter_is_kept():
    bus, calls = Bus(VirtualClock(), trace=False), []
    bus.service("Oven").on(CakeOrdered)(failing(9, calls))
    heard = []
    bus.service("Till").on(CakeOrdered)(heard.append)
    assert not bus.publish(CakeOrdered()).ok
    assert (len(calls), len(heard)) == (3, 1)
    assert [letter.attempts for letter in bus.dead_letters] == [3]
