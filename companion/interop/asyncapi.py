"""AsyncAPI 3.0: what a bus sends and receives, as a document that other tools can read.

`document(bus)` describes every event type the bus knows: those with a handler, and those published in its
trace. A channel has the name of its event type and carries that message; a service sends what it published in
the trace and receives what its handlers listen to. Promises a document that the official JSON schema accepts,
equal for equal buses. A name that cannot be a key ("ZahlungBestätigt") has "_" for each forbidden character;
address and message keep the whole name. Leaves out servers: a bus in one process has no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from companion.bus import Bus
from companion.events import Event, registered
from companion.events.errors import short
from companion.interop import NotExportable

__all__ = ["NotExportable", "document", "dumps", "offered"]

ASYNCAPI = "3.0.0"
_EVERY = "Event"  # a handler of Event hears every type
_SCHEMAS = "#/components/schemas/"


def document(
    bus: Bus, *, title: str = "Events", version: str = "1.0.0", service: str | None = None
) -> dict[str, Any]:
    """The AsyncAPI document of `bus`: a dict ready for JSON or YAML.

    `version` is that of your interface, not of AsyncAPI. With `service` only that service is
    described, which AsyncAPI calls an application; without it, all services share one document and each
    operation names its service in `x-service`. Raises `NotExportable` for a bus without a handler and without
    a published event, and for two names that become one key. Raises `UnknownName` for a handler that listens
    to a name no event has.
    """
    sent, received = _sent(bus), _received(bus)
    if service is not None:
        sent = [each for each in sent if each[0] == service]
        received = [each for each in received if each[0] == service]
    names = sorted({name for _, name in sent} | {name for _, _, name in received})
    if not names:
        raise NotExportable(
            title,
            "AsyncAPI",
            "nobody listens on this bus and nothing was published; wire it first. What services send is read "
            "off the trace, so publish once before you ask",
        )
    types = [registered(name) for name in names]
    channels = _keyed((name, _channel(name)) for name in names)
    payloads, schemas = _schemas(types)
    messages = [(name, _message(cls, ref)) for name, cls, ref in zip(names, types, payloads, strict=True)]
    return {
        "asyncapi": ASYNCAPI,
        "info": {"title": title, "version": version},
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": _operations(sent, received),
        "components": {"messages": _keyed(messages), "schemas": schemas},
    }


def offered(found: dict[str, Any], event: str) -> dict[str, tuple[str, bool]]:
    """The fields of `event` in a document: for each its type, and whether it is always present.

    A type is one of JSON ("integer"); several are joined ("string or null"). A field with a default may be
    absent: our own codec always writes it, other writers may not. Raises ValueError for an event
    that the document does not describe, and for a document in another form.
    """
    try:
        components = found["components"]
        message = components["messages"].get(_key(event))
        if message is None:
            raise ValueError(f"{event!r} is not in this document; it has {', '.join(components['messages'])}")
        shape = components["schemas"][message["payload"]["$ref"].removeprefix(_SCHEMAS)]
        needed = shape.get("required", ())
        return {field: (_type(part), field in needed) for field, part in shape["properties"].items()}
    except (LookupError, AttributeError, TypeError, RecursionError) as error:
        what = f"{type(error).__name__}: {short(error.args[0] if error.args else '')}"
        raise ValueError(f"{event!r} is not described as `document` describes it ({what})") from None


def _type(part: dict[str, Any]) -> str:
    if "anyOf" in part:
        return " or ".join(map(_type, part["anyOf"]))
    return "object" if "$ref" in part else str(part.get("type", "any"))


def dumps(found: dict[str, Any]) -> bytes:
    """A document as indented JSON, with a newline at the end. Raises ValueError for a document nested too
    deep.
    """
    try:
        return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"
    except RecursionError:
        raise ValueError(
            "this document is nested too deep to be written; `document` makes none so deep"
        ) from None


def _sent(bus: Bus) -> list[tuple[str, str]]:
    """Each pair of service and published type once, sorted."""
    pairs = {(e.service, e.type) for e in bus.trace.published()}
    return sorted((service, name) for service, name in pairs if service is not None)


def _received(bus: Bus) -> list[tuple[str, str, str]]:
    """Service, handler and type of every subscription, in order of registration."""
    known = {s.event_type for s in bus.subscriptions()} | {e.type for e in bus.trace.published()}
    every = sorted(known - {_EVERY})
    return [
        (each.service, each.name, name)
        for each in bus.subscriptions()
        for name in (every if each.event_type == _EVERY else [each.event_type])
    ]


def _schemas(types: list[type[Event]]) -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """For each type a reference to its schema, and the schemas, those of nested structs too."""
    try:
        return msgspec.json.schema_components(types, ref_template=_SCHEMAS + "{name}")
    except KeyError as error:  # msgspec raises it when two nested structs become one key
        name = getattr(error.args[0], "__name__", str(error.args[0]))
        raise _collide(_key(name), name, "another struct") from None


def _key(name: str) -> str:
    """`name` with "_" for each character that a key of AsyncAPI cannot have; msgspec does so with schemas."""
    return re.sub(r"[^a-zA-Z0-9.\-_]", "_", name)


def _keyed(parts: Iterable[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """A dict under valid keys. Raises `NotExportable` when two names become one key."""
    made: dict[str, tuple[str, dict[str, Any]]] = {}
    for name, part in parts:
        there = made.setdefault(_key(name), (name, part))
        if there != (name, part):
            raise _collide(_key(name), there[0], repr(name))
    return {key: part for key, (_, part) in made.items()}


def _collide(key: str, first: str, second: str) -> NotExportable:
    """For two names that become one key: AsyncAPI's keys are plain letters, digits and a few marks."""
    return NotExportable(
        first,
        "AsyncAPI",
        f"it and {second} both become the key {key!r}, because the keys of a document are made of a-z, A-Z, "
        f'0-9, ".", "-" and "_"; rename one of them',
    )


def _channel(name: str) -> dict[str, Any]:
    key = _key(name)
    return {"address": name, "messages": {key: {"$ref": f"#/components/messages/{key}"}}}


def _message(cls: type[Event], payload: dict[str, Any]) -> dict[str, Any]:
    """One event type: its name, the docstring of its class, the schema of its fields."""
    summary = (cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")
    told = {"summary": re.sub(" +", " ", summary)} if summary else {}
    return {
        "name": cls.__name__,
        **told,
        "contentType": "application/json",
        "payload": payload,
        "x-schema-number": cls.__schema__,
    }


def _operations(
    sent: Iterable[tuple[str, str]], received: Iterable[tuple[str, str, str]]
) -> dict[str, dict[str, Any]]:
    made = [(f"{service}.sends.{name}", _operation("send", service, name)) for service, name in sent]
    for service, handler, name in received:
        made.append((f"{service}.{handler}.{name}", _operation("receive", service, name)))
    return _keyed(made)


def _operation(action: str, service: str, name: str) -> dict[str, Any]:
    channel = f"#/channels/{_key(name)}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{_key(name)}"}],
        "x-service": service,
    }
