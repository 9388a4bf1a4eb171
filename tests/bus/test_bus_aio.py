"""AsyncBus: the same promises with `await`; the tests start the loop, the library never does."""

from __future__ import annotations

import asyncio
from functools import wraps

import pytest

from companion.bus import PermanentError, Retry, TooManyDeliveries
from companion.bus.aio import AsyncBus
from companion.events import BadDefinition, Event, InvalidEvent, VirtualClock, WrongUse


class HarbourOpened(Event):
    pass


class ShipSighted(Event):
    ship: str = "s-1"


class ShipDocked(Event):
    ship: str = "s-1"


def in_a_loop(test):
    @wraps(test)
    def run(*args, **kwargs):
        asyncio.run(test(*args, **kwargs))

    return run


@pytest.fixture
def bus() -> AsyncBus:
    return AsyncBus(VirtualClock())


@pytest.fixture
def heard() -> list[str]:
    return []


def kinds(bus: AsyncBus) -> list[str]:
    return [record.kind for record in bus.trace]


@in_a_loop
async def test_coroutines_and_plain_functions_handle_in_order_of_registration(bus, heard):
    @bus.on(ShipSighted)
    async def first(event):
        await asyncio.sleep(0)
        heard.append("coroutine")

    bus.on(ShipSighted)(lambda event: heard.append("plain"))
    receipt = await bus.publish(ShipSighted())
    assert heard == ["coroutine", "plain"]
    assert (receipt.ok, receipt.handled) == (True, 2)


@in_a_loop
async def test_delivery_is_breadth_first(bus, heard):
    @bus.on(ShipSighted)
    async def h1(event):
        receipt = await bus.publish(ShipDocked())
        heard.append(f"h1 pending={receipt.pending}")

    bus.on(ShipSighted)(lambda event: heard.append("h2"))
    bus.on(ShipDocked)(lambda event: heard.append("h3"))
    await bus.publish(ShipSighted())
    assert heard == ["h1 pending=True", "h2", "h3"]


@in_a_loop
async def test_inside_a_handler_correlation_cause_and_service_are_inherited(bus):
    port = bus.service("Port")

    @port.on(ShipSighted)
    async def dock(event, envelope):
        assert envelope.event is event
        await asyncio.sleep(0)
        await bus.publish(ShipDocked())

    await bus.publish(ShipSighted(), correlation_id="trip-1")
    sighted, docked = bus.trace.published()
    assert (docked.correlation_id, docked.causation_id, docked.service) == ("trip-1", sighted.id, "Port")
    assert (await bus.publish(ShipDocked())).envelope.causation_id is None


@in_a_loop
async def test_a_failing_handler_is_retried_then_dead_lettered_and_stops_nobody(bus, heard):
    @bus.service("Port").on(ShipSighted, retry=Retry(3, first_wait_s=1.0))
    async def dock(event):
        raise ValueError("fog")

    bus.on(ShipSighted)(lambda event: heard.append("other"))
    receipt = await bus.publish(ShipSighted())
    [letter] = bus.dead_letters
    assert (letter.service, letter.attempts, bus.clock.elapsed_s) == ("Port", 3, 3.0)
    assert (heard, receipt.handled, receipt.failed) == (["other"], 1, 1)
    assert kinds(bus) == [
        "published", "failed", "retried", "failed", "retried", "failed", "dead_lettered", "handled",
    ]  # fmt: skip


@in_a_loop
async def test_a_permanent_error_is_not_tried_again(bus):
    @bus.on(ShipSighted)
    async def dock(event):
        raise PermanentError("sunk")

    await bus.publish(ShipSighted())
    assert bus.dead_letters[0].attempts == 1


@in_a_loop
async def test_a_dead_letter_is_redelivered_to_its_handler_only(bus, heard):
    port = bus.service("Port")

    @port.on(ShipSighted)
    async def dock(event):
        heard.append("port")

    bus.service("Log").on(ShipSighted)(lambda event: heard.append("log"))
    port.switch_off()
    await bus.publish(ShipSighted())
    port.switch_on()
    await bus.dead_letters.redeliver()
    assert heard == ["log", "port"]
    assert len(bus.dead_letters) == 0


@in_a_loop
async def test_a_letter_whose_redelivery_is_cancelled_stays_a_dead_letter(bus):
    port, started = bus.service("Port"), asyncio.Event()

    @port.on(ShipSighted)
    async def dock(event):
        started.set()
        await asyncio.Event().wait()

    port.switch_off()
    await bus.service("Lookout").publish(ShipSighted())
    port.switch_on()
    [letter] = bus.dead_letters
    task = asyncio.create_task(bus.dead_letters.redeliver())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(bus.dead_letters) == [letter] and letter.envelope.service == "Lookout"


@in_a_loop
async def test_letters_redelivered_by_a_handler_are_kept_when_its_story_is_cancelled(bus):
    port, started = bus.service("Port"), asyncio.Event()
    docked: list[str] = []
    port.on(ShipSighted)(lambda event: docked.append("ship"))

    @bus.service("Master").on(HarbourOpened)
    async def again(event):
        await bus.dead_letters.redeliver()
        started.set()
        await asyncio.Event().wait()

    port.switch_off()
    await bus.publish(ShipSighted())
    port.switch_on()
    letters = list(bus.dead_letters)
    task = asyncio.create_task(bus.publish(HarbourOpened()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(bus.dead_letters) == letters and not docked


@in_a_loop
async def test_a_cancelled_story_is_emptied_traced_and_the_bus_lives_on(bus, heard):
    started = asyncio.Event()

    @bus.on(ShipSighted)
    async def dock(event):
        await bus.publish(ShipDocked())
        started.set()
        await asyncio.Event().wait()

    bus.on(ShipDocked)(lambda event: heard.append("docked"))
    task = asyncio.create_task(bus.publish(ShipSighted()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (heard, kinds(bus)[-1], len(bus.dead_letters)) == ([], "stopped", 0)
    assert (await bus.publish(ShipDocked())).ok


@in_a_loop
async def test_two_tasks_tell_two_stories_each_in_order_and_keep_them_apart(bus, heard):
    @bus.on(ShipSighted)
    async def dock(event):
        heard.append(f"{event.ship} sighted")
        await asyncio.sleep(0)
        await bus.publish(ShipDocked(ship=event.ship))

    @bus.on(ShipDocked)
    async def log(event):
        heard.append(f"{event.ship} docked")

    await asyncio.gather(*(bus.publish(ShipSighted(ship=s), correlation_id=s) for s in ("a", "b")))
    assert [line for line in heard if line.startswith("a")] == ["a sighted", "a docked"]
    assert [line for line in heard if line.startswith("b")] == ["b sighted", "b docked"]
    assert heard.index("b sighted") < heard.index("a docked")  # they took turns
    for story in ("a", "b"):
        sighted, docked = bus.trace.envelopes(story)
        assert docked.causation_id == sighted.id


@in_a_loop
async def test_a_task_that_outlives_its_handler_keeps_cause_and_correlation(bus, heard):
    tasks: list[asyncio.Task[object]] = []
    released = asyncio.Event()

    async def later():
        await released.wait()
        await bus.publish(ShipDocked())

    @bus.on(ShipSighted)
    async def dock(event):
        tasks.append(asyncio.create_task(later()))

    bus.on(ShipDocked)(lambda event: heard.append("docked"))
    await bus.publish(ShipSighted(), correlation_id="trip-1")
    released.set()
    await tasks[0]
    sighted, docked = bus.trace.published()
    assert (docked.correlation_id, docked.causation_id, heard) == ("trip-1", sighted.id, ["docked"])


@in_a_loop
async def test_two_buses_do_not_mix_up_their_stories(bus):
    other = AsyncBus(VirtualClock(seed=1))

    @bus.on(ShipSighted)
    async def relay(event):
        await other.publish(ShipSighted())

    @other.on(ShipSighted)
    async def answer(event):
        await bus.publish(ShipDocked())

    await bus.publish(ShipSighted(), correlation_id="trip-1")
    sighted, docked = bus.trace.published()
    assert docked.causation_id == sighted.id
    assert other.trace.published()[0].causation_id is None


@in_a_loop
async def test_a_cascade_without_end_stops_at_the_limit():
    bus = AsyncBus(VirtualClock(), max_deliveries=50)

    @bus.on(ShipSighted)
    async def again(event):
        await bus.publish(ShipSighted())

    with pytest.raises(TooManyDeliveries):
        await bus.publish(ShipSighted())


@in_a_loop
async def test_five_thousand_chained_events_do_not_overflow_the_stack(bus):
    class Tick(Event):
        number: int

    @bus.on(Tick)
    async def tock(event):
        if event.number < 5000:
            await bus.publish(Tick(number=event.number + 1))

    await bus.publish(Tick(number=1))
    assert len(bus.trace.published()) == 5000


@in_a_loop
async def test_an_invalid_event_is_refused(bus):
    with pytest.raises(InvalidEvent):
        await bus.publish(ShipSighted(ship=1))


@in_a_loop
async def test_another_thread_is_refused(bus):
    with pytest.raises(WrongUse):
        await asyncio.to_thread(lambda: asyncio.run(bus.publish(ShipSighted())))


def test_an_asynchronous_generator_is_refused_at_on(bus):
    with pytest.raises(BadDefinition):

        @bus.on(ShipSighted)
        async def forgetful(event):
            yield event


def test_the_synchronous_bus_needs_no_asyncio():
    import subprocess
    import sys

    code = "import sys, companion.bus; sys.exit('asyncio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
