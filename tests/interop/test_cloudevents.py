"""CloudEvents 1.0.2: what goes out is valid, what comes in is checked, what goes out comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.events import (
    CodecError,
    Envelope,
    Event,
    InvalidEvent,
    UnknownName,
    UnknownSchemaVersion,
)
from companion.interop.cloudevents import (
    InvalidCloudEvent,
    dumps,
    from_binary,
    from_cloudevent,
    loads,
    to_binary,
    to_cloudevent,
)


class Label(msgspec.Struct, frozen=True):
    text: str
    copies: int = 1


class ParcelWeighed(Event, schema=3):
    parcel_id: str
    grams: int
    fragile: bool = False
    labels: tuple[Label, ...] = ()
    ratio: float | None = None


class ScaleReset(Event):
    pass


EVENT = ParcelWeighed(parcel_id="p-1", grams=250, labels=(Label("heavy"),))


def envelope(**changed: Any) -> Envelope:
    full: dict[str, Any] = {
        "id": "018d-1",
        "type": "ParcelWeighed",
        "event": EVENT,
        "stream": "parcel-1",
        "version": 4,
        "time": datetime(2024, 1, 31, 12, 0, 0, 250_000, tzinfo=UTC),
        "correlation_id": "order-42",
        "causation_id": "018d-0",
        "service": "Shipping",
    }
    return Envelope(**(full | changed))


WRITTEN = {
    "specversion": "1.0",
    "id": "018d-1",
    "source": "/services/Shipping",
    "type": "ParcelWeighed",
    "subject": "parcel-1",
    "time": "2024-01-31T12:00:00.250000Z",
    "datacontenttype": "application/json",
    "dataschema": "urn:x-eda-companion:ParcelWeighed:3",
    "correlationid": "order-42",
    "causationid": "018d-0",
    "partitionkey": "parcel-1",
    "sequence": "0000000004",
    "data": {
        "parcel_id": "p-1",
        "grams": 250,
        "fragile": False,
        "labels": [{"text": "heavy", "copies": 1}],
        "ratio": None,
    },
}
MINIMAL = {
    "specversion": "1.0",
    "id": "1",
    "source": "https://scale.example/7",
    "type": "ParcelWeighed",
    "time": "2024-01-31T12:00:00Z",
    "data": {"parcel_id": "p-1", "grams": 250},
}


def written(**changed: Any) -> dict[str, Any]:
    return WRITTEN | changed


def without(*names: str) -> dict[str, Any]:
    return {name: value for name, value in WRITTEN.items() if name not in names}


def refused(call: Callable[[], object]) -> tuple[str, object]:
    """The attribute and the value that were refused."""
    with pytest.raises(InvalidCloudEvent) as raised:
        call()
    assert raised.value.remedy
    assert raised.value.attribute in str(raised.value)
    return raised.value.attribute, raised.value.value


# Out


def test_an_envelope_is_written_with_the_standards_names() -> None:
    assert to_cloudevent(envelope()) == WRITTEN


def test_attributes_that_an_envelope_does_not_have_are_left_out() -> None:
    bare = to_cloudevent(envelope(stream=None, version=None, causation_id=None, service=None))
    absent = {"subject", "partitionkey", "sequence", "causationid"}
    assert set(WRITTEN) - set(bare) == absent
    assert bare["source"] == "/services/"


def test_a_position_stays_in_its_store() -> None:
    assert to_cloudevent(envelope(position=17)) == WRITTEN


def test_a_time_is_written_in_utc() -> None:
    tokyo = datetime(2024, 1, 31, 21, tzinfo=timezone(timedelta(hours=9)))
    assert to_cloudevent(envelope(time=tokyo))["time"] == "2024-01-31T12:00:00Z"


def test_versions_sort_as_texts_as_they_do_as_numbers() -> None:
    texts = [to_cloudevent(envelope(version=n))["sequence"] for n in (2, 9, 10, 100)]
    assert texts == sorted(texts)


def test_a_source_can_be_given() -> None:
    event = to_cloudevent(envelope(), source="https://shop.example/shipping")
    assert event["source"] == "https://shop.example/shipping"


@pytest.mark.parametrize(
    ("changed", "attribute"),
    [
        ({"id": ""}, "id"),
        ({"stream": ""}, "subject"),
        ({"correlation_id": ""}, "correlationid"),
        ({"causation_id": ""}, "causationid"),
        ({"service": ""}, "source"),
        ({"service": "Ship\nping"}, "source"),
        ({"service": "\ud800"}, "source"),
        ({"stream": "parcel\t1"}, "subject"),
        ({"stream": "parcel\x7f"}, "subject"),
        ({"stream": "parcel\x85"}, "subject"),
        ({"id": "a\ud800b"}, "id"),
        ({"id": "a\ufffeb"}, "id"),
        ({"id": "a\U0010ffffb"}, "id"),
        ({"time": datetime(2024, 1, 31)}, "time"),
        ({"time": "2024-01-31T00:00:00Z"}, "time"),
        ({"time": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-2)))}, "time"),
        ({"time": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))}, "time"),
        ({"type": "Parcel\ud800"}, "type"),
        ({"type": None}, "type"),
        ({"version": 0}, "sequence"),
        ({"version": -1}, "sequence"),
        ({"version": 10**18}, "sequence"),
        ({"version": "4"}, "sequence"),
    ],
)
def test_a_value_that_the_standard_forbids_is_not_written(changed: dict[str, Any], attribute: str) -> None:
    assert refused(lambda: to_cloudevent(envelope(**changed)))[0] == attribute


@pytest.mark.parametrize("source", ["", "two words", "a%zz", "[", "#a#b", "1:2", "https://[::1"])
def test_a_source_that_is_no_uri_reference_is_refused(source: str) -> None:
    assert refused(lambda: to_cloudevent(envelope(), source=source)) == ("source", source)


@pytest.mark.parametrize(
    "source",
    [
        "/",
        "#part",
        "?q=1",
        "a/b:c",
        "1-555-123-4567",
        "mailto:ada@shop.example",
        "urn:uuid:6e8bc430",
        "//host/path",
        "https://[::1]:8080/a%20b?x#y",
        "https://ada@shop.example:80",
    ],
)
def test_a_uri_reference_of_any_form_is_a_source(source: str) -> None:
    assert to_cloudevent(envelope(), source=source)["source"] == source


def test_an_event_that_does_not_fit_its_fields_is_not_written() -> None:
    with pytest.raises(InvalidEvent) as raised:
        to_cloudevent(envelope(event=ParcelWeighed(parcel_id="p-1", grams="much")))  # type: ignore[arg-type]
    assert raised.value.path == "grams"


@pytest.mark.parametrize("event", [None, "ParcelWeighed", ParcelWeighed])
def test_what_is_no_event_is_not_written(event: Any) -> None:
    with pytest.raises(InvalidEvent):
        to_cloudevent(envelope(event=event))


# In


@pytest.mark.parametrize("form", [dict, dumps, lambda event: dumps(event).decode()])
def test_an_envelope_comes_back_from_a_dict_bytes_or_text(form: Callable[[dict[str, Any]], Any]) -> None:
    assert from_cloudevent(form(WRITTEN)) == envelope()


def test_an_event_of_another_producer_begins_a_story_of_its_own() -> None:
    assert from_cloudevent(MINIMAL) == Envelope(
        id="1",
        type="ParcelWeighed",
        event=ParcelWeighed(parcel_id="p-1", grams=250),
        time=datetime(2024, 1, 31, 12, tzinfo=UTC),
        correlation_id="1",
        service="https://scale.example/7",
    )


def test_a_given_source_comes_back_as_the_service() -> None:
    elsewhere = to_cloudevent(envelope(), source="https://shop.example/shipping")
    assert from_cloudevent(elsewhere).service == "https://shop.example/shipping"


def test_null_attributes_are_unset_ones() -> None:
    unset = {"subject": None, "causationid": None, "mine": None}
    assert from_cloudevent(MINIMAL | unset) == from_cloudevent(MINIMAL)


def test_unknown_attributes_are_kept_by_loads_and_ignored_by_from_cloudevent() -> None:
    extended = written(traceparent="anything", mine="x", count=3, flag=True)
    assert loads(dumps(extended)) == extended
    assert from_cloudevent(extended) == envelope()


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type"])
def test_a_required_attribute_that_is_missing_is_named(name: str) -> None:
    assert refused(lambda: from_cloudevent(without(name))) == (name, None)
    assert refused(lambda: from_cloudevent(written(**{name: None}))) == (name, None)


def test_an_event_without_time_is_valid_but_cannot_become_an_envelope() -> None:
    assert loads(dumps(without("time"))) == without("time")
    assert refused(lambda: from_cloudevent(without("time"))) == ("time", None)


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "data"])
@pytest.mark.parametrize("value", ["", "a\nb", 7, 1.5, ["x"], {"x": 1}])
def test_an_attribute_of_the_standard_is_text_and_not_empty(name: str, value: object) -> None:
    assert refused(lambda: from_cloudevent(written(**{name: value}))) == (name, value)


@pytest.mark.parametrize("name", ["Mine", "my_own", "my-own", "", "a" * 21, "é", "٣"])
def test_an_attribute_name_is_1_to_20_small_letters_and_digits(name: str) -> None:
    assert refused(lambda: from_cloudevent(written(**{name: "x"}))) == (name, "x")
    assert refused(lambda: dumps(written(**{name: "x"}))) == (name, "x")


def test_a_name_of_20_characters_is_allowed() -> None:
    assert from_cloudevent(written(**{"a" * 20: "x"})) == envelope()


@pytest.mark.parametrize("value", [1.5, ["x"], {"x": 1}, 2**31, -(2**31) - 1, ""])
def test_an_extension_is_a_text_a_truth_value_or_a_32_bit_number(value: object) -> None:
    assert refused(lambda: from_cloudevent(written(mine=value))) == ("mine", value)


@pytest.mark.parametrize("value", ["x", True, False, 0, 2**31 - 1, -(2**31)])
def test_an_extension_within_those_is_kept(value: object) -> None:
    kept = loads(dumps(written(mine=value)))["mine"]
    assert (type(kept), kept) == (type(value), value)


@pytest.mark.parametrize("version", ["0.3", "1.0.2", "2.0", "1"])
def test_another_version_of_the_standard_is_refused(version: str) -> None:
    assert refused(lambda: from_cloudevent(written(specversion=version))) == ("specversion", version)


@pytest.mark.parametrize(
    "time",
    [
        "2024-01-31",
        "2024-01-31T12:00:00",
        "2024-01-31 12:00:00Z",
        "20240131T120000Z",
        "2024-01-31T12:00Z",
        "2024-02-30T12:00:00Z",
        "2024-01-31T25:00:00Z",
        "yesterday",
        "2024-01-31T12:00:00+0100",
    ],
)
def test_a_time_of_another_form_is_refused(time: str) -> None:
    assert refused(lambda: from_cloudevent(written(time=time))) == ("time", time)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2024-01-31T13:00:00+01:00", datetime(2024, 1, 31, 12, tzinfo=UTC)),
        ("2024-01-31t12:00:00z", datetime(2024, 1, 31, 12, tzinfo=UTC)),
        ("2024-01-31T12:00:00.5Z", datetime(2024, 1, 31, 12, 0, 0, 500_000, tzinfo=UTC)),
        ("2024-01-31T12:00:00.123456789Z", datetime(2024, 1, 31, 12, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_every_form_of_rfc_3339_is_read(time: str, expected: datetime) -> None:
    assert from_cloudevent(written(time=time)).time == expected


@pytest.mark.parametrize("value", ["application/xml", "text/plain; charset=utf-8", "application/jsonl"])
def test_data_that_is_not_json_makes_no_event(value: str) -> None:
    assert refused(lambda: from_cloudevent(written(datacontenttype=value))) == ("datacontenttype", value)


@pytest.mark.parametrize("value", ["json", "application/", "application/json/x"])
def test_a_media_type_has_two_parts(value: str) -> None:
    assert refused(lambda: loads(json.dumps(written(datacontenttype=value)))) == ("datacontenttype", value)


@pytest.mark.parametrize("value", ["application/json; charset=utf-8", "text/json", "application/cloud+JSON"])
def test_json_by_any_of_its_names_is_read(value: str) -> None:
    assert from_cloudevent(written(datacontenttype=value)) == envelope()


def test_data_in_base64_is_read() -> None:
    encoded = "eyJwYXJjZWxfaWQiOiAicC0xIiwgImdyYW1zIjogMjUwLCAibGFiZWxzIjogW3sidGV4dCI6ICJoZWF2eSJ9XX0="
    assert from_cloudevent(without("data") | {"data_base64": encoded}) == envelope()


@pytest.mark.parametrize("value", ["not base64!", "e!30=", "YQ", 7])
def test_data_that_is_no_base64_is_refused(value: object) -> None:
    event = without("data") | {"data_base64": value}
    assert refused(lambda: from_cloudevent(event)) == ("data_base64", value)
    assert refused(lambda: dumps(event)) == ("data_base64", value)
    assert refused(lambda: loads(json.dumps(event))) == ("data_base64", value)


def test_no_data_reads_as_an_event_without_fields() -> None:
    bare = {name: value for name, value in MINIMAL.items() if name != "data"}
    assert from_cloudevent(bare | {"type": "ScaleReset"}).event == ScaleReset()


def test_data_in_two_forms_is_refused() -> None:
    assert refused(lambda: from_cloudevent(written(data_base64="e30="))) == ("data_base64", "e30=")


@pytest.mark.parametrize("uri", ["https://schemas.example/parcel.json", "tag:scale.example,2024:parcel"])
def test_the_schema_of_another_producer_reads_as_the_current_one(uri: str) -> None:
    assert from_cloudevent(written(dataschema=uri)) == envelope()


def test_an_older_schema_is_left_to_the_upcasters() -> None:
    with pytest.raises(UnknownSchemaVersion) as raised:
        from_cloudevent(written(dataschema="urn:x-eda-companion:ParcelWeighed:2"))
    assert (raised.value.version, raised.value.current) == (2, 3)


@pytest.mark.parametrize("end", ["ParcelWeighed", "ParcelWeighed:0", "ParcelWeighed:new", "ParcelSent:3"])
def test_a_schema_of_ours_that_does_not_fit_its_type_is_refused(end: str) -> None:
    uri = f"urn:x-eda-companion:{end}"
    assert refused(lambda: from_cloudevent(written(dataschema=uri))) == ("dataschema", uri)


@pytest.mark.parametrize("uri", ["parcel.json", "/schemas/1", "two words:x", "1:x"])
def test_a_schema_is_an_absolute_uri(uri: str) -> None:
    assert refused(lambda: from_cloudevent(written(dataschema=uri))) == ("dataschema", uri)


@pytest.mark.parametrize(("sequence", "version"), [("7", 7), ("0", None), ("-3", None), ("B-17", None)])
def test_a_sequence_that_counts_from_1_is_a_version(sequence: str, version: int | None) -> None:
    assert from_cloudevent(written(sequence=sequence)).version == version


def test_an_unknown_type_and_a_bad_field_raise_the_errors_of_the_codec() -> None:
    with pytest.raises(UnknownName):
        from_cloudevent(MINIMAL | {"type": "com.example.parcel.weighed"})
    with pytest.raises(CodecError) as raised:
        from_cloudevent(MINIMAL | {"data": {"parcel_id": "p-1"}})
    assert raised.value.path == "grams"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', b"\xff", "\ud800"])
def test_a_text_that_is_no_json_object_is_refused(text: bytes | str) -> None:
    with pytest.raises(CodecError):
        loads(text)


DEEP = b"[" * 100_000 + b"]" * 100_000


def nested(levels: int = 100_000) -> dict[str, Any]:
    """A dict in a dict in a dict …"""
    found: dict[str, Any] = {}
    for _ in range(levels):
        found = {"in": found}
    return found


def test_a_text_nested_too_deep_is_refused() -> None:
    headers, _ = to_binary(WRITTEN)
    for read in (lambda: loads(DEEP), lambda: from_cloudevent(DEEP), lambda: from_binary(headers, DEEP)):
        with pytest.raises(CodecError):
            read()


def test_data_nested_too_deep_is_not_written() -> None:
    deep = written(data=nested())
    for write in (lambda: dumps(deep), lambda: to_binary(deep), lambda: from_cloudevent(deep)):
        assert refused(write)[0] == "data"


def test_data_that_cannot_be_json_is_refused() -> None:
    assert refused(lambda: dumps(written(data=object())))[0] == "data"


@pytest.mark.parametrize("value", [float("nan"), [{"a": float("inf")}], {"a": None, "b": (float("-inf"),)}])
def test_data_with_a_number_that_json_does_not_have_is_refused(value: object) -> None:
    """It became null, and nobody was told."""
    assert refused(lambda: dumps(written(data=value)))[0] == "data"
    assert json.loads(dumps(written(data={"a": None, "b": 1.5})))["data"] == {"a": None, "b": 1.5}


# Binary mode


def test_binary_mode_puts_attributes_into_headers_and_data_into_the_body() -> None:
    headers, body = to_binary(WRITTEN)
    assert headers.pop("content-type") == "application/json"
    assert headers == {f"ce-{k}": v for k, v in WRITTEN.items() if k not in ("data", "datacontenttype")}
    assert json.loads(body) == WRITTEN["data"]


def test_an_event_comes_back_from_binary_mode() -> None:
    assert from_binary(*to_binary(WRITTEN)) == WRITTEN


def test_header_names_may_be_in_any_case_and_others_are_left_out() -> None:
    headers, body = to_binary(WRITTEN)
    loud = {name.upper(): value for name, value in headers.items()} | {"Host": "shop.example"}
    assert from_binary(loud, body) == WRITTEN


def test_a_header_is_percent_encoded_as_utf_8() -> None:
    headers, body = to_binary(written(subject='Euro € 😀 "5%"'))
    assert headers["ce-subject"] == "Euro%20%E2%82%AC%20%F0%9F%98%80%20%225%25%22"
    assert from_binary(headers, body)["subject"] == 'Euro € 😀 "5%"'


def test_numbers_and_truth_values_are_written_in_their_canonical_form() -> None:
    headers, _ = to_binary(written(count=-3, flag=True))
    assert (headers["ce-count"], headers["ce-flag"]) == ("-3", "true")


def test_the_quotes_of_older_senders_are_read() -> None:
    headers, body = to_binary(WRITTEN)
    assert from_binary(headers | {"ce-subject": r'"a \"b\" c"'}, body)["subject"] == 'a "b" c'


@pytest.mark.parametrize("value", ["%C0%A0", "%FF", "%ED%A0%80"])
def test_a_header_that_is_not_utf_8_is_refused(value: str) -> None:
    headers, body = to_binary(WRITTEN)
    assert refused(lambda: from_binary(headers | {"ce-subject": value}, body)) == ("subject", value)


@pytest.mark.parametrize("name", ["ce-datacontenttype", "CE-Data", "ce-data_base64"])
def test_a_header_that_binary_mode_does_not_have_is_refused(name: str) -> None:
    headers, body = to_binary(WRITTEN)
    assert refused(lambda: from_binary(headers | {name: "x"}, body)) == (name.lower(), "x")


def test_structured_mode_is_not_read_as_binary() -> None:
    media_type = "application/cloudevents+json; charset=utf-8"
    headers = {"Content-Type": media_type}
    assert refused(lambda: from_binary(headers, dumps(WRITTEN))) == ("content-type", media_type)


def test_a_body_that_is_no_json_is_refused() -> None:
    headers, _ = to_binary(WRITTEN)
    with pytest.raises(CodecError):
        from_binary(headers, b"{")
    table = headers | {"content-type": "text/csv"}
    assert refused(lambda: from_binary(table, b"a;b")) == ("datacontenttype", "text/csv")


def test_no_body_is_no_data() -> None:
    headers, _ = to_binary(WRITTEN)
    assert from_binary(headers, b"") == without("data")


@pytest.mark.parametrize("data", [None, "", {}, [], 0, False])
def test_no_data_null_and_empty_data_are_told_apart(data: object) -> None:
    assert from_binary(*to_binary(written(data=data))) == written(data=data)
    assert from_binary(*to_binary(without("data"))) == without("data")


def test_empty_base64_is_refused() -> None:
    given = without("data") | {"data_base64": ""}
    assert refused(lambda: to_binary(given)) == ("data_base64", "")


# Round trips

# Any text the standard allows in an attribute: no control, surrogate or noncharacter.
texts = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn"), codec="utf-8"), min_size=1, max_size=30)
any_text = st.text(st.characters(codec="utf-8"))
zones = st.timezones() | st.integers(-720, 840).map(lambda m: timezone(timedelta(minutes=m)))
envelopes = st.builds(
    Envelope,
    id=texts,
    type=st.just("ParcelWeighed"),
    event=st.builds(
        ParcelWeighed,
        parcel_id=any_text,
        grams=st.integers(-(2**63), 2**63 - 1),
        fragile=st.booleans(),
        labels=st.lists(st.builds(Label, any_text, st.integers(0, 9))).map(tuple),
        ratio=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    ),
    stream=st.none() | texts,
    version=st.none() | st.integers(1, 10**10 - 1),
    time=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=zones),
    correlation_id=texts,
    causation_id=st.none() | texts,
    service=st.none() | texts,
)


@given(envelopes)
def test_every_envelope_comes_back_from_structured_mode(original: Envelope) -> None:
    assert from_cloudevent(dumps(to_cloudevent(original))) == original


@given(envelopes)
def test_every_envelope_comes_back_from_binary_mode(original: Envelope) -> None:
    assert from_cloudevent(from_binary(*to_binary(to_cloudevent(original)))) == original


def test_the_module_needs_no_sdk() -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(['cloudevents', 'jsonschema', 'dateutil']); "
        "from companion.interop import cloudevents; print(cloudevents.MEDIA_TYPE)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "application/cloudevents+json"
