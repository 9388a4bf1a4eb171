"""What a timeline needs from envelopes: when each event counts, and the value after it.

The value is the picture's own fold: it is asked once for every prefix of the events. Reads envelopes, and
the `History` of corrected events, by their attributes.

Then where everything stands: values upwards, moments (or numbers in the stream) to the right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Protocol

from companion.diagrams import measure
from companion.diagrams.frame import MARGIN, WIDE, day_of, round_moments, round_numbers
from companion.diagrams.measure import clean

if TYPE_CHECKING:
    from companion.events import Envelope, Event


class Corrected(Protocol):
    """What is read of a history whose corrections are heard (`companion.sourcing.History` is one)."""

    @property
    def envelopes(self) -> tuple[Envelope, ...]:
        """The events in effect."""

    @property
    def corrections(self) -> Sequence[Any]:
        """What was corrected, each with `corrected` and `instead`."""


Source = "Iterable[Envelope] | Corrected"
Value = Callable[[Sequence["Event"]], float]
Happened = Callable[["Envelope"], "date | datetime"]
Until = int | date | datetime | None


LAST = 1 << 63  # above every number in a stream


@dataclass(frozen=True, slots=True)
class Step:
    """One event: its number in the stream, its name, when it counts, and the value after it."""

    number: int
    name: str
    moment: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps in the order in which they count, and the value before the first of them."""

    steps: tuple[Step, ...]
    before: float

    def after(self, count: int) -> float:
        """The value after the first `count` steps."""
        return self.steps[count - 1].value if count else self.before

    def at(self, moment: datetime, number: int = LAST) -> float:
        """The value of that moment; of the steps at the moment itself those up to `number` count."""
        return self.after(bisect_right([(step.moment, step.number) for step in self.steps], (moment, number)))


def curve(source: Iterable[Envelope] | Corrected, value: Value, happened: Happened | None) -> Curve:
    """Return the value after each event of `source`, by the moment at which it counts.

    Raise `ValueError` for a value that is not a number, and for an event without a time zone.
    """
    counted = sorted(_counted(source, happened), key=lambda pair: pair[0])
    events = tuple(envelope.event for _, envelope in counted)
    steps = [
        Step(envelope.version or place, clean(envelope.type), moment, _number(value, events[:place]))
        for place, (moment, envelope) in enumerate(counted, 1)
    ]
    return Curve(tuple(steps), _number(value, ()))


def _counted(
    source: Iterable[Envelope] | Corrected, happened: Happened | None
) -> list[tuple[datetime, Envelope]]:
    """Each envelope with its moment: what stands in another's place counts from that one's time on."""
    corrections = getattr(source, "corrections", ())
    envelopes: Iterable[Envelope] = getattr(source, "envelopes", source)  # type: ignore[arg-type]
    places: dict[str, datetime] = {}
    for correction in corrections:
        moment = places.get(correction.corrected.id, correction.corrected.time)
        places |= {envelope.id: moment for envelope in correction.instead}
    found = []
    for envelope in envelopes:
        moment = happened(envelope) if happened else places.get(envelope.id, envelope.time)
        found.append((_moment(moment), envelope))
    return found


def _moment(moment: date | datetime) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), UTC)
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone: write datetime(..., tzinfo=UTC)")
    return moment


def _number(value: Value, events: Sequence[Event]) -> float:
    found = value(events)
    try:
        return float(found)
    except (TypeError, ValueError):
        raise ValueError(
            f"value(events) must be a number, such as a balance; after {len(events)} events it was {found!r}"
        ) from None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where somebody looks: how many steps count, at which moment, how that is said, and the number of the
    last step that counts, where it is a step and not a moment.
    """

    count: int
    moment: datetime | None
    says: str
    number: int = LAST


def cursor(told: Curve, until: Until, zone: tzinfo) -> Cursor:
    """Return where `until` stands: a version, included; an aware datetime, included; a date, whose whole day
    in `zone` counts; None is the end. Raise `ValueError` for a datetime without a time zone.
    """
    steps = told.steps
    if until is None:
        return Cursor(len(steps), None, "now")
    if isinstance(until, datetime):
        count = sum(step.moment <= _moment(until) for step in steps)
        return Cursor(count, until, f"at {until:%Y-%m-%d %H:%M:%S}".removesuffix(":00"))
    if isinstance(until, date):
        midnight = datetime.combine(until + timedelta(days=1), time(), zone)
        says = f"replay to {until}" + ("" if zone is UTC else f" in {zone}")
        return Cursor(sum(step.moment < midnight for step in steps), midnight, says)
    return stop(told, sum(step.number <= until for step in steps))


def stop(told: Curve, count: int) -> Cursor:
    """The cursor after the first `count` steps and before the next; after all of them it says "now"."""
    if count == len(told.steps):
        return Cursor(count, None, "now")
    if not count:
        return Cursor(0, told.steps[0].moment, "before the first event", 0)
    step = told.steps[count - 1]
    return Cursor(count, step.moment, f"replay to #{step.number}", step.number)


CHART = 190.0
"""How high the curve is drawn, in points."""


def written(says: str, value: float, signed: bool = False) -> str:
    """A value as text, a change with its sign; the minus stands before a currency."""
    text = says.format(abs(value))
    if not any(c in "123456789" for c in text):
        return text
    return ("−" if value < 0 else "+" if signed else "") + text


class Scale:
    """The curves' values and moments in points, below the height `top`."""

    def __init__(self, curves: Sequence[Curve], cursor: Cursor, says: str, top: float) -> None:
        self.curves, self.cursor, self.top = curves, cursor, top
        self.count = len(curves[0].steps)
        values = [0.0, *(c.before for c in curves), *(step.value for c in curves for step in c.steps)]
        self.low, self.high = min(values), max(values)
        if self.low == self.high:
            self.high = self.low + 1.0
        self.levels = [(level, written(says, level)) for level in round_numbers(self.low, self.high, 4)]
        widest = max(measure.width(text, measure.SMALL) for _, text in self.levels)
        self.left, self.right = MARGIN + 16 + widest, WIDE - MARGIN - 8
        self._ends([step.moment for curve in curves for step in curve.steps])

    def _ends(self, moments: Sequence[datetime]) -> None:
        """What left and right mean: seconds since the first moment, or numbers in the stream."""
        self.by_time = len(dict.fromkeys(moments)) > 1
        self.origin = min(moments, default=None)
        if not self.by_time or self.origin is None:
            self.first, self.last = 0.4, self.count + 0.9
            return
        last = self.cursor.moment
        seconds = [(moment - self.origin).total_seconds() for moment in (*moments, last) if moment]
        span = max(seconds) - min(seconds)
        self.first, self.last = min(seconds) - 0.07 * span, max(seconds) + 0.12 * span

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.top + CHART * (self.high - value) / (self.high - self.low)

    def x(self, place: int, curve: int = 0) -> float:
        """Where the step at `place` (from 1) of a curve stands."""
        moment = self.curves[curve].steps[place - 1].moment
        return self._moment(moment) if self.by_time else self._at(float(place))

    def cut(self, count: int) -> float:
        """Where the cursor stands when `count` steps count: between two of them, after the last at the
        end.
        """
        cursor = self.cursor
        if count == cursor.count and self.by_time and cursor.moment and cursor.number == LAST:
            return self._moment(cursor.moment)
        if count == self.count:
            return self.right
        before = self.x(count) if count else self.left
        return (before + self.x(count + 1)) / 2

    def _moment(self, moment: datetime) -> float:
        return self._at((moment - self.origin).total_seconds()) if self.origin else self.left

    def _at(self, unit: float) -> float:
        share = (unit - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def ticks(self) -> list[tuple[float, str]]:
        """Where the axis has its ticks, and what they say."""
        if not self.by_time or self.origin is None:
            return [(self.x(n), f"#{step.number}") for n, step in enumerate(self.curves[0].steps, 1)]
        first, last = (self.origin + timedelta(seconds=unit) for unit in (self.first, self.last))
        return [(self._moment(moment), says) for moment, says in round_moments(first, last)]

    def when(self, moment: datetime) -> str:
        """A moment as short as the axis allows; nothing where the axis counts."""
        if not self.by_time:
            return ""
        span = self.last - self.first
        if span > 2 * 86_400:
            return day_of(moment)
        return f"{moment:%H:%M:%S}" if span < 7_200 else f"{moment:%H:%M}"
