"""Drafts: what every store refuses before it writes."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest

from companion.events import Envelope, Event, InvalidEvent, SystemClock, VirtualClock
from companion.events.arguments import check_name
from companion.sourcing import (
    ANY,
    NO_STREAM,
    STREAM_EXISTS,
    BadInput,
    ConcurrencyError,
    MemoryStore,
)
from companion.sourcing.stored import allowed, draft


class LeafDrawn(Event):
    text: str
    page: int = 1


class HourNoted(Event):
    when: datetime


class LeafTorn(Event):
    """Something else."""


NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def envelope(**changed):
    given = {"id": "leaf-1", "type": "LeafDrawn", "event": LeafDrawn(text="a"), "time": NOON,
             "correlation_id": "story-1"}  # fmt: skip
    return Envelope(**(given | changed))


def drafts(*events, **how):
    return draft(how.pop("clock", VirtualClock()), events, max_event_bytes=how.pop("limit", 1000), **how)


def test_an_event_gets_an_id_the_clocks_time_and_a_story_of_its_own():
    clock = VirtualClock(start=NOON)
    first, second = drafts(LeafDrawn(text="a"), LeafDrawn(text="b"), clock=clock)
    assert first.id != second.id
    assert (first.time, second.time) == (NOON, NOON)
    assert first.correlation_id == second.correlation_id == first.id
    assert first.causation_id is None and not first.given


def test_a_cause_hands_on_its_story_and_its_id():
    [made] = drafts(LeafTorn(), cause=envelope(), correlation_id="another", service="Press")
    assert (made.correlation_id, made.causation_id, made.service) == ("story-1", "leaf-1", "Press")


def test_an_envelope_keeps_what_it_says():
    given = envelope(causation_id="leaf-0", service="Press")
    [made] = drafts(given, correlation_id="another", service="other")
    assert (made.id, made.time, made.correlation_id) == ("leaf-1", NOON, "story-1")
    assert (made.causation_id, made.service, made.given) == ("leaf-0", "Press", True)


def test_the_data_is_the_events_json_and_its_schema_stands_beside_it():
    [made] = drafts(LeafDrawn(text="é"))
    assert msgspec.json.decode(made.data) == {"text": "é", "page": 1}
    assert (made.type, made.schema) == ("LeafDrawn", 1)


def test_one_event_instead_of_several_is_refused_with_the_remedy():
    for one in (LeafDrawn(text="a"), envelope()):
        with pytest.raises(TypeError, match=r"write \[event\]"):
            draft(SystemClock(), one, max_event_bytes=1000)


@pytest.mark.parametrize("odd", [LeafDrawn(text=3), LeafDrawn(text="\ud800"), LeafDrawn, "LeafDrawn", None])
def test_what_could_not_be_read_again_is_refused(odd):
    with pytest.raises(InvalidEvent):
        drafts(odd)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"event": "no event"}, InvalidEvent),
        ({"type": "LeafTorn"}, BadInput),
        ({"time": datetime(2024, 1, 1)}, BadInput),
        ({"time": "noon"}, BadInput),
        ({"time": datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))}, BadInput),
        ({"time": datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))}, BadInput),
        ({"id": ""}, BadInput),
        ({"id": None}, BadInput),
        ({"correlation_id": "\ud800"}, BadInput),
        ({"causation_id": "a\0b"}, BadInput),
        ({"service": "s" * 256}, BadInput),
    ],
)
def test_an_envelope_that_contradicts_itself_is_refused(changed, error):
    with pytest.raises(error):
        drafts(envelope(**changed))


@pytest.mark.parametrize(
    "how",
    [
        {"correlation_id": "\ud800"},
        {"correlation_id": ""},
        {"correlation_id": 7},
        {"service": "s" * 300},
        {"service": ""},
        {"cause": envelope(id="i" * 300)},
        {"cause": envelope(correlation_id="")},
    ],
)
def test_what_is_written_beside_an_event_is_judged_too(how):
    with pytest.raises(BadInput):
        drafts(LeafTorn(), **how)


def test_an_event_of_just_the_limit_passes_and_one_byte_more_does_not():
    size = len(drafts(LeafDrawn(text="aaaa"))[0].data)
    drafts(LeafDrawn(text="aaaa"), limit=size)
    with pytest.raises(BadInput) as caught:
        drafts(LeafDrawn(text="aaaaa"), limit=size)
    assert caught.value.given == "LeafDrawn"
    assert f"has {size + 1} bytes of JSON, more than the {size} " in caught.value.problem


def test_one_id_twice_in_a_batch_is_refused():
    with pytest.raises(BadInput) as caught:
        drafts(LeafTorn(), envelope(), envelope())
    assert caught.value.given == "leaf-1" and "event 2 of" in caught.value.problem


@pytest.mark.parametrize("name", ["a", "n" * 255, "ü" * 127, "a b\tc\n", "日本"])
def test_a_name_every_store_can_keep_passes(name):
    check_name("stream", name)


@pytest.mark.parametrize("name", ["", "n" * 256, "ü" * 128, "a\0", "\ud800", None, b"a", 7])
def test_a_name_no_store_can_keep_is_refused(name):
    with pytest.raises(BadInput) as caught:
        check_name("stream", name)
    assert (caught.value.what, caught.value.given) == ("stream", name)


@pytest.mark.parametrize("expected", [0, 5, NO_STREAM, STREAM_EXISTS, ANY])
def test_what_can_be_expected_passes(expected):
    assert allowed(expected)


@pytest.mark.parametrize("expected", [-1, True, 1.0, "ANY", None])
def test_what_can_be_no_expectation_is_refused(expected):
    with pytest.raises(BadInput) as caught:
        allowed(expected)
    assert caught.value.given is expected


@pytest.mark.parametrize(
    ("expected", "actual", "agrees"),
    [(0, 0, True), (2, 2, True), (1, 2, False), (3, 2, False), (0, 1, False), (1, 0, False), (ANY, 0, True),
     (ANY, 9, True), (STREAM_EXISTS, 1, True), (STREAM_EXISTS, 0, False)],
)  # fmt: skip
def test_an_expectation_agrees_or_says_what_is_there(expected, actual, agrees):
    store, new = MemoryStore(), LeafDrawn(text="new")
    store.append("s", [LeafDrawn(text="old")] * actual, expected=NO_STREAM)
    if agrees:
        assert store.append("s", [new], expected=expected)[0].version == actual + 1
        return
    with pytest.raises(ConcurrencyError) as caught:
        store.append("s", [new], expected=expected)
    assert (caught.value.stream, caught.value.expected, caught.value.actual) == ("s", expected, actual)


@pytest.mark.parametrize(
    "when",
    [
        datetime(2024, 3, 31, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),  # an hour that there was not
        datetime(2024, 10, 27, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1),  # one that there was twice
    ],
)
def test_a_repeat_with_a_local_hour_that_is_missing_or_twice_is_a_repeat(when):
    store = MemoryStore()
    noted = Envelope(id="n-1", type="HourNoted", event=HourNoted(when=when), time=NOON, correlation_id="n-1")
    first = store.append("s-1", [noted], expected=0)
    assert store.append("s-1", [noted], expected=0)[0].version == first[0].version == store.version("s-1")
