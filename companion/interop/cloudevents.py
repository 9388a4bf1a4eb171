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
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from companion.events import Envelope, decode_event, encode_event
from companion.events.codec import not_json
from companion.events.errors import ErrorWithEvidence, short

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
_NO_HEADERS = ("data", "data_base64", "datacontenttype")
_HEADER_SAFE = "".join(chr(c) for c in range(0x21, 0x7F) if chr(c) not in '"%')


class InvalidCloudEvent(ErrorWithEvidence):
    """An attribute of a CloudEvent breaks a rule. `value` is None where the attribute is missing."""

    attribute: str
    value: object
    problem: str
    remedy: str

    def sentence(self) -> str:
        shown = "" if self.value is None else f" = {short(self.value)}"
        return f"CloudEvent attribute {short(self.attribute)}{shown} {self.problem}: {self.remedy}."


def to_cloudevent(envelope: Envelope, *, source: str | None = None) -> dict[str, Any]:
    """The envelope as a CloudEvent: a dict of attributes and `data`, ready for JSON.

    `source` is a URI reference that names the publisher; default `/services/<service>`. Raise
    `InvalidCloudEvent` for values that the standard forbids (an empty id, a control character, a naive time)
    and for a version that no stream has, `InvalidEvent` for fields of wrong types.
    """
    data, service = msgspec.json.decode(encode_event(envelope.event)), envelope.service
    check_text("type", envelope.type)
    if service is not None:
        check_text("source", service)
    return checked(
        {
            "specversion": "1.0",
            "id": envelope.id,
            "source": _SERVICES + quote(service or "", safe="") if source is None else source,
            "type": envelope.type,
            "subject": envelope.stream,
            "time": _in_utc(envelope.time),
            "datacontenttype": "application/json",
            "dataschema": f"{_SCHEMAS}{quote(envelope.type, safe='')}:{type(envelope.event).__schema__}",
            "correlationid": envelope.correlation_id,
            "causationid": envelope.causation_id,
            "partitionkey": envelope.stream,
            "sequence": None if envelope.version is None else _sequence(envelope.version),
            "data": data,
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
        raise not_json("it is not a JSON object", text)
    return checked(found)


def to_binary(event: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    """A CloudEvent with JSON data as HTTP headers and body (binary mode). Raise `InvalidCloudEvent`.

    No data becomes an empty body; null and an event without fields become JSON (`null`, `{}`).
    """
    content_type, attributes, body = taken_apart(event)
    headers = {} if content_type is None else {"content-type": content_type}
    return headers | {f"ce-{name}": quote(text, safe=_HEADER_SAFE) for name, text in attributes.items()}, body


def from_binary(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The CloudEvent in HTTP headers and a body. Header names may be in any case; other headers are left out.

    Numbers and truth values come back as strings, because a header has no types. Raise `InvalidCloudEvent`
    for headers that do not make a CloudEvent, `CodecError` for a body that is not JSON.
    """
    found = {header.lower(): value for header, value in headers.items()}
    named = {name[3:]: _unquoted(name[3:], value) for name, value in found.items() if name.startswith("ce-")}
    return put_together(found.get("content-type"), named, body)


def taken_apart(event: Mapping[str, Any]) -> tuple[str | None, dict[str, str], bytes]:
    """The content type, the other attributes as texts, and the data as JSON. Raise `InvalidCloudEvent`."""
    given = checked(event)
    has_data = "data" in given or "data_base64" in given
    body = _json_data(given) if has_data else b""
    content_type = given.get("datacontenttype", "application/json" if has_data else None)
    texts = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in given.items()
        if name not in _NO_HEADERS
    }
    return content_type, texts, body


def put_together(content_type: str | None, attributes: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The CloudEvent that `taken_apart` gives these parts of. Raises as `from_binary` does."""
    event: dict[str, Any] = {}
    if content_type is not None:
        if content_type.lower().startswith("application/cloudevents"):
            remedy = "read the body with loads"
            raise InvalidCloudEvent("content-type", content_type, "is not binary mode", remedy)
        event["datacontenttype"] = content_type
    for name, value in attributes.items():
        if name in _NO_HEADERS:
            remedy = "use content-type and the body"
            raise InvalidCloudEvent(f"ce-{name}", value, "is not binary mode", remedy)
        event[name] = value
    _refuse_other_than_json(event)
    return checked(event | {"data": _parsed(body)} if body else event)


def _json_data(event: Mapping[str, Any]) -> bytes:
    """The data as JSON bytes; an event without data is read as one without fields."""
    _refuse_other_than_json(event)
    if "data_base64" not in event:
        return _encoded(event.get("data", {}))
    value = event["data_base64"]
    if not (data := base64.b64decode(value)):
        raise InvalidCloudEvent("data_base64", value, "is empty, which is not JSON", "leave it out")
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


def _in_utc(time: datetime) -> str:
    if not isinstance(time, datetime) or time.utcoffset() is None:
        raise InvalidCloudEvent("time", time, "has no time zone", "use datetime(..., tzinfo=UTC)")
    try:
        return time.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        remedy = "give a time of the years 1 to 9999 there"
        raise InvalidCloudEvent("time", time, "is in no year that UTC can write", remedy) from None


def _sequence(version: int) -> str:
    if type(version) is not int or not 0 < version < 10**18:
        raise InvalidCloudEvent("sequence", version, "is no version", "give a number, counted from 1")
    return f"{version:010d}"


def _version(sequence: str) -> int | None:
    """The version in a stream, counted from 1; None for another kind of sequence."""
    return int(sequence) or None if re.fullmatch("[0-9]{1,18}", sequence) else None


def _service(source: str) -> str | None:
    if not source.startswith(_SERVICES):
        return source
    return unquote(source.removeprefix(_SERVICES)) or None


def _encoded(value: object) -> bytes:
    try:
        text = msgspec.json.encode(value)
        if b"null" in text and not _is_finite(msgspec.to_builtins(value)):
            raise ValueError("NaN and infinity would become null")
        return text
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        raise InvalidCloudEvent("data", None, f"cannot be JSON ({error})", "send plain JSON values") from None


def _is_finite(value: object) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    return all(map(_is_finite, value)) if isinstance(value, (list, tuple, set)) else True


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


# --- the rules for attributes: CloudEvents 1.0.2, "Naming Conventions" and "Type System" ---------------

REQUIRED = ("specversion", "id", "source", "type")
# Extensions may be numbers or truth values; these, and the standard's own, are strings by definition.
_STRINGS = {*REQUIRED, "subject", "correlationid", "causationid", "partitionkey", "sequence"}

_NAME = re.compile("[a-z0-9]{1,20}")
_NONCHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_FORBIDDEN = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]")

# RFC 3986, appendix A: the characters of a name, those of a path, and the rest from the authority on.
_N = "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_P = f"(?:{_N}|[:@])"
_REST = rf"(?:/{_P}*)*(?:\?(?:{_P}|[/?])*)?(?:\#(?:{_P}|[/?])*)?"
_ROOTED = rf"(?://(?:(?:{_N}|:)*@)?(?:{_N}*|\[[0-9A-Fa-fv:.]+\])(?::[0-9]*)?|(?!//))"
_URI = re.compile(f"[A-Za-z][A-Za-z0-9+.-]*:(?:{_ROOTED}|{_P}+){_REST}")
_URI_REFERENCE = re.compile(f"{_URI.pattern}|(?:{_ROOTED}|(?:{_N}|@)+){_REST}")
_RFC_3339 = re.compile(
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;.*)?", re.ASCII)
_JSON = re.compile(r"[^/;]+/(?:[^/;]+[+])?json\s*(?:;.*)?", re.IGNORECASE)


def checked(event: Mapping[str, Any]) -> dict[str, Any]:
    """The event without its null attributes, which mean unset; `data` may be null.

    Raises `InvalidCloudEvent` for the first attribute that is missing, badly named, empty or of a wrong form.
    """
    present = {name: value for name, value in event.items() if value is not None or name == "data"}
    for name in REQUIRED:
        if name not in present:
            raise InvalidCloudEvent(name, None, "is missing", "every CloudEvent has " + ", ".join(REQUIRED))
    if "data" in present and "data_base64" in present:
        value = present["data_base64"]
        raise InvalidCloudEvent("data_base64", value, "stands beside data", "send one of the two")
    for name, value in present.items():
        if name == "data_base64":
            _check_base64(value)
        elif name != "data":
            _check(name, value)
    return present


def _check_base64(value: object) -> None:
    try:
        base64.b64decode(value if isinstance(value, str) else "?", validate=True)
    except ValueError:
        raise InvalidCloudEvent("data_base64", value, "is not base64", "encode it per RFC 4648") from None


def declares_json(event: Mapping[str, Any]) -> bool:
    """Whether the data is JSON: the subtype is `json` or ends in `+json`, or nothing is declared."""
    return _JSON.fullmatch(event.get("datacontenttype", "application/json")) is not None


def moment(value: str) -> datetime:
    """An RFC 3339 time as an aware datetime; digits beyond microseconds are cut off. Raises `ValueError`."""
    if not _RFC_3339.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value.upper())


def check_text(name: str, value: object) -> None:
    """Raise `InvalidCloudEvent` unless the value is a string that any attribute may hold."""
    if not isinstance(value, str):
        raise InvalidCloudEvent(name, value, "is not a string", "put structured values into data")
    if not value:
        raise InvalidCloudEvent(name, value, "is empty", "leave the attribute out, or give it a value")
    if _FORBIDDEN.search(value):
        raise InvalidCloudEvent(
            name, value, "holds a control character, or a code that is not a character", "remove it"
        )


def _check(name: object, value: object) -> None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise InvalidCloudEvent(str(name), value, "is not an attribute name", "use 1 to 20 of a-z and 0-9")
    if isinstance(value, int) and name not in _STRINGS and name not in _FORMS:
        if not -(2**31) <= value < 2**31:
            raise InvalidCloudEvent(name, value, "is beyond 32 bits", "send it as a string")
        return
    check_text(name, value)
    if name in _FORMS:
        fits, expected = _FORMS[name]
        if not fits(str(value)):
            raise InvalidCloudEvent(name, value, f"is not {expected}", "have its producer correct it")


def _is_time(value: str) -> bool:
    try:
        moment(value)
    except ValueError:
        return False
    return True


_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    "specversion": ("1.0".__eq__, "1.0, the version this package speaks"),
    "source": (_URI_REFERENCE.fullmatch, "a URI reference (RFC 3986)"),
    "time": (_is_time, "a time in the form of RFC 3339, such as 2024-01-31T12:00:00Z"),
    "datacontenttype": (_MEDIA_TYPE.fullmatch, "a media type (RFC 2046)"),
    "dataschema": (_URI.fullmatch, "an absolute URI (RFC 3986)"),
}
