"""A bus in virtual time."""

import pytest

from companion.bus import Bus, PermanentError, Retry, TooManyDeliveries
from companion.events import BadInput, Event, Record, VirtualClock
from companion.lab import Simulation


class SoupOrdered(Event):
    bowl: int


class SoupCooked(Event):
    bowl: int


def kitchen(takes_s: float = 60, retry: Retry | None = None) -> tuple[Bus, Simulation]:
    """A kitchen that cooks what is ordered and says so."""
    bus = Bus(VirtualClock())
    service = bus.service("Kitchen")

    @service.on(SoupOrdered, takes_s=takes_s, retry=retry)
    def cook(event: SoupOrdered) -> None:
        service.publish(SoupCooked(bowl=event.bowl))

    return bus, Simulation(bus)


def seconds(bus: Bus, time: object) -> int:
    assert isinstance(bus.clock, VirtualClock)
    return round((time - bus.clock.start).total_seconds())


def spans(bus: Bus, kind: str = "handled", service: str = "Kitchen") -> list[tuple[int, int]]:
    """When each piece of work began and ended, in seconds."""
    return [
        (seconds(bus, record.started), seconds(bus, record.time))
        for record in bus.trace
        if record.kind == kind and record.service == service
    ]


def times(bus: Bus, kind: str) -> list[int]:
    return [seconds(bus, record.time) for record in bus.trace if record.kind == kind]


def test_work_takes_its_time_and_what_it_publishes_comes_at_its_end() -> None:
    bus, simulation = kitchen(takes_s=90)
    simulation.at(minute=1, publish=SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(60, 150)]
    assert times(bus, "published") == [60, 150]


def test_a_receipt_is_pending_until_the_work_is_done() -> None:
    bus, simulation = kitchen()
    receipt = bus.publish(SoupOrdered(bowl=1))
    assert receipt.pending
    simulation.run()
    assert receipt.ok


def test_causes_are_kept_over_time() -> None:
    bus, simulation = kitchen()
    simulation.at(publish=SoupOrdered(bowl=1), correlation_id="order-42", service="Counter")
    simulation.run()
    ordered, cooked = bus.trace.published()
    assert ordered.service == "Counter"
    assert cooked.causation_id == ordered.id
    assert cooked.correlation_id == "order-42"


def test_one_worker_does_one_thing_at_a_time_first_come_first_served() -> None:
    bus, simulation = kitchen()
    for _ in range(3):
        bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(0, 60), (60, 120), (120, 180)]


def test_services_work_at_the_same_time() -> None:
    bus, simulation = kitchen()

    @bus.service("Barista").on(SoupOrdered, takes_s=30)
    def pour(event: SoupOrdered) -> None: ...

    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus, service="Barista") == [(0, 30)]
    assert spans(bus) == [(0, 60)]


def test_two_handlers_of_one_service_share_its_worker() -> None:
    bus, simulation = kitchen()

    @bus.service("Kitchen").on(SoupOrdered, takes_s=10)
    def wash_up(event: SoupOrdered) -> None: ...

    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(0, 60), (60, 70)]


def test_latency_passes_between_publishing_and_the_queue() -> None:
    bus, _ = kitchen()
    simulation = Simulation(bus, latency_s=5)
    simulation.at(second=10, publish=SoupOrdered(bowl=1))
    simulation.run()
    assert times(bus, "published") == [10, 75]
    assert spans(bus) == [(15, 75)]


def test_during_an_outage_work_waits_and_nothing_is_lost() -> None:
    bus, simulation = kitchen()
    simulation.outage("Kitchen", 100, 200)
    for minute in range(3):
        simulation.at(minute=minute, publish=SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(0, 60), (60, 120), (200, 260)]
    assert not bus.dead_letters


def test_what_is_in_progress_when_an_outage_starts_is_finished() -> None:
    bus, simulation = kitchen()
    simulation.outage("Kitchen", 30, 300)
    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(0, 60)]


def test_an_outage_includes_its_start_and_not_its_end() -> None:
    bus, simulation = kitchen(takes_s=1)
    simulation.outage("Kitchen", 10, 20)
    for second in (9, 10, 20):
        simulation.at(second=second, publish=SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(9, 10), (20, 21), (21, 22)]


def test_outages_without_a_gap_are_one_long_outage() -> None:
    bus, simulation = kitchen(takes_s=1)
    simulation.outage("Kitchen", 20, 30)
    simulation.outage("Kitchen", 0, 20)
    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus) == [(30, 31)]


def test_an_outage_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="Kitchen"):
        kitchen()[1].outage("Kitchen", 20, 10)


def failing(bus: Bus, retry: Retry, error: Exception, times: int = 99) -> None:
    left = [error] * times

    @bus.service("Oven").on(SoupOrdered, retry=retry, takes_s=10)
    def bake(event: SoupOrdered) -> None:
        if left:
            raise left.pop()


def test_a_failed_delivery_comes_back_after_its_wait() -> None:
    bus, simulation = kitchen()
    failing(bus, Retry(attempts=3, first_wait_s=100), ValueError("burnt"), times=2)
    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert spans(bus, "failed", "Oven") == [(0, 10), (110, 120)]
    assert times(bus, "retried") == [110, 320]
    assert spans(bus, "handled", "Oven") == [(320, 330)]
    assert [record.attempt for record in bus.trace if record.kind == "retried"] == [2, 3]


def test_while_one_delivery_waits_for_its_retry_the_worker_goes_on_with_the_next() -> None:
    bus, simulation = kitchen()
    failing(bus, Retry(attempts=2, first_wait_s=5), ValueError("burnt"), times=1)
    for bowl in (1, 2):
        bus.publish(SoupOrdered(bowl=bowl))
    simulation.run()
    worked = [r for r in bus.trace if r.service == "Oven" and r.kind in ("failed", "handled")]
    assert [(r.kind, r.envelope.event.bowl, r.attempt) for r in worked if r.envelope] == [
        ("failed", 1, 1),
        ("handled", 2, 1),
        ("handled", 1, 2),
    ]


def test_a_delivery_that_keeps_failing_becomes_a_dead_letter_after_its_attempts() -> None:
    bus, simulation = kitchen()
    failing(bus, Retry(attempts=3), ValueError("burnt"))
    receipt = bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    [letter] = bus.dead_letters
    assert (letter.service, letter.attempts) == ("Oven", 3)
    assert len(spans(bus, "failed", "Oven")) == 3
    assert (receipt.handled, receipt.failed, receipt.pending) == (1, 1, False)


def test_the_retry_of_the_bus_is_the_default_of_its_handlers() -> None:
    bus = Bus(VirtualClock(), retry=Retry(attempts=2))
    simulation = Simulation(bus)

    @bus.service("Oven").on(SoupOrdered)
    def bake(event: SoupOrdered) -> None:
        raise ValueError("burnt")

    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert [letter.attempts for letter in bus.dead_letters] == [2]


def test_a_permanent_error_is_not_tried_again() -> None:
    bus, simulation = kitchen()
    failing(bus, Retry(attempts=3), PermanentError("no such soup"))
    bus.publish(SoupOrdered(bowl=1))
    simulation.run()
    assert [letter.attempts for letter in bus.dead_letters] == [1]


def test_a_service_that_is_switched_off_fails_at_once_and_its_retries_make_a_storm() -> None:
    bus, simulation = kitchen(takes_s=60, retry=Retry(attempts=5, first_wait_s=10))
    simulation.at(do=bus.service("Kitchen").switch_off)
    simulation.at(second=100, do=bus.service("Kitchen").switch_on)
    for second in range(3):
        simulation.at(second=second, publish=SoupOrdered(bowl=second))
    simulation.run()
    # Three orders were tried twelve times before anybody was there to cook them.
    assert times(bus, "failed") == [0, 1, 2, 10, 11, 12, 30, 31, 32, 70, 71, 72]
    assert spans(bus) == [(150, 210), (210, 270), (270, 330)]


def test_redelivered_dead_letters_go_through_the_queue_too() -> None:
    bus, simulation = kitchen(takes_s=60, retry=Retry(attempts=1))
    bus.service("Kitchen").switch_off()
    bus.publish(SoupOrdered(bowl=1))
    simulation.run(until_s=100)
    bus.service("Kitchen").switch_on()
    bus.dead_letters.redeliver()
    simulation.run()
    assert spans(bus) == [(100, 160)]


def test_a_run_can_end_early_and_go_on() -> None:
    bus, simulation = kitchen()
    for _ in range(2):
        bus.publish(SoupOrdered(bowl=1))
    simulation.run(until_s=100)
    assert spans(bus) == [(0, 60)]
    assert simulation.clock.elapsed_s == 100
    simulation.run()
    assert spans(bus) == [(0, 60), (60, 120)]


def test_simultaneous_events_happen_in_the_order_in_which_they_were_scheduled() -> None:
    bus, simulation = kitchen(takes_s=0)
    heard: list[int] = []
    bus.on(SoupCooked)(lambda event: heard.append(event.bowl))
    for bowl in (3, 1, 2):
        simulation.at(minute=5, publish=SoupOrdered(bowl=bowl))
    simulation.run()
    assert heard == [3, 1, 2]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_base_exception_stops_the_run_and_is_raised_unchanged(stop: type[BaseException]) -> None:
    bus, simulation = kitchen()
    thrown = stop("stop")

    @bus.service("Oven").on(SoupOrdered)
    def bake(event: SoupOrdered) -> None:
        if event.bowl == 1:
            raise thrown

    simulation.at(publish=SoupOrdered(bowl=1))
    simulation.at(second=1, publish=SoupOrdered(bowl=2))
    with pytest.raises(stop) as caught:
        simulation.run()
    assert caught.value is thrown
    simulation.run()
    assert spans(bus, service="Oven") == [(1, 1)]


def test_an_error_of_a_function_called_by_at_is_raised_unchanged() -> None:
    _, simulation = kitchen()
    thrown = LookupError("mine")

    def fail() -> None:
        raise thrown

    simulation.at(minute=1, do=fail)
    with pytest.raises(LookupError) as caught:
        simulation.run()
    assert caught.value is thrown


def test_at_without_anything_to_do_or_in_the_past_is_refused() -> None:
    _, simulation = kitchen()
    with pytest.raises(ValueError, match="needs publish"):
        simulation.at(minute=1)
    simulation.run(until_s=100)
    with pytest.raises(ValueError):
        simulation.at(minute=1, publish=SoupOrdered(bowl=1))


def test_your_own_process_sees_the_clock_at_its_time() -> None:
    bus, simulation = kitchen()

    def own():
        yield simulation.env.timeout(30)
        bus.trace.add(Record("called", bus.clock.now(), "Counter", label="take the order"))

    simulation.env.process(own())
    simulation.run()
    assert times(bus, "called") == [30]


def test_a_bus_on_the_machines_clock_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        Simulation(Bus())
    assert "VirtualClock" in str(caught.value)


def test_a_cascade_without_end_is_stopped_by_the_limit_of_the_bus() -> None:
    bus = Bus(VirtualClock(), max_deliveries=50)

    @bus.service("Kitchen").on(SoupOrdered)
    def order_again(event: SoupOrdered) -> None:
        bus.publish(event)

    simulation = Simulation(bus)
    simulation.at(publish=SoupOrdered(bowl=1))
    simulation.run()
    assert isinstance(bus.dead_letters[0].error, TooManyDeliveries)
    assert len(bus.trace.published()) < 60
