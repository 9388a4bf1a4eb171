"""CloudEvents 1.0.2: an envelope in the standard form, and back.

`to_cloudevent` and `from_cloudevent` translate between an Envelope and a dict in the standard's JSON format;
`dumps` and `loads` make that dict bytes (structured mode). Promises that a written CloudEvent is valid, that
one that is read is checked, and that an envelope comes back equal unless it was given another source. Leaves
out the position, which belongs to one store, and the messages of HTTP, Kafka and others, which the official
SDK (`cloudevents` on the index) makes of these bytes. Attributes that an Envelope does not have are kept in
the dict and ignored by `from_cloudevent`.

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
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
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
    "from_cloudevent",
    "loads",
    "to_cloudevent",
]

MEDIA_TYPE = "application/cloudevents+json"
_SERVICES = "/services/"
_SCHEMAS = "urn:x-eda-companion:"


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
    `InvalidCloudEvent` for values that the standard forbids (an empty id, a control character, a naive time),
    `InvalidEvent` for fields of wrong types.
    """
    service = envelope.service
    if service is not None:
        _check_text("source", service)
    if envelope.time.utcoffset() is None:
        raise InvalidCloudEvent("time", envelope.time, "has no time zone", "use datetime(..., tzinfo=UTC)")
    return _checked(
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
    given = _checked(event) if isinstance(event, Mapping) else loads(event)
    if "time" not in given:
        raise InvalidCloudEvent("time", None, "is missing", "the standard allows that, an envelope needs it")
    return Envelope(
        id=given["id"],
        type=given["type"],
        event=decode_event(given["type"], _json_data(given), schema=_schema(given)),
        stream=given.get("subject"),
        version=_version(given.get("sequence", "")),
        time=_moment(given["time"]),
        correlation_id=given.get("correlationid", given["id"]),
        causation_id=given.get("causationid"),
        service=_service(given["source"]),
    )


def dumps(event: Mapping[str, Any]) -> bytes:
    """A CloudEvent as the JSON of structured mode. Raise `InvalidCloudEvent`."""
    return _encoded(_checked(event))


def loads(data: bytes | str) -> dict[str, Any]:
    """The CloudEvent in a JSON text, checked, with all its attributes.

    Raise `CodecError` for a text that is not a JSON object, `InvalidCloudEvent` for one that is not a
    CloudEvent.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(str(error), raw) from None
    if not isinstance(found, dict):
        raise not_json("it is no JSON object", raw)
    return _checked(found)


def _json_data(event: Mapping[str, Any]) -> bytes:
    """The data as JSON bytes; an event without data is read as one without fields."""
    kind = event.get("datacontenttype", "application/json")
    if not _JSON.fullmatch(kind):
        raise InvalidCloudEvent("datacontenttype", kind, "is not JSON", "only JSON can become an event here")
    if "data_base64" not in event:
        return _encoded(event.get("data", {}))
    value = event["data_base64"]
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise InvalidCloudEvent("data_base64", value, "is not base64", "encode it per RFC 4648") from None


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


# --- the rules: CloudEvents 1.0.2, "Naming Conventions" and "Type System" ------------------------

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


def _checked(event: Mapping[str, Any]) -> dict[str, Any]:
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
        if name not in ("data", "data_base64"):
            _check(name, value)
    return present


def _moment(value: str) -> datetime:
    """An RFC 3339 time as an aware datetime; digits beyond microseconds are cut off. Raises `ValueError`."""
    if not _RFC_3339.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value.upper())


def _check_text(name: str, value: object) -> None:
    """Raise `InvalidCloudEvent` unless the value is a string that any attribute may hold."""
    if not isinstance(value, str):
        raise InvalidCloudEvent(name, value, "is not a string", "put structured values into data")
    if not value:
        raise InvalidCloudEvent(name, value, "is empty", "leave the attribute out, or give it a value")
    if _FORBIDDEN.search(value):
        raise InvalidCloudEvent(name, value, "holds a control character or no character", "remove it")


def _check(name: object, value: object) -> None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise InvalidCloudEvent(str(name), value, "is no attribute name", "use 1 to 20 of a-z and 0-9")
    if isinstance(value, int) and name not in _STRINGS and name not in _FORMS:
        if not -(2**31) <= value < 2**31:
            raise InvalidCloudEvent(name, value, "is beyond 32 bits", "send it as a string")
        return
    _check_text(name, value)
    if name in _FORMS:
        fits, expected = _FORMS[name]
        if not fits(str(value)):
            raise InvalidCloudEvent(name, value, f"is not {expected}", "have its producer correct it")


def _is_time(value: str) -> bool:
    try:
        _moment(value)
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
