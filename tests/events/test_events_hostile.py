"""What hostile or careless JSON, values, classes and upcasters meet: always one of the codec's own errors."""

import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Annotated, Any, ClassVar, Generic, NamedTuple, TypeVar

import msgspec
import pytest

from companion.events import (
    CodecError,
    Envelope,
    Event,
    InvalidEvent,
    decode,
    decode_event,
    encode,
    encode_event,
    upcaster,
    validate,
)

T = TypeVar("T")


class Pair(NamedTuple, Generic[T]):
    """A generic named tuple."""

    left: T


class Box(msgspec.Struct, Generic[T], frozen=True):
    """A generic frozen struct."""

    inside: T


class HostileMeasured(Event):
    """Fields of every awkward kind."""

    weight: float = 0.0
    at: datetime = datetime(2024, 1, 1, tzinfo=UTC)
    tags: frozenset[str] = frozenset()
    pair: Pair[int] = Pair(1)
    box: Box[int] = Box(1)
    boxes: frozenset[Box[int]] = frozenset()
    count: int = None  # type: ignore[assignment]  # a wrong default is the point


class HostileUpcast(Event, schema=3):
    """Has an upcaster that fails and one that returns rubbish."""

    amount_cents: int


class ShopOpens(Event):
    """Has a time of day."""

    at: time


def measured(**values: Any) -> HostileMeasured:
    return HostileMeasured(**{"count": 1, **values})


@pytest.mark.parametrize("json", [b'{"z":' + b"[" * 100_000, b'{"z":' * 100_000])
def test_json_nested_too_deeply_is_bad_json(json: bytes) -> None:
    with pytest.raises(CodecError):
        decode_event("HostileMeasured", json)


@pytest.mark.parametrize("weight", [10**400, 2**53 + 1])
def test_an_int_that_no_float_holds_is_refused_before_it_is_written(weight: int) -> None:
    with pytest.raises(InvalidEvent) as caught:
        validate(measured(weight=weight))
    assert caught.value.path == "weight"


def test_an_offset_with_seconds_is_refused_because_json_would_lose_them() -> None:
    odd = timezone(timedelta(minutes=19, seconds=32))
    with pytest.raises(InvalidEvent) as caught:
        validate(measured(at=datetime(1930, 1, 1, tzinfo=odd)))
    assert caught.value.path == "at"
    with pytest.raises(InvalidEvent, match="whole minutes"):
        validate(ShopOpens(at=time(9, tzinfo=odd)))
    with pytest.raises(InvalidEvent, match="should be time, got"):
        validate(ShopOpens(at="09:00"))  # type: ignore[arg-type]
    for fine in (time(9), time(9, tzinfo=UTC), time(9, tzinfo=timezone(timedelta(hours=5, minutes=45)))):
        assert decode_event("ShopOpens", encode_event(ShopOpens(at=fine))) == ShopOpens(at=fine)


def test_generic_structs_and_named_tuples_are_written_and_read() -> None:
    event = measured(pair=Pair(2), box=Box(3), boxes=frozenset({Box(4), Box(5)}))
    assert decode_event("HostileMeasured", encode_event(event)) == event


def test_a_value_whose_repr_raises_is_still_named() -> None:
    class Unspeakable:
        def __repr__(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(InvalidEvent) as caught:
        validate(measured(weight=Unspeakable()))
    assert caught.value.got == "<Unspeakable that cannot be shown: ZeroDivisionError> (Unspeakable)"


def test_a_set_is_written_in_the_same_order_under_every_hash_seed() -> None:
    code = (
        "from companion.events import Event, encode_event\n"
        "class Tagged(Event):\n    tags: frozenset[str]\n"
        "print(encode_event(Tagged(tags=frozenset('hostile'))).decode())"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
            text=True, check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(written) == 1


def test_a_time_without_a_zone_is_a_bad_field_of_the_event() -> None:
    with pytest.raises(CodecError) as caught:
        decode_event("HostileMeasured", b'{"at":"2024-01-01T00:00:00","count":1}')
    assert caught.value.path == "at"


def test_a_time_without_a_zone_is_a_bad_field_of_the_envelope() -> None:
    envelope = Envelope(
        id="1", type="HostileMeasured", event=measured(), time=datetime(2024, 1, 1, tzinfo=UTC),
        correlation_id="c",
    )  # fmt: skip
    written = encode(envelope).replace(b'"time":"2024-01-01T00:00:00Z"', b'"time":"2024-01-01T00:00:00"')
    with pytest.raises(CodecError) as caught:
        decode(written)
    assert (caught.value.type, caught.value.path) == ("Envelope", "time")


def test_a_default_of_the_wrong_type_is_not_read_into_an_event() -> None:
    with pytest.raises(CodecError) as caught:
        decode_event("HostileMeasured", b"{}")
    assert caught.value.path == "count"


def _raises(fields: dict[str, Any]) -> dict[str, Any]:
    raise KeyError("amount")


def _returns_nothing(fields: dict[str, Any]) -> Any:
    return None


def _returns_what_json_cannot_hold(fields: dict[str, Any]) -> dict[str, Any]:
    return {"amount_cents": object()}


def _returns_a_cycle(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "self": fields.setdefault("me", fields)}


@pytest.mark.parametrize(
    "function", [_raises, _returns_nothing, _returns_what_json_cannot_hold, _returns_a_cycle]
)
def test_an_upcaster_that_fails_is_named_with_its_version(function: Any) -> None:
    upcaster("HostileUpcast", 2)(function)
    with pytest.raises(CodecError) as caught:
        decode_event("HostileUpcast", b'{"amount":4.5}', schema=2)
    assert str(caught.value).startswith("HostileUpcast: the upcaster for schema 2 failed: ")


def test_no_event_can_take_the_name_under_which_all_are_heard() -> None:
    with pytest.raises(TypeError, match="called Event"):
        type(Event)("Event", (Event,), {"__annotations__": {}})


@pytest.mark.parametrize("schema", [0, -1, "2", True, 1.0])
def test_a_schema_is_a_number_from_one(schema: Any) -> None:
    with pytest.raises(TypeError, match="schema number"):
        type(Event)("HostileSchema", (Event,), {"__annotations__": {}}, schema=schema)


class Twig(msgspec.Struct, frozen=True):
    next: "Twig | None" = None


class BranchGrown(Event):
    twig: Twig | None


def branch(levels: int) -> Twig | None:
    """A twig on a twig on a twig."""
    twig = None
    for _ in range(levels):
        twig = Twig(twig)
    return twig


def test_a_value_nested_more_deeply_than_python_follows_is_refused_as_an_event() -> None:
    for refuse in (validate, encode_event):
        with pytest.raises(InvalidEvent, match="nested"):
            refuse(BranchGrown(twig=branch(100_000)))


def test_what_is_nested_too_deeply_for_who_reads_it_far_down_is_bad_data() -> None:
    event = BranchGrown(twig=branch(100))
    data = encode_event(event)
    assert decode_event("BranchGrown", data) == event

    def read(further_down: int) -> Event:
        return read(further_down - 1) if further_down else decode_event("BranchGrown", data)

    with pytest.raises(CodecError, match="nested") as unreadable:
        read(sys.getrecursionlimit() - 300)
    assert unreadable.value.type == "BranchGrown"


class HostileCrateSealed(Event):
    weight_g: int
    refuses: ClassVar[Exception | None] = None

    def __post_init__(self) -> None:
        if self.refuses is not None:
            raise self.refuses


@pytest.mark.parametrize("error", [AssertionError("too light"), KeyError("lid"), ValueError("too light")])
def test_an_event_that_its_class_refuses_now_is_bad_data(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = encode_event(HostileCrateSealed(weight_g=1))
    monkeypatch.setattr(HostileCrateSealed, "refuses", error)
    with pytest.raises(CodecError, match=str(error.args[0])) as unreadable:
        decode_event("HostileCrateSealed", data)
    assert unreadable.value.type == "HostileCrateSealed"


@pytest.mark.parametrize("data", ['{"weight_g": ', "", 5, None])
def test_what_an_editor_of_databases_has_put_in_place_of_bytes_is_bad_data(data: Any) -> None:
    with pytest.raises(CodecError):
        decode_event("HostileCrateSealed", data)


class SeatsBooked(Event):
    seats: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1
    price: Annotated[float, msgspec.Meta(gt=0, lt=100, multiple_of=0.5)] = 0.5
    code: Annotated[str, msgspec.Meta(min_length=2, max_length=3, pattern="^[A-Z]")] = "AB"
    rows: Annotated[tuple[Annotated[int, msgspec.Meta(gt=0)], ...], msgspec.Meta(max_length=2)] = (1,)
    note: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    ticket: Annotated[bytes, msgspec.Meta(max_length=2)] = b""


@pytest.mark.parametrize(
    "value",
    [
        {"seats": 0}, {"seats": 10}, {"price": 0.0}, {"price": 100.0}, {"price": 0.7}, {"code": "A"},
        {"code": "ABCD"}, {"code": "1B"}, {"rows": (1, 2, 3)}, {"rows": (0,)}, {"note": ""},
        {"ticket": b"abc"},
    ],
)  # fmt: skip
def test_a_value_beyond_the_limits_of_its_field_is_refused_for_nobody_could_read_it(
    value: dict[str, Any],
) -> None:
    [name] = value
    for refuse in (validate, encode_event):
        with pytest.raises(InvalidEvent) as refused:
            refuse(SeatsBooked(**value))
        assert refused.value.path.startswith(name)


@pytest.mark.parametrize(
    "value",
    [
        {}, {"seats": 9}, {"price": 99.5}, {"price": 1}, {"code": "ABC"}, {"code": "A\u0308\u0308"},
        {"rows": (1, 2)}, {"rows": ()}, {"note": "a"}, {"ticket": b"ab"},
    ],
)  # fmt: skip
def test_a_value_at_the_limits_of_its_field_is_written_and_read(value: dict[str, Any]) -> None:
    event = SeatsBooked(**value)
    assert decode_event("SeatsBooked", encode_event(event)) == event
