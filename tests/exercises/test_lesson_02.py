"""Lesson 02: the figures its demos print, the lists its exercises judge by, and odd answers."""

import re
from pathlib import Path

import msgspec
import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises import lesson_02_names as names
from companion.exercises.lesson_02_smells import PAIRS
from companion.exercises.lesson_02_sort import MESSAGES, read_kind
from companion.naming import lint
from companion.scenarios import legacy

SOURCE = Path(__file__).resolve().parents[2] / "notebooks" / "source" / "02_events_are_facts.py"


def report_of(id: str, answer: object) -> str:
    """What check would print, on one line."""
    return " ".join(str(judge(exercise(id), answer)).split())


def loyalty(event: object) -> None:
    event.items.append("gold bar")


# ---- the demos -----------------------------------------------------------------------------------


def test_a_frozen_struct_is_frozen_one_level_deep_and_keeps_the_callers_list() -> None:
    class Annotated(msgspec.Struct, frozen=True):
        items: tuple[str, ...]

    basket = ["coffee"]
    event = Annotated(items=basket)
    basket.append("gold bar")
    assert event.items == ["coffee", "gold bar"]
    assert msgspec.json.decode(b'{"items": ["coffee"]}', type=Annotated).items == ("coffee",)


def test_looking_for_letters_does_worse_than_saying_no_and_the_last_word_does_best() -> None:
    right = {text: names.share_right(rule) for text, rule in names.RULES.items()}
    assert right == {
        'name.endswith("ed")': 62,
        '"ed" in name': 52,
        "any word ends in -ed": 65,
        "the last word says it": 72,
        "always no": 58,
    }


def test_fewer_than_half_of_the_shown_names_are_events() -> None:
    assert sum(names.SHOWN.values()) == 17


def test_facts_wake_half_as_many_handlers_as_order_updated() -> None:
    assert legacy.woken(legacy.updated()) == len(legacy.CHANGES) * len(legacy.CARES) == 20
    assert legacy.woken(legacy.facts()) == 10


@pytest.mark.parametrize(
    "name", ["OrderUpdated", "StatusChanged", "OrderPlaced", "AccountCreated", "AccountOpened"]
)
def test_the_linter_sees_no_smell_and_no_second_vocabulary(name: str) -> None:
    assert lint(name).kind == "event"


@pytest.mark.parametrize(
    "name", ["DriverShouldBeNotified", "TransferOut", "orders/create", "push", "add_to_cart"]
)
def test_the_linter_objects_where_the_lesson_says_so(name: str) -> None:
    assert lint(name).kind != "event"


# ---- 02-rule -------------------------------------------------------------------------------------


def test_forty_names_are_shown_and_sixty_others_judge() -> None:
    assert (len(names.SHOWN), len(names.HIDDEN)) == (40, 60)
    assert not set(names.SHOWN) & set(names.HIDDEN)
    assert [len(family) for family in names.SHOWN_BY_FAMILY.values()] == [8] * 5
    assert [len(family) for family in names.HIDDEN_BY_FAMILY.values()] == [12] * 5


@pytest.mark.parametrize("name", [*names.SHOWN, *names.HIDDEN])
def test_the_linter_agrees_with_every_name_of_the_lists(name: str) -> None:
    assert (lint(name).kind == "event") is {**names.SHOWN, **names.HIDDEN}[name]


@pytest.mark.parametrize("always", [True, False])
def test_a_rule_that_always_says_the_same_earns_nothing(always: bool) -> None:
    assert judge(exercise("02-rule"), lambda name: always).points == 0


def test_no_report_quotes_a_hidden_name() -> None:
    for rule in (*names.RULES.values(), lambda name: True, names.SHOWN.get):
        told = report_of("02-rule", lambda name, rule=rule: rule(name))
        assert not [name for name in names.HIDDEN if re.search(rf"\b{name}\b", told)]


def test_a_rule_that_returns_words_is_told_what_is_wanted() -> None:
    assert "returned 'event', wanted is True or False" in report_of("02-rule", lambda name: "event")


def test_a_rule_that_fails_on_one_name_is_shown_which() -> None:
    assert "for StockRanOut your code raised ValueError" in report_of("02-rule", _fails_on_stock)


def _fails_on_stock(name: str) -> bool:
    if name == "StockRanOut":
        raise ValueError("no idea")
    return names.last_word_only(name)


# ---- 02-sort -------------------------------------------------------------------------------------


def test_the_notebook_shows_each_message_with_its_senders_sentence() -> None:
    source = SOURCE.read_text(encoding="utf-8")
    stubs = dict(re.findall(r'### STUB "(\w+)": +TODO, +# (.+)', source))
    assert stubs == {name: sentence for name, (_, _, sentence) in MESSAGES.items()}


@pytest.mark.parametrize("typed", ["event", "Events", "e", " E ", "ev"])
def test_a_kind_may_be_abbreviated(typed: str) -> None:
    assert read_kind(typed) == "event"


@pytest.mark.parametrize("typed", ["", "x", "eventually", None, TODO, 3, ["event"]])
def test_what_is_no_kind_is_none(typed: object) -> None:
    assert read_kind(typed) == ""


def test_half_sorted_messages_are_judged_family_by_family() -> None:
    half = {name: kind if kind == "command" else TODO for name, (_, kind, _) in MESSAGES.items()}
    assert judge(exercise("02-sort"), [half, {}]).points == 1


@pytest.mark.parametrize(
    "better", [{"PlaceOrder": "OrderUpdated"}, {"PlaceOrder": TODO}, {"PlaceOrder": ""}, {}]
)
def test_a_name_that_says_nothing_is_no_better_name(better: dict[str, object]) -> None:
    kinds = {name: kind for name, (_, kind, _) in MESSAGES.items()}
    assert judge(exercise("02-sort"), [kinds, better]).points == 4


@pytest.mark.parametrize(
    "odd", [[1, 2], [{}], [{3: "e"}, {4: 5}], [{"OrderPlaced": None}, {"PlaceOrder": 7}]]
)
def test_odd_sorting_is_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("02-sort"), odd)
    assert report.points == 0
    assert not report.fault


# ---- 02-frozen -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd", [["a", "b", "c", "d"], [dict, dict], [int, int, int, int], [dict, dict, print, loyalty]]
)
def test_odd_parts_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("02-frozen"), odd)
    assert report.points == 0
    assert not report.fault


# ---- 02-smells -----------------------------------------------------------------------------------


def test_there_are_eleven_pairs_and_two_of_them_change_nothing() -> None:
    assert len(PAIRS) == 11
    assert sum(old == new and there == here for old, new, there, here in PAIRS.values()) == 2


def test_silence_about_everything_earns_nothing() -> None:
    assert judge(exercise("02-smells"), lambda before, after: []).points == 0


def test_a_set_of_names_is_refused_because_it_has_no_order() -> None:
    told = report_of("02-smells", lambda before, after: {"OrderCancelled"})
    assert "a set, which has no order" in told


def test_an_order_that_depends_on_the_order_of_the_fields_is_found_out() -> None:
    words = {
        "accepted": "Accepted",
        "picked up": "Collected",
        "delivered": "Delivered",
        "cancelled": "Cancelled",
    }

    def facts(before: dict[str, str], after: dict[str, str]) -> list[str]:
        changed = [field for field in after if before[field] != after[field]]
        return ["Order" + words.get(after[field], "Redirected") for field in changed]

    report = judge(exercise("02-smells"), facts)
    assert report.points == 4
    assert "another time" in " ".join(str(report).split())


@pytest.mark.parametrize("odd", [None, 3, [3], ["", "42"], [["OrderCancelled"]], "OrderCancelled"])
def test_odd_names_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("02-smells"), lambda before, after: odd)
    assert report.points == 0
    assert not report.fault


# ---- untouched -----------------------------------------------------------------------------------


def untouched(name: str) -> object:
    return TODO


def untouched_facts(before: object, after: object) -> object:
    return TODO


@pytest.mark.parametrize(
    ("id", "answer"),
    [
        ("02-rule", untouched),
        ("02-smells", untouched_facts),
        ("02-sort", [dict.fromkeys(MESSAGES, TODO), {}]),
    ],
)
def test_an_untouched_answer_is_not_attempted(id: str, answer: object) -> None:
    report = judge(exercise(id), answer)
    assert (report.attempted, report.points) == (False, 0)


def test_a_translator_that_takes_its_orders_apart_is_told_so_and_loses_no_point() -> None:
    names = {"accepted": "OrderAccepted", "picked up": "OrderPickedUp", "delivered": "OrderDelivered"}

    def facts(before: dict[str, str], after: dict[str, str]) -> list[str]:
        was, status = before.pop("status"), after["status"]
        found = [names.get(status, "OrderCancelled")] if was != status else []
        return found + (["DeliveryRedirected"] if before["address"] != after["address"] else [])

    report = judge(exercise("02-smells"), facts)
    assert report.points == report.possible
    assert "your code changed what it was given" in " ".join(str(report).split())
