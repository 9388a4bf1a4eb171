"""The logs under data/: shaped like reality, and labelled truthfully."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
FOOD = [
    "OrderPlaced",
    "PaymentAuthorized",
    "OrderAcceptedByRestaurant",
    "DriverAssigned",
    "OrderPickedUp",
    "OrderDelivered",
    "OrderRated",
]
NOW, LIMIT = datetime(2024, 11, 15, 22, 30, tzinfo=UTC), timedelta(minutes=30)
DOWN, UP = (datetime(2024, 11, 15, *at, tzinfo=UTC) for at in ((18, 45), (19, 30)))

Row = dict[str, Any]


def rows(*names: str) -> list[Row]:
    return [json.loads(line) for name in names for line in (DATA / name).read_text("utf-8").splitlines()]


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


def at(row: Row) -> datetime:
    return datetime.fromisoformat(row["time"])


def by_order(log: list[Row]) -> dict[str, dict[str, Row]]:
    """order id → type → its event (each type once an order)."""
    orders: dict[str, dict[str, Row]] = {}
    for row in log:
        orders.setdefault(row["stream"], {})[row["type"]] = row
    return orders


@pytest.fixture(scope="module")
def shop() -> list[Row]:
    return rows("shop_orders_1.jsonl", "shop_orders_2.jsonl", "shop_orders_3.jsonl")


@pytest.fixture(scope="module")
def placed(shop: list[Row]) -> list[Row]:
    """Each order of the shop once."""
    return list({row["id"]: row for row in shop if row["type"] == "OrderPlaced"}.values())


@pytest.fixture(scope="module")
def evening() -> list[Row]:
    return rows("delivery_evening.jsonl")


@pytest.fixture(scope="module")
def endings() -> dict[str, str]:
    return {row["order_id"]: row["label"] for row in table("delivery_evening_labels.csv")}


LOGS = {
    "coffee_lunch": ["coffee_lunch.jsonl"],
    "shop_orders": [f"shop_orders_{n}.jsonl" for n in (1, 2, 3)],
    "delivery_evening": ["delivery_evening.jsonl"],
}


@pytest.fixture(params=LOGS.values(), ids=list(LOGS))
def log(request: pytest.FixtureRequest) -> list[Row]:
    return rows(*request.param)


def test_a_cause_stands_above_its_effect_in_the_same_story(log: list[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in log:
        if row["causation_id"] is not None:
            cause = seen[row["causation_id"]]
            assert (cause["correlation_id"], at(cause) < at(row)) == (row["correlation_id"], True)
        seen.setdefault(row["id"], row)


def test_only_what_a_person_decides_has_no_cause(log: list[Row]) -> None:
    decided = {"OrderPlaced", "OrderCancelled", "OrderRated"}
    assert all((row["causation_id"] is None) == (row["type"] in decided) for row in log)


def test_times_are_aware_and_lines_stand_in_order_of_arrival(log: list[Row]) -> None:
    once: dict[str, Row] = {}
    for row in log:
        once.setdefault(row["id"], row)
    assert all(at(row).utcoffset() == timedelta(0) for row in log)
    times = [at(row) for row in once.values()]
    assert times == sorted(times)


def test_a_total_is_the_sum_of_its_items(log: list[Row]) -> None:
    for data in (row["data"] for row in log if row["type"] == "OrderPlaced"):
        assert data["total_cents"] == sum(i["quantity"] * i["price_cents"] for i in data["items"])


def test_what_is_paid_is_what_was_ordered(log: list[Row]) -> None:
    orders = by_order(log)
    for row in (r for r in log if r["type"] in {"PaymentAuthorized", "PaymentRefunded"}):
        assert row["data"]["amount_cents"] == orders[row["stream"]]["OrderPlaced"]["data"]["total_cents"]


def test_ada_is_first_and_bo_pays_the_same_for_another_order() -> None:
    ada, bo, *others = rows("coffee_lunch.jsonl")
    assert [ada["data"]["customer"], bo["data"]["customer"]] == ["Ada", "Bo"]
    assert ada["data"]["total_cents"] == bo["data"]["total_cents"] == 450
    assert ada["data"]["order_id"] != bo["data"]["order_id"]
    assert {row["time"][:13] for row in [ada, bo, *others]} == {"2024-03-04T12"}


def test_about_two_thousand_orders_come_in_thirty_days(placed: list[Row]) -> None:
    assert 1_900 <= len(placed) <= 2_100
    assert len({row["time"][:10] for row in placed}) == 30


def test_about_half_of_the_customers_buy_once(placed: list[Row]) -> None:
    orders = Counter(row["data"]["customer"] for row in placed)
    assert 0.45 <= sum(n == 1 for n in orders.values()) / len(orders) <= 0.55


def test_the_top_tenth_of_the_customers_places_about_two_fifths_of_the_orders(placed: list[Row]) -> None:
    orders = sorted(Counter(row["data"]["customer"] for row in placed).values(), reverse=True)
    assert 0.35 <= sum(orders[: len(orders) // 10]) / len(placed) <= 0.45


def test_the_day_has_two_separate_peaks(placed: list[Row]) -> None:
    hours = Counter(at(row).hour for row in placed)
    busy = [hour for hour in range(24) if hours[hour] > 1.5 * len(placed) / 24]
    assert busy == [11, 12, 13, 18, 19, 20]


def test_four_lines_in_a_thousand_are_exact_repeats(shop: list[Row]) -> None:
    assert 0.003 <= (len(shop) - len({row["id"] for row in shop})) / len(shop) <= 0.005


def test_one_order_in_forty_is_cancelled(shop: list[Row], placed: list[Row]) -> None:
    cancelled = {row["stream"] for row in shop if row["type"] == "OrderCancelled"}
    assert 0.022 <= len(cancelled) / len(placed) <= 0.028


def test_the_labels_name_every_repeat_and_every_cancellation(shop: list[Row]) -> None:
    first: dict[str, int] = {}
    expected = []
    for line, row in enumerate(shop, 1):
        if row["id"] in first:
            expected.append((line, "duplicate", row["id"], row["stream"], first[row["id"]]))
            assert row == shop[first[row["id"]] - 1]
        elif row["type"] == "OrderCancelled":
            expected.append((line, "cancelled", row["id"], row["stream"], first[f"{row['stream']} placed"]))
        first.setdefault(row["id"], line)
        if row["type"] == "OrderPlaced":
            first.setdefault(f"{row['stream']} placed", line)
    assert [
        (int(row["line"]), row["label"], row["event_id"], row["order_id"], int(row["of_line"]))
        for row in table("shop_orders_labels.csv")
    ] == expected


def test_nothing_ships_that_was_declined_or_cancelled(shop: list[Row]) -> None:
    for events in by_order(shop).values():
        assert len({"PaymentDeclined", "OrderCancelled", "ShipmentCreated"} & set(events)) == 1


def test_the_seven_events_of_a_happy_order_are_there_in_their_order(evening: list[Row]) -> None:
    full = [events for events in by_order(evening).values() if len(events) == 7]
    assert full
    for events in full:
        assert sorted(events, key=lambda type_name: at(events[type_name])) == FOOD


def test_delivery_published_nothing_while_it_was_down(evening: list[Row]) -> None:
    times = [at(row) for row in evening if row["service"] == "Delivery"]
    assert [time for time in times if DOWN <= time < UP] == []
    assert min(times) < DOWN and max(times) > UP


def test_no_event_says_that_a_driver_was_not_found(evening: list[Row]) -> None:
    extra = {"PaymentDeclined", "OrderRefusedByRestaurant", "OrderCancelled"}
    assert {row["type"] for row in evening} == {*FOOD, *extra}


def ending(events: dict[str, Row]) -> str:
    """What became of an order by NOW, told from its events alone."""
    if "PaymentDeclined" in events:
        return "declined"
    for type_name, label in (("OrderCancelled", "cancelled"), ("OrderRefusedByRestaurant", "refused")):
        if type_name in events:
            return label
    paid = at(events["PaymentAuthorized"])
    if "OrderPickedUp" in events:
        return "picked_up_late" if at(events["OrderPickedUp"]) - paid >= LIMIT else "picked_up"
    return "stalled" if NOW - paid >= LIMIT else "waiting"


def test_a_label_says_what_the_log_says(evening: list[Row], endings: dict[str, str]) -> None:
    orders = by_order(evening)
    assert {order_id: ending(events) for order_id, events in orders.items()} == endings


def test_the_times_in_the_labels_are_those_of_the_log(evening: list[Row]) -> None:
    orders = by_order(evening)
    for row in table("delivery_evening_labels.csv"):
        events = orders[row["order_id"]]
        paid, picked_up = events.get("PaymentAuthorized"), events.get("OrderPickedUp")
        assert row["paid_at"] == (paid["time"] if paid else "")
        assert row["picked_up_at"] == (picked_up["time"] if picked_up else "")
        if row["waited_s"]:
            assert paid is not None
            end = at(picked_up) if picked_up else NOW
            assert timedelta(seconds=int(row["waited_s"])) == end - at(paid)


def test_every_ending_occurs_and_the_stalled_are_neither_few_nor_most(endings: dict[str, str]) -> None:
    counts = Counter(endings.values())
    assert set(counts) == {
        "stalled",
        "waiting",
        "picked_up",
        "picked_up_late",
        "cancelled",
        "refused",
        "declined",
    }
    assert len(endings) == 200
    assert 15 <= counts["stalled"] <= 40 and counts["picked_up"] > 100 and counts["picked_up_late"] >= 10


def test_some_orders_stall_with_a_driver_and_some_without(
    evening: list[Row], endings: dict[str, str]
) -> None:
    stalled = [events for order_id, events in by_order(evening).items() if endings[order_id] == "stalled"]
    assert {"DriverAssigned" in events for events in stalled} == {True, False}


def test_some_orders_stand_exactly_on_the_limit(endings: dict[str, str]) -> None:
    waited = {row["order_id"]: row["waited_s"] for row in table("delivery_evening_labels.csv")}
    assert {(waited[n], endings[n]) for n in ("o-120", "o-121", "o-196", "o-197")} == {
        ("1800", "picked_up_late"),
        ("1799", "picked_up"),
        ("1800", "stalled"),
        ("1799", "waiting"),
    }


def test_measuring_from_the_last_event_gives_another_answer(
    evening: list[Row], endings: dict[str, str]
) -> None:
    last = max(at(row) for row in evening)
    assert last < NOW
    assert last - at(by_order(evening)["o-196"]["PaymentAuthorized"]) < LIMIT
    assert endings["o-196"] == "stalled"


def test_the_orders_that_the_exercise_speaks_of_are_as_it_says(
    evening: list[Row], endings: dict[str, str]
) -> None:
    orders = by_order(evening)
    assert {n: endings[f"o-{n}"] for n in (17, 31, 42, 88)} == {
        17: "cancelled",
        31: "picked_up_late",
        42: "stalled",
        88: "declined",
    }
    assert orders["o-17"]["OrderCancelled"]["time"] == "2024-11-15T19:04:00Z"
    late = orders["o-31"]
    assert at(late["OrderPickedUp"]) - at(late["PaymentAuthorized"]) == timedelta(minutes=40)
    assert orders["o-42"]["OrderPlaced"]["data"]["customer"] == "Ada"
