"""CloudEvents as others read them: the official SDK, and the rules of the standard's JSON schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from cloudevents.core.bindings import http
from cloudevents.core.exceptions import CloudEventValidationError
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from companion.events import Envelope, Event, VirtualClock
from companion.interop.cloudevents import (
    MEDIA_TYPE,
    InvalidCloudEvent,
    dumps,
    from_binary,
    from_cloudevent,
    loads,
    to_binary,
    to_cloudevent,
)


class CrateSealed(Event):
    crate_id: str
    seals: tuple[int, ...] = ()


CLOCK = VirtualClock(datetime(2024, 1, 31, 12, tzinfo=UTC))
ENVELOPE = Envelope(
    id=CLOCK.new_id(),
    type="CrateSealed",
    event=CrateSealed(crate_id="Kiste 7 €", seals=(1, 2)),
    stream="crate 7 €",
    version=12,
    time=CLOCK.now(),
    correlation_id=CLOCK.new_id(),
    causation_id=CLOCK.new_id(),
    service="Warehouse Süd",
)

# The standard's rules for the JSON format, in our own words: which attributes are required, their types and
# forms, and that every other member is an extension under a name of small letters and digits.
TEXT = {"type": "string", "minLength": 1}
OPTIONAL = {"type": ["string", "null"], "minLength": 1}
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["id", "source", "specversion", "type"],
    "properties": {
        "id": TEXT,
        "type": TEXT,
        "source": {**TEXT, "format": "uri-reference"},
        "specversion": {**TEXT, "const": "1.0"},
        "datacontenttype": OPTIONAL,
        "subject": OPTIONAL,
        "dataschema": {**OPTIONAL, "format": "uri"},
        "time": {**OPTIONAL, "format": "date-time"},
        "data": {"type": ["object", "string", "number", "array", "boolean", "null"]},
        "data_base64": {"type": ["string", "null"], "contentEncoding": "base64"},
    },
    "patternProperties": {"^[a-z0-9]{1,20}$": True, "^data_base64$": True},
    "additionalProperties": False,
    "not": {"required": ["data", "data_base64"]},
}
VALIDATOR = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)

OURS = to_cloudevent(ENVELOPE)


def sdk_reads(body: bytes) -> CloudEvent:
    event = http.from_structured_event(http.HTTPMessage({"content-type": MEDIA_TYPE}, body))
    assert isinstance(event, CloudEvent)
    return event


def test_the_sdk_reads_every_attribute_and_the_data_of_structured_mode() -> None:
    event = sdk_reads(dumps(OURS))
    attributes = event.get_attributes() | {"time": OURS["time"]}
    assert event.get_time() == ENVELOPE.time
    assert attributes | {"data": event.get_data()} == OURS


def test_an_envelope_comes_back_from_what_the_sdk_writes() -> None:
    again = http.to_structured_event(sdk_reads(dumps(OURS)))
    assert again.headers["content-type"] == MEDIA_TYPE
    assert from_cloudevent(again.body) == ENVELOPE


def test_the_sdk_reads_binary_mode_as_it_reads_structured_mode() -> None:
    binary = http.from_binary_event(http.HTTPMessage(*to_binary(OURS)))
    structured = sdk_reads(dumps(OURS))
    assert binary.get_attributes() == structured.get_attributes()
    assert binary.get_data() == structured.get_data()


def test_an_envelope_comes_back_from_binary_mode_of_the_sdk() -> None:
    message = http.to_binary_event(sdk_reads(dumps(OURS)))
    assert from_cloudevent(from_binary(message.headers, message.body)) == ENVELOPE


def test_our_headers_are_those_of_the_sdk() -> None:
    theirs = http.to_binary_event(sdk_reads(dumps(OURS))).headers
    assert to_binary(OURS)[0] == theirs


def test_what_is_written_follows_the_schema() -> None:
    VALIDATOR.validate(json.loads(dumps(OURS)))


texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=20)
versions = st.none() | st.integers(1, 10**9)


@given(id=texts, stream=st.none() | texts, version=versions, service=st.none() | texts)
def test_every_written_event_is_accepted_by_the_schema_and_the_sdk(
    id: str, stream: str | None, version: int | None, service: str | None
) -> None:
    written = Envelope(
        id=id,
        type="CrateSealed",
        event=CrateSealed(crate_id=id),
        stream=stream,
        version=version,
        time=CLOCK.now(),
        correlation_id=id,
        service=service,
    )
    body = dumps(to_cloudevent(written))
    VALIDATOR.validate(json.loads(body))
    assert from_cloudevent(JSONFormat().write(sdk_reads(body))) == written


REFUSED_BY_ALL: list[dict[str, Any]] = [
    {"id": ""},
    {"id": 7},
    {"source": ""},
    {"type": ""},
    {"type": ["x"]},
    {"specversion": "0.9"},
    {"subject": ""},
    {"subject": 7},
    {"dataschema": ""},
    {"datacontenttype": ""},
    {"My_Own": "x"},
]


@pytest.mark.parametrize("changed", REFUSED_BY_ALL, ids=str)
def test_what_the_schema_and_the_sdk_refuse_is_refused_here(changed: dict[str, Any]) -> None:
    broken = OURS | changed
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(CloudEventValidationError):
        CloudEvent({k: v for k, v in (broken | {"time": CLOCK.now()}).items() if k != "data"})
    with pytest.raises(InvalidCloudEvent):
        from_cloudevent(broken)


@pytest.mark.parametrize("name", ["id", "source", "type", "specversion"])
def test_what_the_schema_requires_is_required_here(name: str) -> None:
    broken = {k: v for k, v in OURS.items() if k != name}
    assert not VALIDATOR.is_valid(broken)
    with pytest.raises(InvalidCloudEvent):
        loads(json.dumps(broken))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"time": "2024-01-31T12:00:00Z", "data": None},
        {"subject": None, "mine": 5},
        {"datacontenttype": "text/xml", "data": "<a/>"},
        {"data_base64": "AQI="},
    ],
    ids=str,
)
def test_what_the_schema_accepts_is_read_here(more: dict[str, Any]) -> None:
    event = {"specversion": "1.0", "id": "1", "source": "/", "type": "t"} | more
    VALIDATOR.validate(event)
    assert loads(json.dumps(event)) == {k: v for k, v in event.items() if v is not None or k == "data"}
