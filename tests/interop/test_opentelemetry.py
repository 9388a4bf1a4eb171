"""A trace as OpenTelemetry spans: parents, times and attributes, as an exporter of the SDK receives them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from companion.bus import Bus, Retry
from companion.events import Event, Trace, VirtualClock
from companion.interop.opentelemetry import spans, trace_id
from companion.sourcing import MemoryStore


class KiteOrdered(Event):
    kite_id: str


class KiteSewn(Event):
    kite_id: str


def workshop() -> Bus:
    """Sewing takes 90 s and succeeds at the second attempt; Archive hears everything."""
    clock = VirtualClock(datetime(2024, 1, 31, 12, tzinfo=UTC))
    bus = Bus(clock, retry=Retry(attempts=2, first_wait_s=5))
    sewing, archive = bus.service("Sewing"), bus.service("Archive")
    tries: list[str] = []

    @sewing.on(KiteOrdered)
    def sew(event: KiteOrdered) -> None:
        tries.append(event.kite_id)
        clock.advance(90)
        if len(tries) == 1:
            raise ValueError("the thread broke")
        sewing.publish(KiteSewn(kite_id=event.kite_id))

    @archive.on(Event)
    def note(event: Event) -> None:
        pass

    bus.service("Shop").publish(KiteOrdered(kite_id="k-1"), correlation_id="order-42")
    return bus


def told(bus: Bus) -> dict[str, Any]:
    """The spans an exporter got, by service and name; an attempt after the first has its number."""
    exporter = InMemorySpanExporter()
    SimpleSpanProcessor(exporter).span_exporter.export(spans(bus.trace))
    found = {}
    for span in exporter.get_finished_spans():
        attempt = span.attributes.get("companion.attempt", 1)
        again = f" {attempt}" if attempt != 1 else ""
        found[f"{span.resource.attributes['service.name']} {span.name}{again}"] = span
    return found


def test_publishing_and_each_attempt_to_handle_are_spans() -> None:
    assert list(told(workshop())) == [
        "Shop send KiteOrdered",
        "Sewing process KiteOrdered",
        "Sewing send KiteSewn",
        "Sewing process KiteOrdered 2",
        "Archive process KiteOrdered",
        "Archive process KiteSewn",
    ]


@pytest.mark.parametrize(
    "child, parent",
    [
        ("Sewing process KiteOrdered", "Shop send KiteOrdered"),
        ("Sewing process KiteOrdered 2", "Shop send KiteOrdered"),
        ("Archive process KiteOrdered", "Shop send KiteOrdered"),
        ("Sewing send KiteSewn", "Sewing process KiteOrdered 2"),
        ("Archive process KiteSewn", "Sewing send KiteSewn"),
    ],
)
def test_a_span_hangs_below_what_led_to_it(child: str, parent: str) -> None:
    found = told(workshop())
    assert found[child].parent == found[parent].context


def test_the_first_event_of_a_story_has_no_parent() -> None:
    assert told(workshop())["Shop send KiteOrdered"].parent is None


def test_one_story_is_one_trace() -> None:
    assert {span.context.trace_id for span in told(workshop()).values()} == {trace_id("order-42")}


def test_a_story_named_by_a_uuid_keeps_its_bits_and_any_other_text_is_hashed() -> None:
    assert trace_id("018d5f2c-aaaa-7bbb-8ccc-0123456789ab") == 0x018D5F2CAAAA7BBB8CCC0123456789AB
    assert trace_id("order-42") != trace_id("order-43")
    assert 0 < trace_id("zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz") < 1 << 128
    assert trace_id("00000000-0000-0000-0000-000000000000") > 0


def test_spans_have_ids_of_their_own_that_are_equal_in_every_run() -> None:
    first, again = (list(told(workshop()).values()) for _ in range(2))
    ids = [span.context.span_id for span in first]
    assert len(set(ids)) == len(ids) and all(0 < id < 1 << 64 for id in ids)
    assert ids == [span.context.span_id for span in again]


def test_a_handlers_span_lasts_as_long_as_its_work() -> None:
    span = told(workshop())["Sewing process KiteOrdered 2"]
    noon = int(datetime(2024, 1, 31, 12, tzinfo=UTC).timestamp()) * 10**9
    assert (span.start_time - noon, span.end_time - noon) == (95 * 10**9, 185 * 10**9)


def test_a_failure_is_an_error_with_its_exception() -> None:
    found = told(workshop())
    failed = found["Sewing process KiteOrdered"]
    assert failed.status.status_code is StatusCode.ERROR
    assert failed.attributes["error.type"] == "ValueError"
    assert "the thread broke" in failed.events[0].attributes["exception.message"]
    assert found["Sewing process KiteOrdered 2"].status.status_code is StatusCode.UNSET


def test_attributes_follow_the_conventions_for_messaging() -> None:
    bus = workshop()
    envelope = bus.trace.published()[0]
    found = told(bus)
    sent, handled = found["Shop send KiteOrdered"], found["Sewing process KiteOrdered"]
    assert (sent.kind, handled.kind) == (SpanKind.PRODUCER, SpanKind.CONSUMER)
    assert dict(sent.attributes) == {
        "messaging.system": "companion",
        "messaging.operation.type": "send",
        "messaging.operation.name": "publish",
        "messaging.destination.name": "KiteOrdered",
        "messaging.message.id": envelope.id,
        "messaging.message.conversation_id": "order-42",
        "companion.event.type": "KiteOrdered",
    }
    assert handled.attributes["messaging.operation.type"] == "process"
    assert handled.attributes["companion.handler"] == "sew"


def test_what_a_store_appended_is_sent_to_its_stream() -> None:
    trace = Trace()
    store = MemoryStore(clock=VirtualClock(), trace=trace)
    [ordered] = store.append("kite-1", [KiteOrdered(kite_id="k-1")], expected=0, service="Shop")
    store.append("kite-1", [KiteSewn(kite_id="k-1")], expected=1, cause=ordered, service="Sewing")
    first, second = spans(trace)
    assert first.attributes is not None and second.attributes is not None
    assert first.attributes["messaging.destination.name"] == "kite-1"
    assert second.attributes["companion.event.version"] == 2
    assert second.parent == first.context


def test_a_cause_outside_the_trace_leaves_no_parent() -> None:
    trace = workshop().trace
    part = trace.only(lambda record: record.envelope is not None and record.envelope.type == "KiteSewn")
    assert [span.parent is None for span in spans(part)] == [True, False]
