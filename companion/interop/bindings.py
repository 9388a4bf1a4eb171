"""CloudEvents on the wire: as an HTTP message and as a Kafka message, in both content modes of the standard.

Binary mode puts the attributes into headers and the data into the body, structured mode the whole event into
the body. A reader need not know the mode: `from_http` and `from_kafka` find it in the content type. Source:
CloudEvents 1.0.2, HTTP Protocol Binding and Kafka Protocol Binding. Leaves out batches, and sending: give the
headers and bytes to any client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from companion.interop.cloudevents import (
    MEDIA_TYPE,
    InvalidCloudEvent,
    dumps,
    from_binary,
    loads,
    put_together,
    taken_apart,
    to_binary,
)

__all__ = ["HttpMessage", "KafkaMessage", "from_http", "from_kafka", "to_http", "to_kafka"]

Mode = Literal["binary", "structured"]


class HttpMessage(NamedTuple):
    """Headers and body of an HTTP request or response."""

    headers: dict[str, str]
    body: bytes


class KafkaMessage(NamedTuple):
    """Key, value and headers of a Kafka message, as `producer.produce` takes them."""

    key: bytes | None
    value: bytes
    headers: list[tuple[str, bytes]]


def to_http(event: Mapping[str, Any], mode: Mode = "binary") -> HttpMessage:
    """A CloudEvent as an HTTP message. Raises `InvalidCloudEvent`, and ValueError for an unknown mode."""
    if _is_structured(mode):
        return HttpMessage({"content-type": f"{MEDIA_TYPE}; charset=utf-8"}, dumps(event))
    return HttpMessage(*to_binary(event))


def from_http(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The CloudEvent in an HTTP message of either mode; header names may be in any case.

    Raises `InvalidCloudEvent` for a message that is not a CloudEvent, also for a batch, and `CodecError` for
    a body that is not JSON.
    """
    content_type = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    return loads(body) if _announces_whole_event(content_type) else from_binary(headers, body)


def to_kafka(event: Mapping[str, Any], mode: Mode = "binary") -> KafkaMessage:
    """A CloudEvent as a Kafka message. Its key is the attribute `partitionkey`, which for our envelopes is
    the stream, so that order holds within a stream. Raises as `to_http` does.
    """
    if _is_structured(mode):
        headers = [("content-type", f"{MEDIA_TYPE}; charset=utf-8".encode())]
        whole = dumps(event)
        return KafkaMessage(_message_key(event), whole, headers)
    content_type, attributes, body = taken_apart(event)
    headers = [(f"ce_{name}", text.encode()) for name, text in sorted(attributes.items())]
    if content_type is not None:
        headers.insert(0, ("content-type", content_type.encode()))
    return KafkaMessage(_message_key(event), body, headers)


def _message_key(checked: Mapping[str, Any]) -> bytes | None:
    key = checked.get("partitionkey")
    return None if key is None else str(key).encode()


def from_kafka(headers: Iterable[tuple[str, bytes | None]], value: bytes | None) -> dict[str, Any]:
    """The CloudEvent in a Kafka message of either mode.

    The message key is not read: an event with a key has the attribute `partitionkey`. Raises
    `InvalidCloudEvent`, also for a tombstone (no value) in structured mode, and `CodecError`.
    """
    read = {name.lower(): _text(name, content) for name, content in headers}
    body = value or b""
    if _announces_whole_event(read.get("content-type", "")):
        return loads(body)
    named = {name[3:]: text for name, text in read.items() if name.startswith("ce_")}
    return put_together(read.get("content-type"), named, body)


def _is_structured(mode: str) -> bool:
    if mode not in ("binary", "structured"):
        raise ValueError(f"mode={mode!r}: CloudEvents has the modes 'binary' and 'structured'")
    return mode == "structured"


def _announces_whole_event(content_type: str) -> bool:
    """Whether the body is the event. Raises `InvalidCloudEvent` for a batch or another format than JSON."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == MEDIA_TYPE:
        return True
    if kind.startswith("application/cloudevents"):
        raise InvalidCloudEvent("content-type", content_type, "is not read here", f"send {MEDIA_TYPE}")
    return False


def _text(name: str, content: bytes | None) -> str:
    try:
        return (content or b"").decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidCloudEvent(name, repr(content), "is not UTF-8", "encode headers as UTF-8") from None
