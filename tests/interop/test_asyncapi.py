"""The AsyncAPI document of a bus, and the official schema's opinion of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from companion.bus import Bus
from companion.events import Event, UnknownName, VirtualClock
from companion.interop.asyncapi import NotExportable, document, dumps, offered

ROOT = Path(__file__).resolve().parent.parent.parent
OFFICIAL = (
    ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json",
    ROOT.parent / "shared/specs/3.0.0-without-$id.json",
)


class Plank(msgspec.Struct, frozen=True):
    length_mm: int
    wood: str = "oak"


class BoatOrdered(Event, schema=3):
    """A customer wants
    a boat.

    What follows is no summary.
    """

    boat_id: str
    planks: tuple[Plank, ...] = ()


class BoatLaunched(Event):
    boat_id: str
    name: str | None = None


def harbour() -> Bus:
    bus = Bus(VirtualClock())
    yard, log = bus.service("Yard"), bus.service("Log")

    @yard.on(BoatOrdered)
    def build(event: BoatOrdered) -> None:
        yard.publish(BoatLaunched(boat_id=event.boat_id))

    @log.on(Event)
    def note(event: Event) -> None:
        pass

    bus.service("Office").publish(BoatOrdered(boat_id="b-1"))
    return bus


def official() -> dict[str, Any]:
    place = next((file for file in OFFICIAL if file.exists()), None)
    if place is None:
        pytest.skip("the official AsyncAPI schema is not here: `npm install @asyncapi/specs` brings it")
    found: dict[str, Any] = json.loads(place.read_text("utf-8"))
    return found


def test_the_official_schema_accepts_the_document_of_a_bus() -> None:
    jsonschema.validate(json.loads(dumps(document(harbour(), title="Harbour"))), official())


def test_the_official_schema_accepts_a_document_with_umlauts_blanks_and_a_lambda() -> None:
    jsonschema.validate(json.loads(dumps(document(kasse(ZahlungBestätigt)))), official())


def test_the_official_schema_refuses_a_wrong_document() -> None:
    wrong = document(harbour(), title="Harbour")
    wrong["operations"]["Yard.build.BoatOrdered"]["action"] = "listen"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, official())


class ZahlungBestätigt(Event):
    betrag_cents: int
    planken: tuple[Plank, ...] = ()
    notiz: str | None = None


class ZahlungBestötigt(Event):
    betrag_cents: int


def kasse(*heard: type[Event], service: str = "Kasse 1") -> Bus:
    bus = Bus(VirtualClock())
    for each in heard:
        bus.service(service).on(each)(lambda event: None)
    return bus


@pytest.mark.parametrize("bus", [harbour(), kasse(ZahlungBestätigt)], ids=["plain", "umlauts, a lambda"])
def test_every_reference_in_a_document_can_be_resolved(bus: Bus) -> None:
    found = document(bus)

    def look_up(reference: str) -> None:
        place: Any = found
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]

    def walk(part: Any) -> int:
        if isinstance(part, dict):
            if "$ref" in part:
                look_up(part["$ref"])
            return ("$ref" in part) + sum(walk(each) for each in part.values())
        return sum(walk(each) for each in part) if isinstance(part, list) else 0

    assert walk(found) >= 5


def test_a_key_has_only_the_characters_that_asyncapi_allows_and_the_name_stays_whole() -> None:
    found = document(kasse(ZahlungBestätigt))
    parts = [found["channels"], found["operations"], *found["components"].values()]
    assert all(re.fullmatch(r"[a-zA-Z0-9.\-_]+", key) for part in parts for key in part)
    assert found["channels"]["ZahlungBest_tigt"]["address"] == "ZahlungBestätigt"
    assert found["components"]["messages"]["ZahlungBest_tigt"]["name"] == "ZahlungBestätigt"


def test_two_names_that_become_one_key_are_refused_with_both() -> None:
    with pytest.raises(NotExportable, match=r"'ZahlungBestätigt'.* and 'ZahlungBestötigt'.*ZahlungBest_tigt"):
        document(kasse(ZahlungBestätigt, ZahlungBestötigt))


def test_two_services_that_become_one_key_are_refused_with_both() -> None:
    bus = kasse(ZahlungBestätigt)
    bus.service("Kasse_1").on(ZahlungBestätigt)(lambda event: None)
    with pytest.raises(NotExportable, match=r"Kasse 1.*Kasse_1"):
        document(bus)


def test_a_handler_called_as_sending_is_does_not_vanish_behind_it() -> None:
    bus = Bus()
    service = bus.service("Till")

    @service.on(ZahlungBestätigt)
    def sends(event: ZahlungBestätigt) -> None:
        pass

    document(bus)
    service.publish(ZahlungBestätigt(betrag_cents=1))
    with pytest.raises(NotExportable, match=r"Till\.sends\.ZahlungBest"):
        document(bus)


class Größe(msgspec.Struct, frozen=True):
    mm: int


class Gräße(msgspec.Struct, frozen=True):
    mm: int


class BootVermessen(Event):
    lang: Größe
    tief: Gräße


def test_two_nested_structs_that_become_one_key_are_refused() -> None:
    with pytest.raises(NotExportable, match="another struct"):
        document(kasse(BootVermessen))


def test_offered_gives_each_field_with_its_type_and_whether_it_is_always_present() -> None:
    assert offered(document(kasse(ZahlungBestätigt)), "ZahlungBestätigt") == {
        "betrag_cents": ("integer", True),
        "planken": ("array", False),
        "notiz": ("string or null", False),
    }


def test_an_event_that_the_document_does_not_describe_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'BoatSunk' is not in this document; it has BoatLaunched"):
        offered(document(harbour()), "BoatSunk")


def test_each_event_type_has_a_channel_and_a_message_with_its_schema() -> None:
    found = document(harbour())
    assert list(found["channels"]) == ["BoatLaunched", "BoatOrdered"]
    message = found["components"]["messages"]["BoatOrdered"]
    assert message["summary"] == "A customer wants a boat."
    assert message["x-schema-number"] == 3
    schema = found["components"]["schemas"]["BoatOrdered"]
    assert schema["required"] == ["boat_id"]
    assert found["components"]["schemas"]["Plank"]["properties"]["length_mm"] == {"type": "integer"}


def test_services_send_what_the_trace_shows_and_receive_what_their_handlers_listen_to() -> None:
    operations = document(harbour())["operations"]
    assert {name: each["action"] for name, each in operations.items()} == {
        "Office.sends.BoatOrdered": "send",
        "Yard.sends.BoatLaunched": "send",
        "Yard.build.BoatOrdered": "receive",
        "Log.note.BoatLaunched": "receive",
        "Log.note.BoatOrdered": "receive",
    }
    assert operations["Yard.build.BoatOrdered"]["x-service"] == "Yard"


def test_one_service_is_described_alone() -> None:
    found = document(harbour(), service="Yard")
    assert list(found["operations"]) == ["Yard.sends.BoatLaunched", "Yard.build.BoatOrdered"]
    assert list(document(harbour(), service="Office")["channels"]) == ["BoatOrdered"]


def test_equal_buses_have_equal_documents() -> None:
    assert dumps(document(harbour())) == dumps(document(harbour()))


def test_an_empty_bus_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotExportable, match=r"Harbour.*publish once"):
        document(Bus(VirtualClock()), title="Harbour")
    with pytest.raises(NotExportable):
        document(harbour(), service="Nobody")


def test_a_handler_of_an_event_that_is_not_defined_is_named() -> None:
    bus = Bus(VirtualClock())
    bus.service("Yard").on("BoatSunk")(lambda event: None)
    with pytest.raises(UnknownName, match="BoatSunk"):
        document(bus)


def test_the_schema_of_the_newest_version_accepts_it_but_for_the_version_number() -> None:
    newer = ROOT.parent / "shared/specs/3.1.0-without-$id.json"
    if not newer.exists():
        pytest.skip(f"{os.path.basename(newer)} is not here")
    found = document(harbour()) | {"asyncapi": "3.1.0"}
    jsonschema.validate(found, json.loads(newer.read_text("utf-8")))
