"""AsyncAPI 3.0: what a bus says and hears, as a document other tools can read.

`document(bus)` describes every event type the bus knows: those somebody listens to, and those its trace saw
published. A channel has the name of its event type and carries that message; a service sends what the trace
saw it publish and receives what its handlers listen to. Promises a document that the official JSON schema
accepts, equal for equal buses. Leaves out servers: a bus in one process has no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from companion.bus import Bus
from companion.events import CompanionError, Event, registered

__all__ = ["NothingToDescribe", "document", "dumps"]

ASYNCAPI = "3.0.0"
_EVERY = "Event"  # who listens to Event hears every type
_SCHEMAS = "#/components/schemas/"


class NothingToDescribe(CompanionError):
    """A bus without a handler and without a published event: its document would be empty."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title

    def sentence(self) -> str:
        return (
            f"{self.title!r} describes nothing: nobody listens on this bus and nothing was published. Wire "
            f"it first; what services send is read off the trace, so publish once before you ask."
        )


def document(
    bus: Bus, *, title: str = "Events", version: str = "1.0.0", service: str | None = None
) -> dict[str, Any]:
    """The AsyncAPI document of `bus`: a dict ready for JSON or YAML.

    `version` is that of your interface, not of AsyncAPI. With `service` only what that one sends and receives
    is described, which is what AsyncAPI calls an application; without, all services share one document and
    each operation names its own in `x-service`. Raises `NothingToDescribe`, and `UnknownEventType` when a
    handler listens to a name no event has.
    """
    sent, received = _sent(bus), _received(bus)
    if service is not None:
        sent = [each for each in sent if each[0] == service]
        received = [each for each in received if each[0] == service]
    names = sorted({name for _, name in sent} | {name for _, _, name in received})
    if not names:
        raise NothingToDescribe(title)
    types = [registered(name) for name in names]
    _, schemas = msgspec.json.schema_components(types, ref_template=_SCHEMAS + "{name}")
    return {
        "asyncapi": ASYNCAPI,
        "info": {"title": title, "version": version},
        "defaultContentType": "application/json",
        "channels": {name: _channel(name) for name in names},
        "operations": _operations(sent, received),
        "components": {"messages": {cls.__name__: _message(cls) for cls in types}, "schemas": schemas},
    }


def dumps(found: dict[str, Any]) -> bytes:
    """A document as indented JSON, with a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def _sent(bus: Bus) -> list[tuple[str, str]]:
    """Who published which type, each pair once, sorted."""
    births = {(e.service, e.type) for e in bus.trace.published()}
    return sorted((service, name) for service, name in births if service is not None)


def _received(bus: Bus) -> list[tuple[str, str, str]]:
    """Service, handler and type of everything listened to, in order of registration."""
    known = {s.event_type for s in bus.subscriptions()} | {e.type for e in bus.trace.published()}
    every = sorted(known - {_EVERY})
    return [
        (each.service, each.name, name)
        for each in bus.subscriptions()
        for name in (every if each.event_type == _EVERY else [each.event_type])
    ]


def _channel(name: str) -> dict[str, Any]:
    return {"address": name, "messages": {name: {"$ref": f"#/components/messages/{name}"}}}


def _message(cls: type[Event]) -> dict[str, Any]:
    """One event type: its name, what its class says of it, the schema of its fields."""
    summary = (cls.__doc__ or "").strip().partition("\n\n")[0].replace("\n", " ")
    told = {"summary": re.sub(" +", " ", summary)} if summary else {}
    return {
        "name": cls.__name__,
        **told,
        "contentType": "application/json",
        "payload": {"$ref": _SCHEMAS + cls.__name__},
        "x-schema-number": cls.__schema__,
    }


def _operations(
    sent: Iterable[tuple[str, str]], received: Iterable[tuple[str, str, str]]
) -> dict[str, dict[str, Any]]:
    made = {f"{service}.sends.{name}": _operation("send", service, name) for service, name in sent}
    for service, handler, name in received:
        made[f"{service}.{handler}.{name}"] = _operation("receive", service, name)
    return made


def _operation(action: str, service: str, name: str) -> dict[str, Any]:
    channel = f"#/channels/{name}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{name}"}],
        "x-service": service,
    }
