"""Trace: a bounded list of what happened, and the graph of who caused whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from companion.events import Envelope, Event, Record, Trace, VirtualClock, ancestors, causation_graph


class Happened(Event):
    name: str = ""


CLOCK = VirtualClock()


def envelope(name: str, because_of: Envelope | None = None, story: str = "s-1") -> Envelope:
    return Envelope(
        id=f"id-{name}", type=name, event=Happened(name=name), time=CLOCK.now(), correlation_id=story,
        causation_id=because_of.id if because_of else None, service="Test",
    )  # fmt: skip


def published(*envelopes: Envelope) -> Trace:
    trace = Trace()
    for one in envelopes:
        trace.add(Record("published", one.time, "Test", envelope=one))
    return trace


PLACED = envelope("OrderPlaced")
PAID = envelope("OrderPaid", PLACED)
MAILED = envelope("MailSent", PLACED)
PACKED = envelope("OrderPacked", PAID)
OTHER = envelope("OrderPlaced2", story="s-2")
WHOLE = published(PLACED, PAID, OTHER, MAILED, PACKED)


def test_a_trace_keeps_records_in_order():
    assert [record.envelope for record in WHOLE] == [PLACED, PAID, OTHER, MAILED, PACKED]
    assert len(WHOLE) == 5
    assert WHOLE.records == tuple(WHOLE)


def test_a_full_trace_forgets_the_oldest_and_counts_them():
    trace = Trace(limit=2)
    for record in WHOLE:
        trace.add(record)
    assert (len(trace), trace.forgotten) == (2, 3)
    assert [record.envelope for record in trace] == [MAILED, PACKED]


def test_a_limit_below_one_is_refused():
    with pytest.raises(ValueError, match="enabled=False"):
        Trace(limit=0)


def test_a_trace_that_is_off_records_nothing():
    trace = Trace(enabled=False)
    trace.add(WHOLE.records[0])
    assert len(trace) == 0


def test_a_cleared_trace_is_as_new():
    trace = Trace(limit=1)
    for record in WHOLE:
        trace.add(record)
    trace.clear()
    assert (len(trace), trace.forgotten) == (0, 0)


def test_published_gives_each_envelope_once():
    trace = published(PLACED, PAID, PLACED)
    trace.add(Record("handled", CLOCK.now(), "Payment", "charge", PLACED))
    assert trace.published() == [PLACED, PAID]


def test_appended_events_count_as_published():
    trace = Trace()
    trace.add(Record("appended", CLOCK.now(), "Store", envelope=PLACED))
    assert trace.published() == [PLACED]


def test_envelopes_of_one_story():
    assert WHOLE.envelopes("s-2") == [OTHER]
    assert WHOLE.envelopes() == WHOLE.published()


def test_a_short_name_counts_publications():
    assert [WHOLE.short(one.id) for one in (PLACED, PAID, PACKED)] == ["e1", "e2", "e5"]
    assert WHOLE.short("nobody") == "e?"


def test_a_story_is_a_trace_of_its_own():
    story = WHOLE.story("s-1")
    assert story.published() == [PLACED, PAID, MAILED, PACKED]
    assert story.short(MAILED.id) == "e3"


def test_between_is_open_at_its_end():
    clock = VirtualClock()
    trace = Trace()
    for _ in range(3):
        trace.add(Record("called", clock.now(), "Counter"))
        clock.advance(60)
    assert len(trace.between(clock.start, clock.start + timedelta(minutes=2))) == 2


def test_the_graph_leads_from_cause_to_effect_in_order_of_publication():
    graph = causation_graph(WHOLE)
    assert list(graph) == [one.id for one in WHOLE.published()]
    assert sorted(graph.edges) == sorted([(PLACED.id, PAID.id), (PLACED.id, MAILED.id), (PAID.id, PACKED.id)])


def test_a_node_carries_type_service_time_and_sequence():
    assert causation_graph(WHOLE).nodes[MAILED.id] == {
        "type": "MailSent", "service": "Test", "time": MAILED.time, "seq": 3,
    }  # fmt: skip


def test_a_cause_outside_the_trace_has_no_node():
    assert list(causation_graph(published(PAID))) == [PAID.id]


def test_the_graph_takes_plain_records_too():
    assert list(causation_graph(list(WHOLE))) == list(causation_graph(WHOLE))


def test_ancestors_are_what_an_event_needed_and_nothing_beside():
    assert ancestors(WHOLE, "OrderPacked") == [PLACED, PAID, PACKED]


def test_ancestors_of_what_never_happened_are_none():
    assert ancestors(WHOLE, "OrderRefunded") == []


def test_ancestors_end_at_a_cause_outside_the_trace():
    assert ancestors(published(PAID, PACKED), "OrderPacked") == [PAID, PACKED]


def test_a_circle_of_causes_ends():
    one, two = envelope("One", envelope("Two")), envelope("Two", envelope("One"))
    assert ancestors(published(one, two), "Two") == [one, two]


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (PLACED, "<Happened(name='OrderPlaced') by Test in s-1>"),
        (WHOLE, "<Trace: 5 published>"),
        (Trace(), "<Trace: empty>"),
        (Trace(enabled=False), "<Trace: off>"),
        (WHOLE.records[0], "<published OrderPlaced by Test>"),
        (
            Record("failed", CLOCK.now(), "Payment", "charge", PLACED, 2, "KeyError('x')"),
            "<failed OrderPlaced by Payment.charge (attempt 2): KeyError('x')>",
        ),
        (Record("called", CLOCK.now(), "Counter", label="sell"), "<called sell by Counter>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_printed_is_short_and_the_same_in_every_run(thing, text):
    assert repr(thing) == text


def test_an_envelope_does_not_print_an_id_made_by_the_machine():
    made = CLOCK.new_id()
    own = Envelope(id=made, type="Happened", event=Happened(), time=CLOCK.now(), correlation_id=made)
    assert repr(own) == "<Happened(name='')>"
