"""JSON nested deeper than Python can follow, at every way in and out: an error of ours or a ValueError."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from companion.events import CompanionError, Event, decode, decode_event, upcaster
from companion.interop import asyncapi, bindings, cloudevents, states_language
from companion.sagas import Saga, Step

DEPTH = 100_000
TEXTS = {"lists": "[" * DEPTH + "]" * DEPTH, "objects": '{"a":' * DEPTH + "1" + "}" * DEPTH}


class DeepSeen(Event):
    """Something to read."""

    note: str


class DeepMended(Event, schema=2):
    """Something to read through an upcaster."""

    note: str


@upcaster("DeepMended", 1)
def same(fields: dict[str, Any]) -> dict[str, Any]:
    return fields


EVENT = {
    "specversion": "1.0", "id": "1", "source": "/s", "type": "DeepSeen", "time": "2024-01-01T00:00:00Z",
}  # fmt: skip
HTTP = {"content-type": "application/json", **{f"ce-{name}": value for name, value in EVENT.items()}}
KAFKA = [("content-type", b"application/json"), *((f"ce_{n}", v.encode()) for n, v in EVENT.items())]
WHOLE = "application/cloudevents+json"


@cache
def deep() -> list[Any]:
    """Made once: it takes a quarter of a second, and nobody changes it."""
    found: list[Any] = []
    for _ in range(DEPTH):
        found = [found]
    return found


def an_error_of_ours(do: Callable[[], object]) -> None:
    with pytest.raises((CompanionError, ValueError)) as caught:
        do()
    assert len(str(caught.value)) < 500


BODIES: dict[str, Callable[[bytes], object]] = {
    "from_http, binary": lambda body: bindings.from_http(HTTP, body),
    "from_kafka, binary": lambda body: bindings.from_kafka(KAFKA, body),
    "from_binary": lambda body: cloudevents.from_binary(HTTP, body),
    "loads": cloudevents.loads,
    "decode": decode,
    "decode_event": lambda body: decode_event("DeepSeen", body),
    "decode_event, upcast": lambda body: decode_event("DeepMended", b'{"note":' + body + b"}", 1),
}
TEXT_WAYS: dict[str, Callable[[bytes], object]] = {
    "loads": cloudevents.loads,
    "from_cloudevent": cloudevents.from_cloudevent,
    "from_http": lambda body: bindings.from_http({"content-type": WHOLE}, body),
    "from_kafka": lambda body: bindings.from_kafka([("content-type", WHOLE.encode())], body),
}
DICT_WAYS: dict[str, Callable[[dict[str, Any]], object]] = {
    "dumps": cloudevents.dumps,
    "to_binary": cloudevents.to_binary,
    "from_cloudevent": cloudevents.from_cloudevent,
    "to_http": bindings.to_http,
    "to_http, structured": lambda event: bindings.to_http(event, "structured"),
    "to_kafka": bindings.to_kafka,
    "to_kafka, structured": lambda event: bindings.to_kafka(event, "structured"),
}


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("way", BODIES)
def test_a_body_too_deep_is_refused(way: str, text: str) -> None:
    an_error_of_ours(lambda: BODIES[way](TEXTS[text].encode()))


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("attribute", ["data", "subject", "other"])
@pytest.mark.parametrize("way", TEXT_WAYS)
def test_a_whole_event_too_deep_is_refused(way: str, attribute: str, text: str) -> None:
    whole = json.dumps(EVENT)[:-1] + f', "{attribute}": {TEXTS[text]}' + "}"
    an_error_of_ours(lambda: TEXT_WAYS[way](whole.encode()))


@pytest.mark.parametrize(
    "attribute", ["data", "id", "subject", "partitionkey", "time", "dataschema", "other"]
)
@pytest.mark.parametrize("way", DICT_WAYS)
def test_a_dict_too_deep_is_refused(way: str, attribute: str) -> None:
    an_error_of_ours(lambda: DICT_WAYS[way]({**EVENT, attribute: deep()}))


def test_a_result_too_deep_for_a_state_machine_ends_the_execution() -> None:
    saga = Saga("s", [Step("a", lambda data, key: deep())])
    run = states_language.interpret(states_language.export(saga), states_language.functions(saga), {}, "x")
    assert run.status == "FAILED"


def test_a_document_of_others_too_deep_or_of_another_form_is_refused() -> None:
    kind: dict[str, Any] = {"type": "string"}
    for _ in range(DEPTH):
        kind = {"anyOf": [kind]}
    message = {"payload": {"$ref": "#/components/schemas/X"}}
    for components in (
        {"messages": {"X": message}, "schemas": {"X": {"properties": {"a": kind}}}},
        {"messages": {"X": message}, "schemas": {}},
        {"messages": deep()},
        {},
    ):
        an_error_of_ours(lambda components=components: asyncapi.offered({"components": components}, "X"))  # type: ignore[misc]
    an_error_of_ours(lambda: asyncapi.dumps({"components": deep()}))
