"""CloudEvents 1.0.2: an envelope in the standard form, and back.

`to_cloudevent` and `from_cloudevent` translate between an Envelope and a dict in the standard's JSON format;
`dumps` and `loads` make that dict bytes (structured mode), `to_binary` and `from_binary` HTTP headers and a
body (binary mode). Promises that a written CloudEvent is valid, that one that is read is checked, and that an
envelope comes back equal unless it was given another source. Leaves out the position, which belongs to one
store. Attributes that an Envelope does not have are kept in the dict and ignored by `from_cloudevent`.

| CloudEvents | Envelope |
|---|---|
| id, type, time | id, type, time (in UTC) |
| source | `/services/` and the service, or the `source` you give |
| subject, partitionkey | stream: order matters within a stream |
| sequence | version, ten digits, so that texts sort as numbers do |
| correlationid, causationid | correlation_id, causation_id |
| dataschema | type and schema number: `urn:x-eda-companion:OrderPlaced:1` |
| data | event |
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from companion.events import Envelope, decode_event, encode_event
from companion.events.codec import not_json
from companion.interop.attributes import InvalidCloudEvent, check_text, checked, declares_json, moment

__all__ = [
    "MEDIA_TYPE",
    "InvalidCloudEvent",
    "dumps",
    "from_binary",
    "from_cloudevent",
    "loads",
    "to_binary",
    "to_cloudevent",
]

MEDIA_TYPE = "application/cloudevents+json"
_SERVICES = "/services/"
_SCHEMAS = "urn:x-eda-companion:"
_HEADER_SAFE = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"%')


def to_cloudevent(envelope: Envelope, *, source: str | None = None) -> dict[str, Any]:
    """The envelope as a CloudEvent: a dict of attributes and `data`, ready for JSON.

    `source` is a URI reference that names the publisher; default `/services/<service>`. Raise
    `InvalidCloudEvent` for values that the standard forbids (an empty id, a control character, a naive time),
    `InvalidEvent` for fields of wrong types.
    """
    service = envelope.service
    if service is not None:
        check_text("source", service)
    if envelope.time.utcoffset() is None:
        raise InvalidCloudEvent("time", envelope.time, "has no time zone", "use datetime(..., tzinfo=UTC)")
    return checked(
        {
            "specversion": "1.0",
            "id": envelope.id,
            "source": _SERVICES + quote(service or "", safe="") if source is None else source,
            "type": envelope.type,
            "subject": envelope.stream,
            "time": envelope.time.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "dataschema": f"{_SCHEMAS}{quote(envelope.type, safe='')}:{type(envelope.event).__schema__}",
            "correlationid": envelope.correlation_id,
            "causationid": envelope.causation_id,
            "partitionkey": envelope.stream,
            "sequence": None if envelope.version is None else f"{envelope.version:010d}",
            "data": msgspec.json.decode(encode_event(envelope.event)),
        }
    )


def from_cloudevent(event: Mapping[str, Any] | bytes | str) -> Envelope:
    """An envelope from a CloudEvent: a dict as `loads` gives it, or its JSON.

    An event without correlationid begins a story of its own. Its service is the source, without `/services/`
    if this package wrote it. Raise `InvalidCloudEvent` for an event that breaks the standard, has no time or
    whose data is not JSON, `CodecError` for bytes that are not JSON, and what `decode_event` raises for the
    data: `CodecError` and `UnknownName`.
    """
    given = checked(event) if isinstance(event, Mapping) else loads(event)
    if "time" not in given:
        raise InvalidCloudEvent("time", None, "is missing", "the standard allows that, an envelope needs it")
    return Envelope(
        id=given["id"],
        type=given["type"],
        event=decode_event(given["type"], _json_data(given), schema=_schema(given)),
        stream=given.get("subject"),
        version=_version(given.get("sequence", "")),
        time=moment(given["time"]),
        correlation_id=given.get("correlationid", given["id"]),
        causation_id=given.get("causationid"),
        service=_service(given["source"]),
    )


def dumps(event: Mapping[str, Any]) -> bytes:
    """A CloudEvent as the JSON of structured mode. Raise `InvalidCloudEvent`."""
    return _encoded(checked(event))


def loads(data: bytes | str) -> dict[str, Any]:
    """The CloudEvent in a JSON text, checked, with all its attributes.

    Raise `CodecError` for a text that is not a JSON object, `InvalidCloudEvent` for one that is not a
    CloudEvent.
    """
    text = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    found = _parsed(text)
    if not isinstance(found, dict):
        raise not_json("it is no JSON object", text)
    return checked(found)


def to_binary(event: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    """A CloudEvent with JSON data as HTTP headers and body (binary mode). Raise `InvalidCloudEvent`.

    No data becomes an empty body; null and an event without fields become JSON (`null`, `{}`).
    """
    given = checked(event)
    has_data = "data" in given or "data_base64" in given
    body = _json_data(given) if has_data else b""
    declared = given.get("datacontenttype", "application/json" if has_data else None)
    headers = {} if declared is None else {"content-type": declared}
    for name, value in given.items():
        if name not in ("data", "data_base64", "datacontenttype"):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            headers[f"ce-{name}"] = quote(text, safe=_HEADER_SAFE)
    return headers, body


def from_binary(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The CloudEvent in HTTP headers and a body. Header names may be in any case; other headers are left out.

    Numbers and truth values come back as strings, because a header has no types. Raise `InvalidCloudEvent`
    for headers that do not make a CloudEvent, `CodecError` for a body that is not JSON.
    """
    event: dict[str, Any] = {}
    for header, value in headers.items():
        name = header.lower()
        if name == "content-type" and value.lower().startswith("application/cloudevents"):
            raise InvalidCloudEvent(name, value, "is not binary mode", "read the body with loads")
        if name == "content-type":
            event["datacontenttype"] = value
        elif name in ("ce-datacontenttype", "ce-data", "ce-data_base64"):
            raise InvalidCloudEvent(name, value, "is not binary mode", "use content-type and the body")
        elif name.startswith("ce-"):
            event[name[3:]] = _unquoted(name[3:], value)
    _refuse_other_than_json(event)
    return checked(event | {"data": _parsed(body)} if body else event)


def _json_data(event: Mapping[str, Any]) -> bytes:
    """The data as JSON bytes; an event without data is read as one without fields."""
    _refuse_other_than_json(event)
    if "data_base64" not in event:
        return _encoded(event.get("data", {}))
    value = event["data_base64"]
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise InvalidCloudEvent("data_base64", value, "is not base64", "encode it per RFC 4648") from None
    if not data:
        raise InvalidCloudEvent("data_base64", value, "is empty, and so no JSON", "leave it out")
    return data


def _refuse_other_than_json(event: Mapping[str, Any]) -> None:
    if not declares_json(event):
        value = event["datacontenttype"]
        raise InvalidCloudEvent("datacontenttype", value, "is not JSON", "only JSON can become an event here")


def _schema(event: Mapping[str, Any]) -> int | None:
    """The schema number if this package wrote the event, else None, which means the current one."""
    uri = event.get("dataschema", "")
    if not uri.startswith(_SCHEMAS):
        return None
    name, _, number = uri.removeprefix(_SCHEMAS).rpartition(":")
    if unquote(name) != event["type"] or not re.fullmatch("[1-9][0-9]{0,8}", number):
        expected = f"should be {_SCHEMAS}{quote(event['type'], safe='')}:<schema number>"
        raise InvalidCloudEvent("dataschema", uri, "names no schema of its type", expected)
    return int(number)


def _version(sequence: str) -> int | None:
    """The version in a stream, counted from 1; None for another kind of sequence."""
    return int(sequence) or None if re.fullmatch("[0-9]{1,18}", sequence) else None


def _service(source: str) -> str | None:
    if not source.startswith(_SERVICES):
        return source
    return unquote(source.removeprefix(_SERVICES)) or None


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidCloudEvent("data", None, f"cannot be JSON ({error})", "send plain JSON values") from None


def _parsed(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(str(error), data) from None


def _unquoted(name: str, value: str) -> str:
    """A header's value: first the quotes of older senders, then one round of percent-decoding."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError:
        raise InvalidCloudEvent(name, value, "is not UTF-8", "percent-encode it as UTF-8") from None
