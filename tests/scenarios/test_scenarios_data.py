"""`companion.scenarios.data.load`: rows of the checkout's data, typed by the dictionary."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from companion.events import decode_event
from companion.scenarios import data, food_delivery, shop
from companion.scenarios.data import load


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("coffee_lunch", 24),
        ("shop_orders", 8_331),
        ("shop_orders_labels", 84),
        ("delivery_evening_labels", 200),
        ("flights_2013-01-01", 842),
    ],
)
def test_a_resource_loads_whole(name: str, count: int) -> None:
    assert len(load(name)) == count


def test_an_event_is_a_dict_with_an_aware_time() -> None:
    first = load("coffee_lunch")[0]
    assert first["time"] == datetime(2024, 3, 4, 12, tzinfo=UTC)
    assert (first["type"], first["causation_id"], first["data"]["total_cents"]) == ("OrderPlaced", None, 450)


def test_parts_are_read_one_after_the_other() -> None:
    log = load("shop_orders")
    [*repeats] = [row for row in load("shop_orders_labels") if row["label"] == "duplicate"]
    assert repeats
    assert all(log[row["line"] - 1] == log[row["of_line"] - 1] for row in repeats)


def test_a_missing_value_is_none_and_a_number_a_number() -> None:
    assert load("delivery_evening_labels")[87] == {
        "order_id": "o-88",
        "label": "declined",
        "paid_at": None,
        "picked_up_at": None,
        "waited_s": None,
    }
    last = load("flights_2013-01-01")[-1]
    assert (last["dep_time"], last["sched_dep_time"], last["flight"]) == (None, 600, 125)


def test_changing_a_row_does_not_change_the_next_load() -> None:
    load("coffee_lunch")[0]["data"]["total_cents"] = 0
    assert load("coffee_lunch")[0]["data"]["total_cents"] == 450


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'lunch'.*coffee_lunch"):
        load("lunch")


def test_a_missing_folder_is_said_with_its_place_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(data, "FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError) as raised:
        load("coffee_lunch")
    assert str(tmp_path) in str(raised.value)
    assert "git checkout -- data" in str(raised.value)


@pytest.mark.parametrize("name", ["coffee_lunch", "shop_orders", "delivery_evening"])
def test_the_facts_in_a_log_read_as_the_events_of_the_scenarios(name: str) -> None:
    assert food_delivery and shop  # importing them defines their events
    for row in load(name):
        if row["type"] != "PaymentRefunded":  # only this log knows refunds; the shop's saga comes later
            event = decode_event(row["type"], json.dumps(row["data"]).encode())
            assert type(event).__name__ == row["type"]
            assert msgspec.structs.asdict(event)["order_id"] == row["stream"]
