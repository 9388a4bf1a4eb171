"""Events and envelopes as JSON bytes and back, and upcasters for older shapes of an event.

Reading ignores unknown extra fields. A missing field, or one of the wrong type, is an error that names its
path. A class with `schema=2` reads events recorded as
schema 1 through the upcaster for 1, one step at a time. A position belongs to one store and is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, NoReturn, TypeVar, cast

import msgspec

from .arguments import check_count, check_function, check_text
from .envelope import Envelope
from .errors import BadJSON, InvalidEvent, UnknownSchemaVersion, UpcasterFailed
from .event import Event, fits, registered, unregistered, validate
from .shape import explain

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
U = TypeVar("U", bound=Upcast)
_upcasters: dict[tuple[str, int], Upcast] = {}
_encoder = msgspec.json.Encoder(order="deterministic")  # a set is written in one order everywhere
_unsorted_encoder = msgspec.json.Encoder()


class _Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An envelope as it is written: with the schema number, without the position, the event still unread."""

    id: str
    type: str
    schema: int = 1
    event: msgspec.Raw
    stream: str | None = None
    version: int | None = None
    time: Annotated[datetime, msgspec.Meta(tz=True)]
    correlation_id: str
    causation_id: str | None = None
    service: str | None = None


_read_envelope = msgspec.json.Decoder(_Written)


def encode(envelope: Envelope) -> bytes:
    """An envelope and its event as one JSON object. Raises `InvalidEvent` if the event cannot be written."""
    return _encoder.encode(
        _Written(
            id=envelope.id, type=envelope.type, schema=type(envelope.event).__schema__,
            event=msgspec.Raw(encode_event(envelope.event)), stream=envelope.stream, version=envelope.version,
            time=envelope.time, correlation_id=envelope.correlation_id, causation_id=envelope.causation_id,
            service=envelope.service,
        )
    )  # fmt: skip


def decode(data: bytes) -> Envelope:
    """The envelope that `encode` wrote, with an event of the class now registered under its type name.

    Raises `BadJSON`, `UnknownEventType`, `UnknownSchemaVersion` or `UpcasterFailed`.
    """
    w = _decoded(data, _read_envelope, "Envelope")
    return Envelope(
        id=w.id, type=w.type, event=decode_event(w.type, w.event, schema=w.schema), stream=w.stream,
        version=w.version, time=w.time, correlation_id=w.correlation_id, causation_id=w.causation_id,
        service=w.service,
    )  # fmt: skip


def encode_event(event: Event) -> bytes:
    """The fields of an event as a JSON object. Raises `InvalidEvent` for what does not fit."""
    validate(event)
    try:
        return _encoder.encode(event)
    except (OverflowError, ValueError, TypeError):
        return _encode_unsorted(event)


def _encode_unsorted(event: Event) -> bytes:
    """Encode an event with a set that cannot be sorted, such as one of structs without order=True."""
    try:
        return _unsorted_encoder.encode(event)
    except (OverflowError, ValueError, TypeError) as error:
        raise InvalidEvent(type(event).__name__, "", "values that JSON can hold", str(error)) from error


def decode_event(type: str, data: bytes | msgspec.Raw, schema: int | None = None) -> Event:
    """An event of the class now registered under the name `type`, from the JSON of its fields.

    `schema` is the number it was written with (None: the current one); an older one goes through the
    upcasters. Raises `BadJSON`, `UnknownEventType`, `UnknownSchemaVersion` or `UpcasterFailed`.
    """
    return event_reader(type, schema)(data)


def event_reader(type: str, schema: int | None = None) -> Callable[[bytes | msgspec.Raw], Event]:
    """A function that does what `decode_event` does, for many events of one type and schema.

    Raises `UnknownEventType` at once; the function raises the other errors.
    """
    cls = registered(type)
    decoder, fit = _decoder(cls), fits(cls)
    decode = decoder.decode
    current = schema is None or schema == cls.__schema__

    def read(data: bytes | msgspec.Raw) -> Event:
        if not current:
            data = _upcast(type, cast(int, schema), cls.__schema__, data)
        try:
            event: Event = decode(data)
        except Exception:
            event = _decoded(data, decoder, type)  # says what is wrong
        if not fit(event):  # msgspec also reads a time without zone and a wrong default
            wrong = explain(event, is_event=True)
            raise BadJSON(f"should be {wrong.expected}, got {wrong.got}", type, wrong.path)
        return event

    return read


def upcaster(type: str, version: int) -> Callable[[U], U]:
    """Register a function that turns the dict of schema `version` of event `type` into that of `version + 1`.

    A second function for the same type and version replaces the first, so a cell can be run again.
    """

    check_text("type", type)
    check_count("version", version, 1)

    def register(function: U) -> U:
        check_function(f"the upcaster of {type}", function)
        _upcasters[type, version] = function
        return function

    return register


@contextmanager
def afresh(type: str) -> Iterator[None]:
    """Inside `with afresh("DinnerOrdered"):` the name has no class and no upcaster. Afterwards the earlier
    ones are back. Use it to try a change."""
    kept = {key: _upcasters.pop(key) for key in list(_upcasters) if key[0] == type}
    try:
        with unregistered(type):
            yield
    finally:
        for key in [key for key in _upcasters if key[0] == type]:
            del _upcasters[key]
        _upcasters.update(kept)


def _upcast(type: str, version: int, current: int, data: bytes | msgspec.Raw) -> bytes:
    """The JSON of an old event in the current shape, one version at a time."""
    if version > current:
        raise UnknownSchemaVersion(type, version, current)
    fields = _decoded(data, _read_fields, type)
    for step in range(version, current):
        if (type, step) not in _upcasters:
            raise UnknownSchemaVersion(type, step, current)
        fields = _one_step(type, step, fields)
    return _encoder.encode(fields)


def _one_step(type: str, version: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The dict in the next schema. Raises `UpcasterFailed`, also for a value that JSON cannot hold."""
    try:
        after = _upcasters[type, version](fields)
        _encoder.encode(after)
    except Exception as error:
        raise UpcasterFailed(type, version, f"{error.__class__.__name__}: {error}") from error
    if not isinstance(after, dict):
        raise UpcasterFailed(type, version, f"it returned {after!r:.60}, not a dict")
    return after


_read_fields = msgspec.json.Decoder(dict[str, Any])
_decoders: dict[str, tuple[type[Event], msgspec.json.Decoder[Any]]] = {}


def _decoder(cls: type[Event]) -> msgspec.json.Decoder[Any]:
    """The compiled reader of an event class, made once; a class defined again gets a new one."""
    known = _decoders.get(cls.__name__)
    if known is None or known[0] is not cls:
        known = _decoders[cls.__name__] = (cls, msgspec.json.Decoder(cls))
    return known[1]


def _decoded(data: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[Any], type: str) -> Any:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        _bad_field(type, error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJSON(str(error), start=bytes(data)[:40].decode("utf-8", "replace")) from None


def _bad_field(type: str, error: msgspec.ValidationError) -> NoReturn:
    """msgspec says `Expected ... - at `$.items[1].sku``; it names a missing field before the path."""
    problem, _, end = str(error).partition(" - at `$")
    path = end.rstrip("`").lstrip(".")
    if problem.startswith("Object missing required field"):
        missing = problem.split("`")[1]
        path, problem = f"{path}.{missing}".lstrip("."), "is missing"
    raise BadJSON(problem, type, path) from None
