"""The timeline says what the fold says, at every place of its cursor."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from companion.diagrams import timeline
from companion.diagrams.axes import round_moments, round_numbers
from companion.events import VirtualClock
from companion.scenarios.bank import TRANSFER, bank, transfer_history
from companion.scenarios.bank_events import MoneyTransferredOut
from companion.sourcing import MemoryStore, SQLiteStore, correct, effective, fold


def balance(events):
    return fold(bank, events).balance_cents / 100


@pytest.fixture
def store():
    made = MemoryStore(clock=VirtualClock(start=datetime(2024, 2, 10, tzinfo=UTC)))
    transfer_history(made)
    return made


def drawn(store, **more):
    return timeline(store.read(TRANSFER), balance, title="Replayed", says="${:,.0f}", **more)


def written(picture, role="note"):
    return [text.text for text in picture.layout.texts if text.role == role]


@pytest.mark.parametrize(
    ("until", "value"),
    [
        (None, "$510"),
        (0, "$0"),
        (3, "$800"),
        (date(2024, 1, 30), "$800"),
        (date(2024, 1, 31), "$810"),
        (datetime(2024, 1, 31, 12, tzinfo=UTC), "$810"),
        (datetime(2024, 1, 31, 11, 59, tzinfo=UTC), "$800"),
    ],
)
def test_the_cursor_says_what_a_read_up_to_there_folds_to(store, until, value):
    picture = drawn(store, until=until)
    assert value in written(picture)
    assert value == f"${balance(store.read_events(TRANSFER, until=until)):,.0f}"
    assert picture.notes[0].endswith(f": {value}")


def test_every_position_of_the_cursor_has_its_caption(store):
    assert [caption for _, caption in drawn(store, until=2).steps] == [
        "before the first event: $0",
        "replay to #1: $0",
        "replay to #2: $1,000",
        "replay to #3: $800",
        "replay to #4: $810",
        "now: $510",
    ]


def test_the_table_has_each_event_with_its_change_and_the_value_after_it(store):
    assert repr(drawn(store, name="balance")).splitlines()[1:5] == [
        "#  time                 event                change   balance",
        "1  2024-01-01 12:00:00  AccountOpened        $0       $0",
        "2  2024-01-01 12:00:00  MoneyDeposited       +$1,000  $1,000",
        "3  2024-01-05 12:00:00  MoneyTransferredOut  −$200    $800",
    ]


def test_events_after_the_cursor_are_ghosts(store):
    boxes = drawn(store, until=date(2024, 1, 31)).layout.nodes
    assert [(box.key, box.shape) for box in boxes] == [
        *((str(n), "sticky") for n in range(1, 5)),
        ("5", "round"),
    ]


def test_a_correction_counts_from_the_time_of_the_wrong_event(store):
    wrong = f"{TRANSFER}/3"
    correct(store, TRANSFER, wrong, "the form said 250", [MoneyTransferredOut(amount_cents=25_000)])
    log = store.read(TRANSFER)
    picture = timeline(
        effective(log), balance, title="Two clocks", until=date(2024, 1, 31), says="${:,.0f}",
        second=("known then", effective(log, known=date(2024, 1, 31))),
    )  # fmt: skip
    assert picture.notes == ["replay to 2024-01-31: $760; known then: $810"]
    assert [row[0] for row in picture.rows] == ["1", "2", "7", "4", "5"]
    assert [row[-1] for row in picture.rows] == ["$0", "$1,000", "$800", "$810", "$810"]


def test_a_second_value_is_a_second_curve_of_the_same_events(store):
    picture = drawn(store, until=3, second=("with a fee", lambda events: balance(events) - len(events)))
    assert picture.notes == ["replay to #3: $800; with a fee: $797"]
    assert [line.dash for line in picture.layout.lines if line.role == "curve"][-1] == (2.0, 3.0)


def test_if_all_events_have_one_time_the_axis_counts_them(pictures):
    assert written(pictures["all at once"], "tick")[-4:] == ["#1", "#2", "#3", "#4"]
    assert "Jan 8" in written(pictures["timeline"], "tick")


def test_a_timeline_of_a_file_equals_one_of_the_memory(store, tmp_path):
    file = SQLiteStore(tmp_path / "bank.db")
    transfer_history(file)
    assert drawn(file, until=4).svg() == drawn(store, until=4).svg()
    file.close()


def test_a_value_that_is_not_a_number_is_refused(store):
    with pytest.raises(ValueError, match=r"must be a number, such as a balance; after 1 events it was Acc"):
        timeline(store.read(TRANSFER), lambda events: fold(bank, events) if events else 0, title="T")


def test_a_moment_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="has no time zone"):
        drawn(store, until=datetime(2024, 1, 31))


def test_no_event_is_an_empty_picture():
    assert repr(timeline([], len, title="Nothing happened")).splitlines()[0] == "Nothing happened"


def test_the_player_begins_at_the_cursor_and_shows_the_rest_as_ghosts(store):
    html = drawn(store, until=date(2024, 1, 31))._repr_html_()
    assert "show(4)" in html
    svg = drawn(store, until=date(2024, 1, 31)).animated()
    assert re.findall(r'<g data-o="(\d)">', svg) == ["4"]
    assert re.findall(r'<g data-g="(\d)">', svg) == ["5"]


def test_a_timeline_of_five_events_is_small(pictures):
    assert len(pictures["timeline"]._repr_html_().encode()) <= 26 * 1024


@pytest.mark.parametrize(
    ("low", "high", "found"),
    [
        (0, 1000, [0, 500, 1000]),
        (-300, 500, [-200, 0, 200, 400]),
        (0, 1, [0, 0.5, 1]),
        (7, 7, [7, 7.5, 8]),
    ],
)
def test_levels_are_round(low, high, found):
    assert round_numbers(low, high if high > low else low + 1, 4) == found


@pytest.mark.parametrize(("span", "step"), [(12, 1), (85, 10), (0.5, 0.05), (7200, 1000), (13, 1), (14, 2)])
def test_ticks_are_round_and_few(span, step):
    first, second, *_ = found = round_numbers(0, span, 13)
    assert (first, second) == (0, step) and len(found) <= 14


@pytest.mark.parametrize(
    ("span", "first", "count"),
    [
        (timedelta(milliseconds=6), "00:00:00.000", 7),
        (timedelta(seconds=40), "00:00:00", 5),
        (timedelta(hours=5), "Jan 1", 6),
        (timedelta(days=6), "Jan 1", 7),
        (timedelta(days=40), "Jan 1", 6),
        (timedelta(days=400), "Jan 2024", 7),
        (timedelta(days=4000), "2024", 6),
    ],
)
def test_moments_are_round_and_few(span, first, count):
    start = datetime(2024, 1, 1, tzinfo=UTC)
    found = round_moments(start, start + span)
    assert (found[0][1], len(found)) == (first, count)
