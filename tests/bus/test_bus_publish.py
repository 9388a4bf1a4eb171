"""Publishing: who hears what, in which order, and what every event knows about its origin."""

from __future__ import annotations

import gc
import weakref
from contextlib import suppress

import pytest

from companion.bus import Bus, Receipt, Retry
from companion.events import BadDefinition, Event, InvalidEvent, Trace, VirtualClock
from companion.events import event as event_module


class LampLit(Event):
    lamp: str = "l-1"


class RoomSeen(Event):
    lamp: str = "l-1"


class BookRead(Event):
    pass


@pytest.fixture
def bus() -> Bus:
    return Bus(VirtualClock())


@pytest.fixture
def heard() -> list[str]:
    return []


def types(bus: Bus) -> list[str]:
    return [envelope.type for envelope in bus.trace.published()]


def test_all_handlers_of_a_type_run_in_order_of_registration(bus, heard):
    for name in ("first", "second", "third"):
        bus.service(name).on(LampLit)(lambda event, name=name: heard.append(name))
    bus.publish(LampLit())
    assert heard == ["first", "second", "third"]


def test_an_event_without_listeners_is_not_an_error(bus):
    assert bus.publish(BookRead()).ok


def test_a_handler_hears_only_what_it_asked_for(bus, heard):
    bus.on(RoomSeen)(lambda event: heard.append("room"))
    bus.publish(LampLit())
    assert heard == []


def test_one_can_listen_by_class_by_exact_name_and_to_everything(bus, heard):
    bus.service("class").on(LampLit)(lambda event: heard.append("class"))
    bus.service("name").on("LampLit")(lambda event: heard.append("name"))
    bus.service("all").on(Event)(lambda event: heard.append("all"))
    bus.publish(LampLit())
    bus.publish(BookRead())
    assert heard == ["class", "name", "all", "all"]


def test_events_published_in_a_handler_come_after_the_current_ones_handlers(bus, heard):
    @bus.on(LampLit)
    def h1(event):
        heard.append("h1")
        bus.publish(RoomSeen())

    bus.on(LampLit)(lambda event: heard.append("h2"))
    bus.on(RoomSeen)(lambda event: heard.append("h3"))
    bus.publish(LampLit())
    assert heard == ["h1", "h2", "h3"]


def test_delivery_is_breadth_first_over_two_levels(bus, heard):
    bus.service("a").on(LampLit)(lambda event: bus.publish(RoomSeen(lamp="from a")))
    bus.service("b").on(LampLit)(lambda event: bus.publish(RoomSeen(lamp="from b")))

    @bus.on(RoomSeen)
    def see(event):
        heard.append(event.lamp)
        bus.publish(BookRead())

    bus.on(BookRead)(lambda event: heard.append("read"))
    bus.publish(LampLit())
    assert heard == ["from a", "from b", "read", "read"]


def test_five_thousand_chained_events_do_not_overflow_the_stack(bus):
    class Counted(Event):
        number: int

    @bus.on(Counted)
    def count(event):
        if event.number < 5000:
            bus.publish(Counted(number=event.number + 1))

    bus.publish(Counted(number=1))
    assert len(bus.trace.published()) == 5000


def test_a_redefined_event_class_still_reaches_its_handlers(bus, heard):
    bus.on(LampLit)(lambda event: heard.append(event.lamp))
    again = type(Event)("LampLit", (Event,), {"__annotations__": {"lamp": str}, "__module__": __name__})
    try:
        bus.publish(again(lamp="new"))
        bus.publish(LampLit(lamp="old"))
    finally:
        event_module._registry["LampLit"] = LampLit
    assert heard == ["new", "old"]


def test_a_handler_registered_later_hears_later_events(bus, heard):
    bus.publish(LampLit())
    bus.on(LampLit)(lambda event: heard.append("late"))
    bus.publish(LampLit())
    assert heard == ["late"]


def test_a_second_parameter_receives_the_envelope(bus, heard):
    @bus.on(LampLit)
    def look(event, envelope):
        heard.append((envelope.event is event, envelope.correlation_id, envelope.service))

    bus.service("Hall").publish(LampLit(), correlation_id="evening-1")
    assert heard == [(True, "evening-1", "Hall")]


def test_a_second_parameter_with_a_default_keeps_its_default(bus, heard):
    bus.on(LampLit)(lambda event, own="default": heard.append(own))
    bus.publish(LampLit())
    assert heard == ["default"]


def test_a_bound_method_and_a_callable_object_can_handle(bus, heard):
    class Reader:
        def __call__(self, event):
            heard.append("object")

        def read(self, event, envelope):
            heard.append(envelope.type)

    bus.service("a").on(LampLit)(Reader())
    bus.service("b").on(LampLit)(Reader().read)
    bus.service("c").on(LampLit)(heard.append)
    bus.publish(LampLit())
    assert heard == ["object", "LampLit", LampLit()]


@pytest.mark.parametrize(
    "handler",
    [lambda: None, lambda a, b, c: None, lambda event, *, needed: None],
    ids=["none", "three", "keyword-only"],
)
def test_a_handler_with_other_parameters_is_refused_at_on(bus, handler):
    with pytest.raises(BadDefinition):
        bus.on(LampLit)(handler)
    bus.service("Hall").switch_off()
    with pytest.raises(BadDefinition):
        bus.service("Hall").on(LampLit)(handler)
    assert bus.subscriptions() == ()


def test_a_second_parameter_called_envelope_may_have_a_default(bus, heard):
    bus.on(LampLit)(lambda event, envelope=None: heard.append(envelope.type))
    bus.publish(LampLit())
    assert heard == ["LampLit"]


def test_a_generator_function_is_refused_because_its_body_would_never_run(bus):
    with pytest.raises(BadDefinition) as caught:

        @bus.on(LampLit)
        def forgetful(event):
            yield event

    assert caught.value.what == "forgetful"


def test_on_gives_the_function_back(bus):
    def look(event): ...

    assert bus.on(LampLit)(look) is look
    assert bus.service("Hall").on(LampLit)(look) is look


def test_handlers_are_held_strongly(bus, heard):
    def register():
        def local(event):
            heard.append("still here")

        bus.on(LampLit)(local)

    register()
    gc.collect()
    bus.publish(LampLit())
    assert heard == ["still here"]


@pytest.mark.parametrize("trace", [True, False])
def test_a_bus_without_references_is_freed(trace):
    def used_and_dropped() -> weakref.ref[Bus]:
        bus = Bus(VirtualClock(), trace=trace)
        bus.on(LampLit)(lambda event: bus.publish(RoomSeen()))
        bus.publish(LampLit())
        return weakref.ref(bus)

    gone = used_and_dropped()
    gc.collect()
    assert gone() is None


def test_an_invalid_event_is_refused_before_anything_happens(bus, heard):
    bus.on(LampLit)(heard.append)
    with pytest.raises(InvalidEvent) as caught:
        bus.publish(LampLit(lamp=7))
    assert (caught.value.path, heard, len(bus.trace)) == ("lamp", [], 0)


@pytest.mark.parametrize("thing", [None, {"lamp": "l-1"}, LampLit])
def test_a_value_that_is_not_an_event_is_refused(bus, thing):
    with pytest.raises(InvalidEvent):
        bus.publish(thing)


def test_a_story_begins_with_the_correlation_it_is_given(bus):
    assert bus.publish(LampLit(), correlation_id="order-42").envelope.correlation_id == "order-42"


def test_the_default_correlation_is_the_id_of_the_first_envelope(bus):
    envelope = bus.publish(LampLit()).envelope
    assert (envelope.correlation_id, envelope.causation_id) == (envelope.id, None)


@pytest.mark.parametrize("trace", [True, False])
@pytest.mark.parametrize("through_service", [True, False])
def test_inside_a_handler_correlation_cause_and_service_are_inherited(trace, through_service):
    bus = Bus(VirtualClock(), trace=trace)
    hall = bus.service("Hall")
    inner: list[Receipt] = []

    @hall.on(LampLit)
    def light(event):
        inner.append((hall if through_service else bus).publish(RoomSeen()))

    outer = bus.publish(LampLit(), correlation_id="evening-1").envelope
    [made] = [receipt.envelope for receipt in inner]
    assert (made.correlation_id, made.causation_id, made.service) == ("evening-1", outer.id, "Hall")


def test_the_cause_is_the_event_being_handled_not_the_first_one(bus):
    bus.on(LampLit)(lambda event: bus.publish(RoomSeen()))
    bus.on(RoomSeen)(lambda event: bus.publish(BookRead()))
    bus.publish(LampLit())
    lit, seen, read = bus.trace.published()
    assert (seen.causation_id, read.causation_id) == (lit.id, seen.id)
    assert {seen.correlation_id, read.correlation_id} == {lit.id}


def test_an_explicit_correlation_wins_inside_a_handler_and_the_cause_stays(bus):
    bus.on(LampLit)(lambda event: bus.publish(RoomSeen(), correlation_id="other"))
    bus.publish(LampLit(), correlation_id="one")
    lit, seen = bus.trace.published()
    assert (seen.correlation_id, seen.causation_id) == ("other", lit.id)


def test_after_a_delivery_nothing_is_inherited(bus):
    bus.on(LampLit)(lambda event: None)
    bus.publish(LampLit())
    assert bus.publish(BookRead()).envelope.causation_id is None


def test_an_inner_receipt_is_pending_until_the_outermost_is_done(bus):
    inner: list[Receipt] = []
    pending: list[bool] = []

    @bus.on(LampLit)
    def light(event):
        inner.append(bus.publish(RoomSeen()))
        pending.append(inner[0].pending)

    bus.on(RoomSeen)(lambda event: None)
    outer = bus.publish(LampLit())
    assert pending == [True]
    assert (inner[0].pending, inner[0].handled, outer.handled, outer.ok) == (False, 1, 1, True)


def test_a_receipt_counts_handled_and_failed(bus):
    bus.service("good").on(LampLit)(lambda event: None)
    bus.service("bad").on(LampLit)(lambda event: 1 / 0)
    receipt = bus.publish(LampLit())
    assert (receipt.handled, receipt.failed, receipt.ok) == (1, 1, False)
    assert repr(receipt) == "<Receipt LampLit: 1 handled, 1 failed>"


def test_a_service_is_one_object_per_name(bus):
    assert bus.service("Hall") is bus.service("Hall")
    assert repr(bus.service("Hall")) == "<Service Hall>"


def test_subscriptions_tell_service_type_handler_duration_and_retry(bus):
    @bus.service("Hall").on(LampLit, takes_s=90)
    def light(event): ...

    [only] = bus.subscriptions()
    assert (only.service, only.event_type, only.handler, only.name) == ("Hall", "LampLit", light, "light")
    assert (only.takes_s, only.retry) == (90, None)
    assert repr(only) == "<Hall.light on LampLit>"


def test_listeners_of_a_name_include_those_of_all_events(bus):
    bus.service("a").on(Event)(lambda event: None)
    bus.service("b").on(LampLit)(lambda event: None)
    assert [one.service for one in bus.listeners("LampLit")] == ["a", "b"]
    assert [one.service for one in bus.listeners("Unheard")] == ["a"]


def test_a_bus_records_who_published_and_who_handled_when(bus):
    @bus.service("Hall").on(LampLit)
    def light(event):
        bus.clock.sleep(60)

    bus.service("Door").publish(LampLit())
    born, done = bus.trace
    assert (born.kind, born.service, born.time) == ("published", "Door", bus.clock.start)
    assert (done.kind, done.service, done.handler) == ("handled", "Hall", "light")
    assert done.envelope is born.envelope
    assert (done.started, (done.time - done.started).total_seconds()) == (bus.clock.start, 60)


def test_the_second_handler_starts_when_the_first_has_ended(bus):
    bus.service("a").on(LampLit)(lambda event: bus.clock.sleep(60))
    bus.service("b").on(LampLit)(lambda event: None)
    bus.publish(LampLit())
    _, first, second = bus.trace
    assert second.started == first.time


def told(trace: Trace) -> list[str]:
    return [f"{record.kind} {record.envelope.type} {record.handler}".strip() for record in trace]


def three_rooms(bus: Bus, inside) -> list[str]:
    """Two handlers of LampLit, of which the first publishes RoomSeen and then does `inside()`."""

    @bus.on(LampLit)
    def first(event):
        bus.clock.sleep(10)
        bus.publish(RoomSeen())
        inside()

    bus.service("Second").on(LampLit)(lambda event: bus.clock.sleep(20))
    bus.service("Third").on(RoomSeen)(lambda event: bus.clock.sleep(30))
    bus.publish(LampLit())
    return told(bus.trace)


STORY = [
    "published LampLit", "published RoomSeen", "handled LampLit first", "handled LampLit <lambda>",
    "handled RoomSeen <lambda>",
]  # fmt: skip


def test_what_a_handler_publishes_is_recorded_before_the_handler_has_ended(bus):
    assert three_rooms(bus, inside=lambda: None) == STORY
    assert [(r.started - bus.clock.start).total_seconds() for r in bus.trace if r.started] == [0, 10, 30]
    assert [(r.time - r.started).total_seconds() for r in bus.trace if r.started] == [10, 20, 30]


def test_a_handler_may_read_the_trace_and_nothing_is_lost(bus):
    seen: list[list[str]] = []
    assert three_rooms(bus, inside=lambda: seen.append(told(bus.trace))) == STORY
    assert seen == [STORY[:2]]


def test_a_handler_may_clear_the_trace_and_what_follows_is_recorded(bus):
    assert three_rooms(bus, inside=lambda: bus.trace.clear()) == STORY[2:]


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt])
def test_two_buses_may_share_a_trace_without_mixing_up_their_handlers(bus, stop):
    other = Bus(VirtualClock(seed=1), trace=bus.trace)

    @bus.on(LampLit)
    def relay(event):
        with suppress(KeyboardInterrupt):
            other.publish(RoomSeen())

    @other.on(RoomSeen)
    def see(event):
        if stop is not None:
            raise stop

    bus.service("Last").on(LampLit)(lambda event: None)
    bus.publish(LampLit())
    middle = "handled RoomSeen see" if stop is None else "stopped RoomSeen see"
    assert told(bus.trace) == [
        "published LampLit", "published RoomSeen", middle, "handled LampLit relay",
        "handled LampLit <lambda>",
    ]  # fmt: skip


def test_a_trace_that_is_full_keeps_the_newest_records_and_counts_exactly():
    def run(limit: int) -> Trace:
        bus = Bus(VirtualClock(), trace=Trace(limit))
        bus.on(LampLit)(lambda event: bus.publish(RoomSeen()))
        bus.on(Event)(lambda event: None)
        bus.service("bad").on(RoomSeen, retry=Retry(attempts=2))(lambda event: 1 / 0)
        for number in range(20):
            bus.publish(LampLit(lamp=str(number)))
        return bus.trace

    whole = run(1000)
    for limit in range(1, 60):
        part = run(limit)
        assert (part.records, part.forgotten) == (whole.records[-limit:], len(whole) - limit)


def test_a_bus_records_into_the_trace_it_is_given():
    trace = Trace(limit=1)
    bus = Bus(VirtualClock(), trace=trace)
    bus.publish(LampLit())
    bus.publish(BookRead())
    assert bus.trace is trace
    assert types(bus) == ["BookRead"]
    assert trace.forgotten == 1


def test_without_a_trace_nothing_is_recorded_and_everything_works(heard):
    bus = Bus(VirtualClock(), trace=False)
    bus.on(LampLit)(heard.append)
    assert bus.publish(LampLit()).ok
    assert (len(bus.trace), heard) == (0, [LampLit()])


def test_a_trace_can_be_switched_on_and_off(bus):
    bus.trace.enabled = False
    bus.publish(LampLit())
    bus.trace.enabled = True
    bus.publish(BookRead())
    assert types(bus) == ["BookRead"]


def test_two_runs_give_the_same_envelopes():
    def run() -> list[object]:
        bus = Bus(VirtualClock(seed=4))
        bus.on(LampLit)(lambda event: bus.publish(RoomSeen()))
        bus.publish(LampLit())
        return list(bus.trace)

    assert run() == run()


def test_reading_the_trace_in_between_changes_nothing():
    def run(read: bool) -> list[str]:
        bus = Bus(VirtualClock())
        for _ in range(3):
            bus.publish(LampLit())
            assert not read or bus.trace.records
        return [envelope.id for envelope in bus.trace.published()]

    assert run(read=True) == run(read=False) == sorted(run(read=False))


def test_a_system_clock_dates_what_is_published():
    bus = Bus()
    bus.on(LampLit)(lambda event: None)
    before = bus.clock.now()
    bus.publish(LampLit())
    born, done = bus.trace
    assert abs((born.time - before).total_seconds()) < 60
    assert born.time.utcoffset() is not None
    assert born.time <= done.started <= done.time
