"""What the pictures read out of a trace: causes, listeners, failures, work and waiting."""

import pytest

from companion.diagrams import bars, flow, grid, swimlanes
from companion.diagrams.story import add_missing, read
from companion.diagrams.works import order_of_lanes, step_of, works


def test_services_that_publish_nothing_are_listeners(told):
    story = read(told.food())
    assert story.services == ["Order", "Payment", "Restaurant", "Delivery"]
    assert story.listeners == ["Notification", "Analytics"]


def test_a_handler_that_succeeds_in_the_end_has_not_failed(told):
    teller = told.Teller()
    placed = teller.published("OrderPlaced", "Order")
    teller.failed(placed, "Payment", times=2, dead=False)
    teller.note("handled", "Payment", 0, placed, handler="react", attempt=3)
    [fact] = read(teller.trace).facts.values()
    assert fact.note == "Payment needed 3 attempts"


def test_a_handler_that_never_succeeds_stands_in_its_own_lane_as_a_failure(told):
    failures = [fact for fact in read(told.broken_food()).facts.values() if not fact.short]
    assert [(f.service, f.kind, f.note) for f in failures] == [
        ("Restaurant", "failure", "dead letter after 3 attempts"),
        ("Analytics", "failure", "2 attempts"),
    ]


def test_an_event_that_says_failed_or_declined_is_drawn_as_a_failure(told):
    facts = read(told.broken_food()).facts.values()
    assert {fact.name: fact.kind for fact in facts if fact.short} == {
        "OrderPlaced": "event",
        "PaymentAuthorized": "event",
        "PaymentDeclined": "failure",
    }


def test_what_was_expected_and_missing_never_happened(told):
    story = read(told.broken_food())
    add_missing(story, read(told.food()))
    missing = [fact.name for fact in story.facts.values() if fact.kind == "never"]
    assert missing == [
        "OrderAcceptedByRestaurant", "DriverAssigned", "OrderPickedUp", "OrderDelivered", "OrderRated",
    ]  # fmt: skip
    assert story.depths()["never/id-007"] == 6


def test_times_that_say_nothing_are_left_out(told):
    teller = told.Teller()
    teller.published("OrderPlaced", "Order", 5)
    assert "min" not in repr(flow(teller.trace, title="At once"))


def test_an_unknown_unit_is_refused_with_the_ones_there_are(told):
    with pytest.raises(ValueError, match="ms, s, min, h, d"):
        flow(told.food(), title="T", unit="minutes")
    with pytest.raises(ValueError, match="ms, s, min, h, d"):
        swimlanes(told.shop_hours(), title="T", unit="minutes")


def test_a_cycle_of_causes_is_cut_where_it_closes(told):
    first = told.Teller().published("A", "S")
    second = told.Teller().published("B", "T", 0, first)
    teller = told.Teller()
    import msgspec

    for envelope in (
        msgspec.structs.replace(first, causation_id="b"),
        msgspec.structs.replace(second, id="b"),
    ):
        teller.note("published", envelope.service, 0, envelope)
    picture = flow(teller.trace, title="Round and round")
    assert len([line for line in picture.layout.lines if line.dash == (4.0, 3.0)]) == 1


def test_the_critical_path_and_the_longest_chain_are_told_apart(told, pictures):
    assert pictures["flow"].notes == [
        "critical path: the customer waits for this",
        "non-critical: may be late, may retry, nobody waits",
        "longest chain of causes: 7 events, 35.4 min",
    ]


def test_critical_causes_are_heavy_and_the_others_are_not(told, pictures):
    edges = {line.ends[1]: line.stroke for line in pictures["flow"].layout.lines if line.role == "edge"}
    assert edges == {"id-002": 3, "id-003": 3, "id-004": 2, "id-005": 2, "id-006": 2, "id-007": 2}


def test_a_promise_gives_the_critical_path_its_name(told):
    picture = flow(told.food(), title="T", critical=told.CRITICAL, promise="confirmed")
    assert picture.notes[0] == "critical for the promise “confirmed”"


def test_who_waits_stands_on_top(told):
    assert order_of_lanes(works(told.coffee("events"), "min"))[:2] == ["You", "Counter"]


def test_work_counts_from_the_first_record(told):
    kitchen = [work for work in works(told.shop_hours(), "min") if work.service == "Kitchen"]
    assert [(work.begin, work.end) for work in kitchen][:2] == [(1, 6), (6, 11)]


@pytest.mark.parametrize(("span", "step"), [(12, 1), (85, 10), (0.5, 0.05), (7200, 1000), (0, 1)])
def test_ticks_are_round_and_few(span, step):
    assert step_of(span) == pytest.approx(step)


def test_a_customer_alone_is_served_when_the_last_work_is_done(told):
    marks = [
        text.text
        for text in swimlanes({"A": told.coffee("events")}, title="T").layout.texts
        if text.role == "mark"
    ]
    assert marks == ["served at 6"]


def test_a_customer_who_waits_no_longer_is_free_until_served(told, pictures):
    assert [t.text for t in pictures["coffee"].layout.texts].count("free to sit down") == 1


def test_display_reacts_and_the_counter_takes_the_order(told, pictures):
    facts = {(row[1], row[2], row[3]) for row in pictures["coffee"].rows}
    assert ("Counter", "works", "take order") in facts
    assert ("Display", "reacts", "show order") in facts


def test_a_grid_of_true_and_false_is_kept_and_broken():
    assert repr(grid(["a"], ["x", "y"], [[True, False]], title="T")).split()[-2:] == ["kept", "broken"]


def test_a_negative_count_and_a_foreign_answer_are_refused():
    with pytest.raises(ValueError, match="the count of 'a' is -1"):
        bars({"a": -1}, title="T")
    with pytest.raises(ValueError, match="'z' is none of the choices: a"):
        bars({"a": 1}, title="T", answer="z")
