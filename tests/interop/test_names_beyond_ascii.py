"""Names in any script: each way out of the package keeps them, or says in one sentence why it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from companion.bus import Bus
from companion.diagrams import event_log, flow, player, service_map, swimlanes
from companion.events import Envelope, Event, VirtualClock, decode, encode
from companion.interop import asyncapi, bindings, cloudevents, states_language
from companion.naming import lint, words
from companion.sagas import Saga, Step


class ZahlungGeprüft(Event):
    """A payment was checked."""

    order_id: str = "o-1"


class 支払い完了(Event):
    """The same in Japanese."""

    order_id: str = "o-1"


class भुगतान_हुआ(Event):
    """The same in Hindi, with vowel signs, which are no letters to Python's regular expressions."""

    order_id: str = "o-1"


EVENTS = (ZahlungGeprüft, 支払い完了, भुगतान_हुआ)
EACH = pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)


def told(kind: type[Event]) -> Bus:
    """A bus on which one service published an event of `kind` and another handled it, both named like it."""
    bus = Bus(VirtualClock())

    def handler(event: Event) -> None: ...

    handler.__name__ = handler.__qualname__ = f"bei_{kind.__name__}"
    bus.service(f"Kasse {kind.__name__}").on(kind)(handler)
    bus.service(f"Laden_{kind.__name__}").publish(kind(), correlation_id=f"{kind.__name__}-1")
    return bus


def through_http(envelope: Envelope, mode: Any) -> Envelope:
    message = bindings.to_http(cloudevents.to_cloudevent(envelope), mode)
    assert all(value.isascii() for value in message.headers.values()), "a header is not plain ASCII"
    return cloudevents.from_cloudevent(bindings.from_http(*message))


def through_kafka(envelope: Envelope, mode: Any) -> Envelope:
    message = bindings.to_kafka(cloudevents.to_cloudevent(envelope), mode)
    return cloudevents.from_cloudevent(bindings.from_kafka(message.headers, message.value))


WAYS: dict[str, Callable[[Envelope], Envelope]] = {
    "codec": lambda envelope: decode(encode(envelope)),
    "CloudEvent": lambda envelope: cloudevents.from_cloudevent(cloudevents.to_cloudevent(envelope)),
    "CloudEvent, JSON": lambda envelope: cloudevents.from_cloudevent(
        cloudevents.dumps(cloudevents.to_cloudevent(envelope))
    ),
    "HTTP, binary": lambda envelope: through_http(envelope, "binary"),
    "HTTP, structured": lambda envelope: through_http(envelope, "structured"),
    "Kafka, binary": lambda envelope: through_kafka(envelope, "binary"),
    "Kafka, structured": lambda envelope: through_kafka(envelope, "structured"),
}


@EACH
@pytest.mark.parametrize("way", WAYS)
def test_an_envelope_comes_back_equal_on_every_way(kind: type[Event], way: str) -> None:
    [envelope] = told(kind).trace.published()
    assert WAYS[way](envelope) == envelope


@EACH
def test_an_asyncapi_document_keeps_the_name_beside_its_key(kind: type[Event]) -> None:
    found = json.loads(asyncapi.dumps(asyncapi.document(told(kind))))
    [(key, message)] = found["components"]["messages"].items()
    assert re.fullmatch(r"[A-Za-z0-9._-]+", key) and message["name"] == kind.__name__
    assert asyncapi.offered(found, kind.__name__) == {"order_id": ("string", False)}


@EACH
def test_a_state_machine_has_steps_of_that_name_and_functions_in_plain_letters(kind: type[Event]) -> None:
    done: list[str] = []
    step = Step(kind.__name__, lambda data, key: done.append(key), compensation=lambda data, key: None)
    saga = Saga("Bestellung", [step])
    machine = json.loads(states_language.dumps(saga))
    assert next(iter(machine["States"])) == kind.__name__
    assert all(name.isascii() for name in states_language.function_names(saga).values())
    run = states_language.interpret(machine, states_language.functions(saga), {}, "o-1")
    assert (run.status, done) == ("SUCCEEDED", [f"Bestellung:o-1/{kind.__name__}"])


def test_two_steps_that_would_share_a_function_are_refused_by_name() -> None:
    saga = Saga("注文", [Step("支払", lambda data, key: None), Step("出荷", lambda data, key: None)])
    with pytest.raises(states_language.NotExportable, match="rename a step"):
        states_language.export(saga)


PICTURES: dict[str, Callable[[Bus], Any]] = {
    "flow": lambda bus: flow(bus.trace, title="支払い"),
    "swim lanes": lambda bus: swimlanes(bus.trace, title="支払い"),
    "service map": lambda bus: service_map([*bus.trace, *bus.subscriptions()], title="支払い"),
    "player": lambda bus: player(bus.trace, title="支払い"),
}


@EACH
@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_sound_markup_and_names_the_event(kind: type[Event], picture: str) -> None:
    drawn = PICTURES[picture](told(kind))
    shown = ElementTree.fromstring(drawn.svg())
    ids = [each.attrib["id"] for each in shown.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids)) and not [each for each in ids if re.search(r"\s", each)]
    assert kind.__name__ in str(drawn.alt)
    assert drawn.figure().axes


@EACH
def test_a_picture_is_saved_whole_or_not_at_all(kind: type[Event], tmp_path: Path) -> None:
    drawn = PICTURES["flow"](told(kind))
    assert drawn.save(tmp_path / "flow.svg").read_text("utf-8").isascii() is False
    try:
        drawn.save(tmp_path / "flow.png")
    except ValueError as refused:  # this machine's matplotlib has no font for it
        assert "End the name in .svg" in str(refused) and not (tmp_path / "flow.png").exists()
    else:
        assert (tmp_path / "flow.png").stat().st_size > 1000


def test_a_letter_that_no_font_has_is_refused_for_a_png(tmp_path: Path) -> None:
    bus = Bus(VirtualClock())
    bus.service("\U0001d173\U00013000").publish(ZahlungGeprüft())
    with pytest.raises(ValueError, match=r"'map.png'.*Glyph.*End the name in .svg"):
        flow(bus.trace, title="Zahlung").save(tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


@EACH
def test_a_list_of_events_names_the_event(kind: type[Event]) -> None:
    assert kind.__name__ in str(event_log(told(kind).trace))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("ZahlungBestätigt", ("zahlung", "bestätigt")), ("ÄpfelGezählt", ("äpfel", "gezählt")),
        ("支払い完了", ("支払い完了",)), ("भुगतान_हुआ", ("भुगतान", "हुआ")),
        ("CaféOuvertV2", ("café", "ouvert", "v2")),
    ],
)  # fmt: skip
def test_the_linter_cuts_no_word_at_an_accent_or_a_vowel_sign(name: str, parts: tuple[str, ...]) -> None:
    assert words(name) == parts
    assert f"'{[part for part in parts if part != 'v2'][-1]}'" in lint(name).reason
