"""The rules for a CloudEvent's attributes: CloudEvents 1.0.2, "Naming Conventions" and "Type System".

Promises that a dict which passes `checked` is a valid CloudEvent in the JSON format. Leaves out what its data
means, and keeps unknown attributes, because a service that forwards an event must forward them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from companion.events.errors import ErrorWithEvidence, short

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


class InvalidCloudEvent(ErrorWithEvidence):
    """An attribute of a CloudEvent breaks a rule. `value` is None where the attribute is missing."""

    attribute: str
    value: object
    problem: str
    remedy: str

    def sentence(self) -> str:
        shown = "" if self.value is None else f" = {short(self.value)}"
        return f"CloudEvent attribute {short(self.attribute)}{shown} {self.problem}: {self.remedy}."


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
        if name not in ("data", "data_base64"):
            _check(name, value)
    return present


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
        raise InvalidCloudEvent(name, value, "holds a control character or no character", "remove it")


def _check(name: object, value: object) -> None:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise InvalidCloudEvent(str(name), value, "is no attribute name", "use 1 to 20 of a-z and 0-9")
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
