"""codec: JSON out and in, errors that name the place, old versions read through upcasters."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.events import (
    CodecError,
    Envelope,
    Event,
    InvalidEvent,
    UnknownName,
    UnknownSchemaVersion,
    afresh,
    decode,
    decode_event,
    encode,
    encode_event,
    registered,
    upcaster,
)
from companion.events import codec as codec_module

TEXT = st.text(st.characters(codec="utf-8"))
FIXTURES = json.loads((Path(__file__).parent / "fixtures" / "meal_paid.json").read_text("utf-8"))


class Course(msgspec.Struct, frozen=True):
    name: str
    price_cents: int = 0


class MealCooked(Event):
    meal_id: str
    courses: tuple[Course, ...] = ()
    at: datetime | None = None
    allergens: frozenset[str] = frozenset()
    share: float = 1.0


class Weighed(Event):
    weight: Decimal
    scale: UUID
    raw: bytes


class MealPaid(Event, schema=3):
    meal_id: str
    amount_cents: int


@upcaster("MealPaid", 1)
def name_the_id(fields: dict[str, Any]) -> dict[str, Any]:
    return {"meal_id": fields["meal"], "price": fields["price"]}


@upcaster("MealPaid", 2)
def whole_cents(fields: dict[str, Any]) -> dict[str, Any]:
    return {"meal_id": fields["meal_id"], "amount_cents": round(fields["price"] * 100)}


COOKED = MealCooked(meal_id="m-1", courses=(Course("soup", 450),), at=datetime(2024, 1, 1, tzinfo=UTC))


def wrap(event: Event, **more: Any) -> Envelope:
    return Envelope(
        id="id-1", type=type(event).__name__, event=event, time=datetime(2024, 1, 1, tzinfo=UTC),
        correlation_id="evening-1", **more,
    )  # fmt: skip


def test_an_envelope_comes_back_equal():
    envelope = wrap(COOKED, stream="meal-1", version=3, causation_id="id-0", service="Kitchen")
    assert decode(encode(envelope)) == envelope


def test_a_position_belongs_to_one_store_and_is_not_written():
    assert decode(encode(wrap(COOKED, position=(1, 2)))).position is None


def test_an_event_comes_back_equal_and_hashable():
    again = decode_event("MealCooked", encode_event(COOKED))
    assert again == COOKED
    assert hash(again) == hash(COOKED)


def test_decimals_uuids_and_bytes_come_back():
    weighed = Weighed(weight=Decimal("1.10"), scale=UUID(int=7), raw=b"\x00\xff")
    assert decode_event("Weighed", encode_event(weighed)) == weighed


@given(
    st.builds(
        MealCooked,
        meal_id=TEXT,
        courses=st.lists(st.builds(Course, TEXT, st.integers())).map(tuple),
        at=st.none() | st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC)),
        allergens=st.frozensets(TEXT),
        share=st.floats(allow_nan=False, allow_infinity=False),
    )
)
def test_whatever_validates_comes_back_equal(event):
    assert decode_event("MealCooked", encode_event(event)) == event


def test_an_event_is_read_in_the_class_registered_now():
    data = encode_event(COOKED)
    again = type(Event)("MealCooked", (Event,), {"__annotations__": {"meal_id": str}, "__module__": __name__})
    try:
        assert type(decode_event("MealCooked", data)) is again
    finally:
        from companion.events import event as event_module

        event_module._registry["MealCooked"] = MealCooked


def test_unknown_extra_fields_are_ignored():
    assert decode_event("MealPaid", b'{"meal_id": "m", "amount_cents": 1, "new": {"deep": []}}') == MealPaid(
        meal_id="m", amount_cents=1
    )


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"nul"])
def test_what_is_not_json_is_bad_json(data):
    for read in (decode, lambda bytes: decode_event("MealPaid", bytes)):
        with pytest.raises(CodecError):
            read(data)


def test_bad_json_shows_how_it_begins():
    with pytest.raises(CodecError) as caught:
        decode(b'{"id": "018c' + b"x" * 100)
    assert str(caught.value).endswith("x" * 28 + "'. Was it cut short, or written by another program?")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b'{"courses": []}', "meal_id"),
        (b'{"meal_id": 1}', "meal_id"),
        (b'{"meal_id": "m", "courses": {}}', "courses"),
        (b'{"meal_id": "m", "courses": [{"name": "a"}, {"name": 1}]}', "courses[1].name"),
        (b'{"meal_id": "m", "courses": [{}]}', "courses[0].name"),
        (b'{"meal_id": "m", "at": "yesterday"}', "at"),
        (b"[]", ""),
    ],
)
def test_a_bad_field_is_named_by_its_path(data, path):
    with pytest.raises(CodecError) as caught:
        decode_event("MealCooked", data)
    assert (caught.value.type, caught.value.path) == ("MealCooked", path)


def test_a_bad_field_of_the_envelope_is_named_too():
    with pytest.raises(CodecError) as caught:
        decode(b'{"id": "1", "type": "MealPaid", "event": {}, "correlation_id": "c"}')
    assert (caught.value.type, caught.value.path) == ("Envelope", "time")


def test_an_unknown_type_is_an_error_of_its_own():
    with pytest.raises(UnknownName) as caught:
        decode(encode(wrap(COOKED)).replace(b"MealCooked", b"MealCookedTwice"))
    assert caught.value.name == "MealCookedTwice"


@pytest.mark.parametrize(
    "fields",
    [{"share": math.nan}, {"share": math.inf}, {"meal_id": "\ud800"}, {"meal_id": 1}],
    ids=str,
)
def test_what_json_cannot_hold_is_never_written(fields):
    with pytest.raises(InvalidEvent):
        encode_event(MealCooked(**{"meal_id": "m", **fields}))


@pytest.mark.parametrize("version", sorted(FIXTURES))
def test_every_recorded_version_reads_as_the_current_one(version):
    envelope = decode(json.dumps(FIXTURES[version]).encode())
    assert envelope.event == MealPaid(meal_id="m-1", amount_cents=1250)


def test_the_schema_number_is_written_only_when_it_is_not_the_first():
    assert b'"schema":3' in encode(wrap(MealPaid(meal_id="m", amount_cents=1)))
    assert b'"schema"' not in encode(wrap(COOKED))


def test_a_version_from_the_future_is_refused():
    with pytest.raises(UnknownSchemaVersion) as caught:
        decode_event("MealPaid", b"{}", schema=4)
    assert (caught.value.type, caught.value.version, caught.value.current) == ("MealPaid", 4, 3)


def test_a_gap_in_the_chain_of_upcasters_names_the_missing_step(monkeypatch):
    monkeypatch.delitem(codec_module._upcasters, ("MealPaid", 2))
    with pytest.raises(UnknownSchemaVersion) as caught:
        decode_event("MealPaid", b'{"meal": "m", "price": 1}', schema=1)
    assert caught.value.version == 2
    assert "@upcaster('MealPaid', 2)" in str(caught.value)


def test_an_upcaster_registered_again_replaces(monkeypatch):
    monkeypatch.setitem(codec_module._upcasters, ("MealPaid", 2), whole_cents)

    @upcaster("MealPaid", 2)
    def free(fields: dict[str, Any]) -> dict[str, Any]:
        return {"meal_id": fields["meal_id"], "amount_cents": 0}

    assert decode_event("MealPaid", b'{"meal_id": "m", "price": 9}', schema=2) == MealPaid(
        meal_id="m", amount_cents=0
    )


def test_afresh_forgets_a_name_and_its_upcasters_inside_and_nothing_afterwards() -> None:
    with afresh("MealPaid"):
        with pytest.raises(UnknownName):
            registered("MealPaid")
        made = type(Event)("MealPaid", (Event,), {"__module__": "elsewhere"}, schema=2)
        with pytest.raises(UnknownSchemaVersion):
            decode_event("MealPaid", b"{}", schema=1)
        upcaster("MealPaid", 1)(lambda fields: {})
        assert decode_event("MealPaid", b"{}", schema=1) == made()
    assert registered("MealPaid") is MealPaid
    old = b'{"meal": "m-1", "price": 4.5}'
    assert decode_event("MealPaid", old, schema=1) == MealPaid(meal_id="m-1", amount_cents=450)


def test_afresh_leaves_a_name_free_that_was_free() -> None:
    with afresh("NobodyEver"):
        type(Event)("NobodyEver", (Event,), {"__module__": "elsewhere"})
    with pytest.raises(UnknownName):
        registered("NobodyEver")
