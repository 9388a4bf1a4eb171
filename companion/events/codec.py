"""Events and envelopes as JSON bytes and back, and upcasters for older shapes of an event.

Reading ignores unknown extra fields. A missing field, or one of the wrong type, is an error that names its
path. A class with `schema=2` reads events recorded as
schema 1 through the upcaster for 1, one step at a time. A position belongs to one store and is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from .arguments import check_count, check_function, check_text
from .errors import ErrorWithEvidence, InvalidEvent, short
from .event import Envelope, Event, explain, fits, registered, unregistered, validate

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
U = TypeVar("U", bound=Upcast)
_upcasters: dict[tuple[str, int], Upcast] = {}
_encoder = msgspec.json.Encoder(order="deterministic")  # a set is written in one order everywhere
_unsorted_encoder = msgspec.json.Encoder()


class CodecError(ErrorWithEvidence):
    """Bytes that cannot be read as an event: they are not JSON, a field is missing or of the wrong type, an
    upcaster failed. `problem` says which, and what to do.

    `type` is the event's, "" if the bytes do not tell; `path` leads to the field, like `items[1].sku`. The
    bytes are not changed.
    """

    problem: str
    type: str = ""
    path: str = ""

    def sentence(self) -> str:
        field = f"{self.type}.{self.path}" if self.path else self.type
        return f"{field}: {self.problem}" if field else self.problem


class UnknownSchemaVersion(CodecError):
    """A recorded event has a schema number that this process cannot turn into the current one. It waits for
    a newer program, or for an upcaster.
    """

    problem: str = "no way leads from its schema to the current one"
    version: int = 0
    current: int = 0

    def sentence(self) -> str:
        written = f"{self.type} was written with schema {self.version}, and"
        if self.version > self.current:
            return f"{written} this process knows only up to {self.current}: update the program that reads."
        return (
            f"{written} the upcaster from there towards {self.current} is missing: write one, "
            f"@upcaster({self.type!r}, {self.version})."
        )


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

    Raises `CodecError`, as `UnknownSchemaVersion` where that is the cause, and `UnknownName` for its type.
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
    except (OverflowError, ValueError, TypeError, RecursionError):
        return _encode_unsorted(event)


def _encode_unsorted(event: Event) -> bytes:
    """Encode an event with a set that cannot be sorted, such as one of structs without order=True."""
    try:
        return _unsorted_encoder.encode(event)
    except (OverflowError, ValueError, TypeError, RecursionError) as error:
        raise InvalidEvent(type(event).__name__, "", "values that JSON can hold", str(error)) from error


def decode_event(type: str, data: bytes | msgspec.Raw, schema: int | None = None) -> Event:
    """An event of the class now registered under the name `type`, from the JSON of its fields.

    `schema` is the number it was written with (None: the current one); an older one goes through the
    upcasters. Raises what `decode` raises.
    """
    return event_reader(type, schema)(data)


def event_reader(type: str, schema: int | None = None) -> Callable[[bytes | msgspec.Raw], Event]:
    """A function that does what `decode_event` does, for many events of one type and schema.

    Raises `UnknownName` at once; the function raises the other errors.
    """
    cls = registered(type)
    read = _reader(cls)
    if schema is None or schema == cls.__schema__:
        return read
    return lambda data: read(_upcast(type, schema, cls.__schema__, data))


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
        raise UnknownSchemaVersion(type=type, version=version, current=current)
    fields = _decoded(data, _read_fields, type)
    for step in range(version, current):
        if (type, step) not in _upcasters:
            raise UnknownSchemaVersion(type=type, version=step, current=current)
        fields = _one_step(type, step, fields)
    return _encoder.encode(fields)


def _one_step(type: str, version: int, fields: dict[str, Any]) -> dict[str, Any]:
    """The dict in the next schema. Raises `CodecError`, also for a value that JSON cannot hold."""
    try:
        after = _upcasters[type, version](fields)
        _encoder.encode(after)
    except Exception as error:
        raise _upcaster_failed(type, version, f"{error.__class__.__name__}: {error}") from error
    if not isinstance(after, dict):
        raise _upcaster_failed(type, version, f"it returned {after!r:.60}, not a dict")
    return after


_read_fields = msgspec.json.Decoder(dict[str, Any])
_readers: dict[str, tuple[type[Event], Callable[[bytes | msgspec.Raw], Event]]] = {}


def _reader(cls: type[Event]) -> Callable[[bytes | msgspec.Raw], Event]:
    """The function that makes events of a class from JSON, made once; a class defined again gets a new
    one.
    """
    type = cls.__name__
    known = _readers.get(type)
    if known is not None and known[0] is cls:
        return known[1]
    decoder, fit = msgspec.json.Decoder(cls), fits(cls)
    decode = decoder.decode

    def read(data: bytes | msgspec.Raw) -> Event:
        try:
            event: Event = decode(data)
            if fit(event):  # msgspec also reads a time without zone and a wrong default
                return event
        except Exception:
            event = _decoded(data, decoder, type)  # says what is wrong
        wrong = explain(event)
        raise _bad_field(f"should be {wrong.expected}, got {wrong.got}", type, wrong.path)

    _readers[type] = cls, read
    return read


def _decoded(data: bytes | msgspec.Raw, decoder: msgspec.json.Decoder[Any], type: str) -> Any:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        problem, path = _said_by_msgspec(error)
        raise _bad_field(problem, type, path) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(str(error), bytes(data) if not isinstance(data, str) else data.encode()) from None
    except Exception as error:  # of a __post_init__, or because the data are no bytes
        raise CodecError(f"it cannot be made of what was written: {short(error)}.", type) from error


def _said_by_msgspec(error: msgspec.ValidationError) -> tuple[str, str]:
    """The problem and the path in `Expected ... - at `$.items[1].sku``; a missing field stands before it."""
    problem, _, end = str(error).partition(" - at `$")
    path = end.rstrip("`").lstrip(".")
    if problem.startswith("Object missing required field"):
        missing = problem.split("`")[1]
        return "is missing", f"{path}.{missing}".lstrip(".")
    return problem, path


# --- the errors, each with its remedy -----------------------------------------------------------------


def not_json(problem: str, data: bytes) -> CodecError:
    """For bytes that are not JSON, or not a JSON object."""
    start = short(data[:40].decode("utf-8", "replace"))
    remedy = "Was it cut short, or written by another program?"
    return CodecError(f"Not JSON ({problem}); it begins {start}. {remedy}")


def _bad_field(problem: str, type: str, path: str) -> CodecError:
    remedy = "give the class the next schema number and write an upcaster from the old one"
    return CodecError(f"{problem}. If the shape of {type} changed, {remedy}.", type, path)


def _upcaster_failed(type: str, version: int, problem: str) -> CodecError:
    takes = f"It takes the dict of schema {version} and must return that of schema {version + 1}"
    return CodecError(f"the upcaster for schema {version} failed: {problem}. {takes}.", type)
