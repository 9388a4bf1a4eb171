"""What the pictures read out of a trace: causes, listeners, failures, work and waiting."""

import pytest

from companion.diagrams import bars, counterexample, flow, grid, service_map, swimlanes
from companion.diagrams.palette import OTHERS, hues
from companion.diagrams.story import add_missing, read
from companion.diagrams.works import order_of_lanes, works
from companion.lab import Step


def test_services_that_publish_nothing_are_listeners(told):
    story = read(told.food())
    assert story.services == ["Order", "Payment", "Restaurant", "Delivery"]
    assert story.listeners == ["Notification", "Analytics"]


def test_a_handler_that_succeeds_in_the_end_has_its_failed_attempts_beside_it(told):
    teller = told.Teller()
    placed = teller.published("OrderPlaced", "Order")
    teller.failed(placed, "Payment", times=2, dead=False)
    teller.note("handled", "Payment", 0, placed, handler="react", attempt=3)
    fact, failed, then = read(teller.trace).facts.values()
    assert fact.note == "Payment needed 3 attempts"
    assert (failed.kind, failed.label, failed.note) == ("failure", "f1", "attempts 1–2")
    assert (then.kind, then.source, then.note) == ("policy", failed.id, "attempt 3")


def test_a_handler_that_never_succeeds_is_a_numbered_failure_in_its_own_lane(told):
    failures = [fact for fact in read(told.broken_food()).facts.values() if fact.kind == "failure"]
    assert [(f.service, f.label, f.note) for f in failures] == [
        ("Restaurant", "f1", "dead letter after 3 attempts"),
        ("Analytics", "f2", "2 attempts"),
    ]


def test_a_trace_that_forgot_its_beginning_is_told_from_what_is_left(told):
    whole = list(told.food())
    left = [row for row in whole if row.envelope is None or row.envelope.id != whole[0].envelope.id]
    late = [row for row in whole if row.kind == "handled"][:1]
    assert read([*late, *left]).facts.keys() == read(left).facts.keys() != read(whole).facts.keys()


def test_the_class_of_an_event_and_not_its_name_declares_that_it_says_no(told):
    teller = told.Teller()
    teller.published("PaymentDeclined", "Payment")
    teller.published("DriverAssigned", "Delivery", no=True)
    teller.published("VideoMarkedFailed", "Video")
    assert [fact.kind for fact in read(teller.trace).facts.values()] == ["event", "refusal", "event"]


def test_an_event_that_says_no_is_a_sticky_with_an_outline_and_a_tag(told):
    teller = told.Teller()
    teller.published("PaymentDeclined", "Payment", no=True)
    picture = flow(teller.trace, title="No")
    [box] = picture.layout.nodes
    assert (box.shape, box.fill, box.edge) == ("sticky", "event.fill", "ink")
    assert [text.text for text in picture.layout.texts].count("no") == 1
    assert [box.role for box in picture.layout.boxes if box.shape in ("octagon", "cross")] == []
    assert "says no" in repr(picture)


def test_a_second_attempt_is_numbered_and_beside_the_first(told):
    facts = {fact.name: fact for fact in read(told.tried_again()).facts.values()}
    paid = facts["PaymentAuthorized"]
    assert paid.label == "e2, attempt 3"
    assert facts["TimeoutError: no answer"].id == paid.source
    assert not paid.again


def test_a_second_delivery_is_dashed_and_beside_the_first(told):
    facts = {fact.name: fact for fact in read(told.tried_again()).facts.values()}
    sent = facts["ParcelDispatched"]
    assert (sent.label, sent.again) == ("e3, redelivered", True)
    picture = flow(told.tried_again(), title="Again")
    dashes = {line.ends[1]: line.dash for line in picture.layout.lines if line.role == "edge"}
    assert dashes[sent.id] == (5.0, 3.0) and dashes[facts["PaymentAuthorized"].id] == ()
    notes = [fact.note for fact in read(told.tried_again()).facts.values() if fact.kind == "repeat"]
    assert notes == ["delivery 2", "delivery 3"]


def test_two_deliveries_that_each_published_are_side_by_side(told):
    teller = told.Teller()
    placed = teller.published("OrderPlaced", "Order")
    for _ in range(2):
        teller.published("CardCharged", "Payment", 0, placed)
        teller.note("handled", "Payment", 0, placed, handler="charge")
    facts = list(read(teller.trace).facts.values())
    assert [(fact.label, fact.source, fact.again) for fact in facts] == [
        ("e1", "", False),
        ("e2", "id-001", False),
        ("e3, delivery 2", "id-002", True),
    ]


def test_an_event_published_before_the_failure_does_not_follow_it(told):
    teller = told.Teller()
    placed = teller.published("OrderPlaced", "Order")
    teller.published("StockReserved", "Inventory", 0, placed)
    teller.failed(placed, "Inventory", times=1, dead=False)
    teller.note("handled", "Inventory", 0, placed, handler="react", attempt=2)
    assert read(teller.trace).facts["id-002"].source == "id-001"


def test_the_event_of_a_persons_own_command_is_drawn_at_its_time(told):
    story = read(told.tried_again())
    last = [fact for fact in story.facts.values() if fact.name == "OrderRated"]
    assert story.depths()[last[0].id] == 0
    assert story.columns()[last[0].id] == 1 + max(
        story.columns()[fact.id] for fact in story.facts.values() if fact.short and fact is not last[0]
    )


def test_the_event_of_a_persons_own_command_needs_no_band_of_its_own(told):
    teller = told.Teller()
    last = None
    for minute in range(7):
        last = teller.published(f"Thing{minute}", f"Service{minute}", minute, last)
    teller.published("OrderRated", "Service0", 9)
    columns = read(teller.trace).columns()
    assert (columns["id-007"], columns["id-008"]) == (6, 6)


def test_another_story_begins_on_the_left_again(told):
    columns = read(told.crowd(stories=2, depth=3)).columns()
    assert [columns[f"id-00{n}"] for n in (1, 2, 3, 4)] == [0, 0, 1, 1]


def test_dots_of_listeners_are_in_the_order_of_time(told):
    for picture in (
        flow(told.food(), title="T"),
        flow(told.crowd(), title="T"),
        flow(told.tried_again(), title="T"),
    ):
        bands = {}
        for box in picture.layout.boxes:
            if box.role == "dot":
                bands.setdefault(box.y, []).append((box.x, box.key))
        for dots in bands.values():
            assert [key for _, key in sorted(dots)] == sorted(key for _, key in dots)


def test_every_event_has_its_own_line_to_its_listeners(told):
    layout = flow(told.crowd(), title="T").layout
    drops = [(line.points[-1][0], round(line.points[0][1])) for line in layout.lines if line.role == "drop"]
    assert len(drops) == len(dict.fromkeys(drops)) > 10


def test_a_service_has_the_same_colour_in_every_picture(told):
    whole, part = hues(["Order", "Payment", "Mine", "Email"]), hues(["Email", "Yours", "Order"])
    assert (whole["Order"], whole["Email"]) == (part["Order"], part["Email"])
    assert whole["Mine"] not in (whole["Order"], whole["Payment"], whole["Email"])
    assert hues(["a", "b"]) == {"a": 0, "b": 1}
    assert hues([f"s{n}" for n in range(9)])["s8"] == OTHERS


def test_the_services_of_one_of_our_pictures_have_different_colours():
    ride = ["Matching", "Driver", "Pricing", "Payment", "Notification", "Analytics"]
    assert len(set(hues(ride).values())) == len(ride)


def test_a_customer_turned_away_looks_different_from_one_who_was_served(told):
    teller = told.Teller()
    served, away = (teller.published("OrderPlaced", "Counter", 0, story=f"order-{n}") for n in (1, 2))
    teller.note("waited", "Customers", 9, served, begin=0)
    teller.note("handled", "Kitchen", 9, served, begin=1)
    teller.note("waited", "Customers", 5, away, begin=0)
    teller.note("failed", "Kitchen", 5, away, begin=5)
    teller.note("failed", "Kitchen", 2, served, begin=2)
    picture = swimlanes(teller.trace, title="T")
    assert [row[2:5] for row in picture.rows if row[1] == "Customers"] == [
        ("waits", "OrderPlaced", "order-1"),
        ("leaves", "OrderPlaced", "order-2"),
    ]
    marks = [text.text for text in picture.layout.texts if text.on == "failure.fill"]
    assert marks == ["1", "2"]


def test_an_expected_event_that_is_missing_is_drawn_as_never_happened(told):
    story = read(told.broken_food())
    add_missing(story, read(told.food()))
    missing = [fact.name for fact in story.facts.values() if fact.kind == "never"]
    assert missing == [
        "OrderAcceptedByRestaurant", "DriverAssigned", "OrderPickedUp", "OrderDelivered", "OrderRated",
    ]  # fmt: skip
    assert story.depths()["never/id-007"] == 6


def test_times_that_are_all_zero_are_left_out(told):
    teller = told.Teller()
    teller.published("OrderPlaced", "Order", 5)
    assert "min" not in repr(flow(teller.trace, title="At once"))


def test_an_unknown_unit_is_refused_and_the_known_ones_are_named(told):
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
    assert [row[3:6] for row in picture.rows] == [("A", "e1", "e2"), ("B", "e2", "e1")]
    assert len([line for line in picture.layout.lines if line.role == "edge"]) == 1


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


def test_the_lane_of_who_waits_is_at_the_top(told):
    assert order_of_lanes(works(told.coffee("events"), "min"))[:2] == ["You", "Counter"]


def test_work_counts_from_the_first_record(told):
    kitchen = [work for work in works(told.shop_hours(), "min") if work.service == "Kitchen"]
    assert [(work.begin, work.end) for work in kitchen][:2] == [(1, 6), (6, 11)]


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


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="the count of 'a' is -1"):
        bars({"a": -1}, title="T")


@pytest.mark.parametrize("drawn", [flow, service_map])
def test_the_longest_word_of_a_name_is_never_cut(told, drawn):
    teller, cause = told.Teller(), None
    for name in ("OrderPlaced", "PaymentAuthorized", "ConfirmationSent", "RedistributionPlanned"):
        for turn in range(3):
            cause = teller.published(name, f"Service{turn}", cause=cause)
    texts = [text.text for text in drawn(teller.trace, title="Long").layout.texts]
    assert [text for text in texts if "…" in text] == []
    assert "Redistribution" in " ".join(texts)


def _texts(picture):
    return [text.text for text in picture.layout.texts]


def test_a_row_of_many_words_is_written_whole_if_the_page_has_room():
    point = "before append AccountOpened, MoneyDeposited, MoneyWithdrawn, MoneyWithdrawn"
    told = _texts(grid(["no crash", point], ["$200 are paid once"], [[True], [False]], title="T"))
    assert [text for text in told if "…" in text] == []
    assert "MoneyWithdrawn, MoneyWithdrawn" in " ".join(told)
    assert [text for text in told if text.startswith(",")] == []


def test_a_crash_before_the_acknowledgement_is_written_whole():
    steps = [Step("crash", "A", 0, "before acknowledgement"), Step("deliver", "A", 0)]
    assert "acknowledgement" in _texts(counterexample(steps, title="T", problem="twice"))
