"""Three coffee shops in virtual time: every figure the lessons quote comes out of them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.events import Record
from companion.scenarios import coffee_shop
from companion.scenarios.coffee_shop import Run, events, parallel, sequential

SHOPS = (sequential, parallel, events)
OUTAGE = (20, 30)
Shop = Callable[..., Run]


def spans(run: Run, kind: str) -> list[tuple[str, float, float, str]]:
    """Who did or suffered what, from minute to minute."""
    start = min(record.started or record.time for record in run.trace)
    return [
        (
            record.service,
            ((record.started or record.time) - start).total_seconds() / 60,
            (record.time - start).total_seconds() / 60,
            record.label or record.handler,
        )
        for record in run.trace
        if record.kind == kind
    ]


@pytest.mark.parametrize(("shop", "minutes"), [(sequential, 12), (parallel, 6), (events, 6)])
def test_one_customer_alone_is_served_after_the_sum_or_after_the_longest_branch(
    shop: Shop, minutes: int
) -> None:
    assert shop(arrivals=[0]).served == (minutes,)


@pytest.mark.parametrize(("shop", "minutes"), [(sequential, 9), (parallel, 6), (events, 6)])
def test_a_barista_four_times_as_fast_helps_only_where_somebody_waits_for_the_barista(
    shop: Shop, minutes: int
) -> None:
    assert shop(arrivals=[0], barista=1).served == (minutes,)


@pytest.mark.parametrize("shop", SHOPS)
def test_fifteen_customers_come_in_an_hour(shop: Shop) -> None:
    run = shop()
    assert list(run.came_at.values()) == list(range(0, 60, 4))
    assert len(run.served) == 15


def test_without_an_outage_parallel_calls_and_events_are_equal_to_the_minute() -> None:
    assert events().served == parallel().served == tuple(range(6, 21))


def test_with_an_outage_parallel_calls_turn_four_away() -> None:
    assert parallel(kitchen_closed=OUTAGE).refused == ("order-5", "order-6", "order-7", "order-8")


def test_one_of_the_four_had_paid_before_the_kitchen_closed() -> None:
    assert parallel(kitchen_closed=OUTAGE).paid_but_refused == ("order-5",)


def test_with_an_outage_sequential_calls_turn_three_away_who_had_paid_and_whose_drink_was_made() -> None:
    run = sequential(kitchen_closed=OUTAGE)
    assert run.refused == run.paid_but_refused == ("order-4", "order-5", "order-6")
    drinks = {label for service, _, _, label in spans(run, "called") if service == "Barista"}
    assert set(run.refused) <= drinks


def test_with_an_outage_events_turn_nobody_away_and_the_last_one_waits_29_minutes() -> None:
    run = events(kitchen_closed=OUTAGE)
    assert run.refused == ()
    assert len(run.served) == 15
    assert run.served[4] == 19
    assert run.served[-1] == 29


def test_every_four_minutes_each_customer_after_the_outage_waits_a_minute_longer_than_the_last() -> None:
    assert events(kitchen_closed=OUTAGE).served[4:] == tuple(range(19, 30))


def test_every_six_minutes_the_queue_drains_and_the_wait_is_back_to_six() -> None:
    run = events(every=6, kitchen_closed=OUTAGE)
    assert run.served == (6, 6, 6, 6, 11, 10, 9, 8, 7, 6)


@pytest.mark.parametrize("shop", SHOPS)
def test_what_the_kitchen_began_before_closing_is_finished(shop: Shop) -> None:
    run = shop(arrivals=[0], kitchen_closed=(7.5, 100))
    assert run.refused == ()


@pytest.mark.parametrize("shop", [sequential, parallel])
def test_calls_are_served_again_as_soon_as_the_kitchen_opens(shop: Shop) -> None:
    alone = shop(arrivals=[0]).served
    reaches_kitchen = 7 if shop is sequential else 1
    assert shop(arrivals=[0], kitchen_closed=(0, reaches_kitchen)).served == alone
    assert shop(arrivals=[0], kitchen_closed=(0, reaches_kitchen + 0.5)).refused == ("order-1",)


@pytest.mark.parametrize("arrivals", [[0], [0, 0, 0], [0, 1, 2, 3], [5, 5, 9, 30, 31], [3, 1, 2], []])
def test_without_an_outage_the_two_are_equal_for_any_arrivals(arrivals: list[float]) -> None:
    assert events(arrivals=arrivals).served == parallel(arrivals=arrivals).served


def test_customers_are_numbered_in_the_order_in_which_they_come() -> None:
    assert events(arrivals=[3, 1]).came_at == {"order-1": 1, "order-2": 3}


def test_in_the_sequential_shop_a_customer_stands_there_to_the_end() -> None:
    run = sequential(arrivals=[0])
    assert spans(run, "called") == [
        ("Counter", 0, 1, "take order"),
        ("Cashier", 1, 3, "payment"),
        ("Barista", 3, 7, "drink"),
        ("Kitchen", 7, 12, "food"),
    ]
    assert spans(run, "waited") == [("Ada", 0, 12, "")]


def test_in_the_parallel_shop_all_three_begin_together_and_the_customer_waits_for_the_last() -> None:
    run = parallel(arrivals=[0])
    assert spans(run, "called") == [
        ("Counter", 0, 1, "take order"),
        ("Cashier", 1, 3, "payment"),
        ("Barista", 1, 5, "drink"),
        ("Kitchen", 1, 6, "food"),
    ]
    assert spans(run, "waited") == [("Ada", 0, 6, "")]


def test_in_the_event_shop_the_customer_waits_for_the_counter_alone() -> None:
    run = events(arrivals=[0])
    assert spans(run, "waited") == [("Ada", 0, 1, "")]
    assert spans(run, "called") == [("Counter", 0, 1, "take order")]
    assert spans(run, "handled") == [
        ("Display", 1, 1, "show"),
        ("Cashier", 1, 3, "payment"),
        ("Barista", 1, 5, "drink"),
        ("Kitchen", 1, 6, "food"),
    ]


def test_the_counter_publishes_one_event_an_order_and_nothing_else_is_published() -> None:
    published = events().trace.published()
    assert [(each.type, each.service) for each in published] == [("OrderPlaced", "Counter")] * 15
    assert [each.correlation_id for each in published] == [f"order-{n}" for n in range(1, 16)]


def test_a_refused_call_is_in_the_trace_as_failed() -> None:
    failed = [record for record in parallel(kitchen_closed=OUTAGE).trace if record.kind == "failed"]
    assert [(r.service, r.label, r.error) for r in failed if r.error == "closed"] == [
        ("Kitchen", f"order-{n}", "closed") for n in (5, 6, 7, 8)
    ]


def test_a_parallel_call_that_is_given_up_half_way_leaves_half_a_drink() -> None:
    run = parallel(kitchen_closed=OUTAGE)
    given_up: list[Record] = [r for r in run.trace if r.error == "given up half-way"]
    assert [(r.service, r.label) for r in given_up] == [("Barista", "order-5")]


@pytest.mark.parametrize("shop", SHOPS)
def test_a_part_the_day_does_not_have_is_refused(shop: Shop) -> None:
    with pytest.raises(TypeError, match="waiter"):
        shop(waiter=3)


SCRIPT = """
from companion.scenarios.coffee_shop import events, parallel, sequential
for shop in (sequential, parallel, events):
    run = shop(kitchen_closed=(20, 30))
    print(run.served, run.refused, run.paid_but_refused)
    for record in run.trace:
        print(record, record.started, record.time, record.envelope.id if record.envelope else "")
"""


def printed_under(hash_seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={
            **os.environ,
            "PYTHONHASHSEED": hash_seed,
            "PYTHONPATH": str(Path(coffee_shop.__file__).parents[2]),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def test_a_day_is_the_same_under_two_hash_seeds_down_to_the_ids() -> None:
    first = printed_under("1")
    assert first.count("OrderPlaced") > 15
    assert printed_under("2") == first


def test_the_table_of_figures_counts_the_served_the_turned_away_and_who_had_paid() -> None:
    days = {"calls": sequential(kitchen_closed=OUTAGE), "nobody came": events(arrivals=[])}
    assert [line.split() for line in coffee_shop.figures(days).splitlines()[1:]] == [
        ["calls", "12", "3", "3", "20", "min"],
        ["nobody", "came", "0", "0", "0", "0", "min"],
    ]


def test_both_shops_have_their_workers_in_one_order_of_lanes() -> None:
    from companion.diagrams import swimlanes

    shops = {"calls": sequential, "events": events}
    traces = {name: shop(arrivals=[0], barista=1).trace for name, shop in shops.items()}
    drawn = swimlanes(traces, title="Both")
    names = ("Counter", "Cashier", "Barista", "Kitchen")
    tops = [[text.y for text in drawn.layout.texts if text.text == name] for name in names]
    for panel in (0, 1):
        assert [top[panel] for top in tops] == sorted(top[panel] for top in tops)
