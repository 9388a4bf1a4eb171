"""CloudEvents over HTTP and Kafka: the standard's own scenarios, the SDK, and what must not pass."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.bindings import kafka
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from companion.events import CodecError, Envelope, Event, VirtualClock
from companion.interop.bindings import from_http, from_kafka, to_http, to_kafka
from companion.interop.cloudevents import InvalidCloudEvent, from_cloudevent, to_cloudevent


class KegTapped(Event):
    keg_id: str
    litres: int = 30


CLOCK = VirtualClock(datetime(2024, 1, 31, 12, tzinfo=UTC))
ENVELOPE = Envelope(
    id=CLOCK.new_id(), type="KegTapped", event=KegTapped(keg_id="Faß 100 % €"), stream="keg-Faß 7", version=3,
    time=CLOCK.now(), correlation_id=CLOCK.new_id(), service="Cellar Süd",
)  # fmt: skip
MESSAGE = b'{\n    "message": "Hello World!"\n}'
WHOLE = json.dumps({
    "specversion": "1.0", "type": "com.example.someevent", "time": "2018-04-05T03:56:24Z",
    "id": "1234-1234-1234", "source": "/mycontext/subcontext", "datacontenttype": "application/json",
    "data": {"message": "Hello World!"},
}).encode()  # fmt: skip


def expected(content_type: str = "application/json") -> dict[str, Any]:
    """What the four scenarios of the standard's conformance tests must give."""
    return json.loads(WHOLE) | {"datacontenttype": content_type}  # type: ignore[no-any-return]


ATTRIBUTES = {name: value for name, value in expected().items() if name not in ("data", "datacontenttype")}


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8"])
def test_scenario_of_the_standard_http_binary(content_type: str) -> None:
    headers = {"Host": "example.com", "Content-Type": content_type, "Content-Length": "33"}
    headers |= {f"ce-{name}": value for name, value in ATTRIBUTES.items()}
    assert from_http(headers, MESSAGE) == expected(content_type)


@pytest.mark.parametrize(
    "content_type", ["application/cloudevents+json", "application/cloudevents+json; charset=utf-8"]
)
def test_scenario_of_the_standard_http_structured(content_type: str) -> None:
    assert from_http({"Host": "example.com", "Content-Type": content_type}, WHOLE) == expected()


def test_scenario_of_the_standard_kafka_binary() -> None:
    headers = [(f"ce_{name}", value.encode()) for name, value in ATTRIBUTES.items()]
    assert from_kafka([*headers, ("content-type", b"application/json")], MESSAGE) == expected()


@pytest.mark.parametrize(
    "content_type", [b"application/cloudevents+json", b"application/cloudevents+json; charset=utf-8"]
)
def test_scenario_of_the_standard_kafka_structured(content_type: bytes) -> None:
    assert from_kafka([("content-type", content_type)], WHOLE) == expected()


@pytest.mark.parametrize("mode", ["binary", "structured"])
def test_an_envelope_comes_back_equal_over_http(mode: Any) -> None:
    headers, body = to_http(to_cloudevent(ENVELOPE), mode)
    assert all(value.isascii() for value in headers.values())
    assert from_cloudevent(from_http(headers, body)) == ENVELOPE


@pytest.mark.parametrize("mode", ["binary", "structured"])
def test_an_envelope_comes_back_equal_over_kafka(mode: Any) -> None:
    message = to_kafka(to_cloudevent(ENVELOPE), mode)
    assert from_cloudevent(from_kafka(message.headers, message.value)) == ENVELOPE


def test_a_kafka_header_is_plain_utf_8_and_the_key_is_the_stream() -> None:
    message = to_kafka(to_cloudevent(ENVELOPE))
    assert dict(message.headers)["ce_subject"] == "keg-Faß 7".encode()
    assert message.key == "keg-Faß 7".encode()
    assert message.value == '{"keg_id":"Faß 100 % €","litres":30}'.encode()


def test_an_event_without_a_stream_has_no_key() -> None:
    assert to_kafka({"specversion": "1.0", "id": "1", "source": "/s", "type": "T"}).key is None


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1))
def test_every_subject_the_standard_allows_survives_kafka_headers(subject: str) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/s", "type": "T", "subject": subject}
    try:
        message = to_kafka(event)
    except InvalidCloudEvent:
        return  # a character the standard itself forbids
    assert from_kafka(message.headers, message.value)["subject"] == subject


@pytest.mark.parametrize("subject", ['"quoted"', "100%25", '\\"', "%"])
def test_quotes_and_percent_signs_in_kafka_headers_mean_themselves(subject: str) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/s", "type": "T", "subject": subject}
    message = to_kafka(event)
    assert dict(message.headers)["ce_subject"] == subject.encode()
    assert from_kafka(message.headers, message.value)["subject"] == subject


def test_the_official_sdk_reads_our_kafka_message() -> None:
    ours = to_kafka(to_cloudevent(ENVELOPE))
    theirs = kafka.from_binary(
        kafka.KafkaMessage(headers=dict(ours.headers), key=ours.key, value=ours.value),
        JSONFormat(),
        CloudEvent,
    )
    assert theirs.get_id() == ENVELOPE.id and theirs.get_type() == "KegTapped"
    assert theirs.get_data() == {"keg_id": "Faß 100 % €", "litres": 30}


@pytest.mark.parametrize("mode", ["binary", "structured"])
@pytest.mark.parametrize("data", [None, "", {}, []])
def test_no_data_null_and_empty_data_are_told_apart(mode: Any, data: object) -> None:
    bare = ATTRIBUTES
    for event in (bare, bare | {"datacontenttype": "application/json", "data": data}):
        assert from_http(*to_http(event, mode)) == event
        message = to_kafka(event, mode)
        assert from_kafka(message.headers, message.value) == event


def test_a_batch_or_another_format_is_refused_by_name() -> None:
    for kind in ("application/cloudevents-batch+json", "application/cloudevents+avro"):
        with pytest.raises(InvalidCloudEvent, match="is not read here"):
            from_http({"content-type": kind}, b"[]")
        with pytest.raises(InvalidCloudEvent, match="is not read here"):
            from_kafka([("content-type", kind.encode())], b"[]")


def test_a_tombstone_in_structured_mode_is_refused() -> None:
    with pytest.raises(CodecError):
        from_kafka([("content-type", b"application/cloudevents+json")], None)


def test_a_header_that_is_not_utf_8_is_named() -> None:
    with pytest.raises(InvalidCloudEvent, match="ce_id"):
        from_kafka([("ce_id", b"\xff")], b"")


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="'binary' and 'structured'"):
        to_http(to_cloudevent(ENVELOPE), "batch")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'binary' and 'structured'"):
        to_kafka(to_cloudevent(ENVELOPE), "batch")  # type: ignore[arg-type]
