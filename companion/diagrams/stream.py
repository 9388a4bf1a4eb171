"""What a timeline needs from envelopes: when each event counts, and the value after it.

The value is computed once for every prefix of the events. Envelopes, and the `History` of corrected events,
are read by their attributes. `Scale` turns values and moments (or numbers in the stream) into points: values
upwards, time to the right.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from companion.diagrams import measure
from companion.diagrams.axes import day_of, round_moments, round_numbers
from companion.diagrams.frame import MARGIN, WIDE
from companion.diagrams.measure import clean

if TYPE_CHECKING:
    from companion.events import Envelope, Event
    from companion.sourcing import History


Value = Callable[[Sequence["Event"]], float]
Until = int | date | datetime | None


LAST = 1 << 63  # greater than every number in a stream


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One event: its number in the stream, its name, when it counts, and the value after it."""

    number: int
    name: str
    moment: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Steps in the order in which they count, and the value before the first of them."""

    points: tuple[CurvePoint, ...]
    before: float

    def after(self, count: int) -> float:
        """The value after the first `count` events."""
        return self.points[count - 1].value if count else self.before

    def at(self, moment: datetime, number: int = LAST) -> float:
        """The value of that moment; of the events at that moment those up to `number` count."""
        return self.after(
            bisect_right([(point.moment, point.number) for point in self.points], (moment, number))
        )


def curve(source: Iterable[Envelope] | History, value: Value) -> Curve:
    """Return the value after each event of `source`, by the moment at which it counts.

    Raise `ValueError` for a value that is not a number, and for an event without a time zone.
    """
    counted = sorted(_counted(source), key=lambda pair: pair[0])
    events = tuple(envelope.event for _, envelope in counted)
    points = [
        CurvePoint(envelope.version or n, clean(envelope.type), moment, _number(value, events[:n]))
        for n, (moment, envelope) in enumerate(counted, 1)
    ]
    return Curve(tuple(points), _number(value, ()))


def _counted(source: Iterable[Envelope] | History) -> list[tuple[datetime, Envelope]]:
    """Each envelope with its moment: what replaces another counts from the time of the one it replaces."""
    corrections = getattr(source, "corrections", ())
    envelopes: Iterable[Envelope] = getattr(source, "envelopes", source)  # type: ignore[arg-type]
    replaced: dict[str, datetime] = {}
    for correction in corrections:
        moment = replaced.get(correction.corrected.id, correction.corrected.time)
        replaced |= {envelope.id: moment for envelope in correction.instead}
    return [(_aware(replaced.get(envelope.id, envelope.time)), envelope) for envelope in envelopes]


def _aware(moment: datetime) -> datetime:
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
    """A position on the timeline: how many events count, at which moment, and the words for it. If the
    position is an event and not a moment, `number` is that of the last event that counts.
    """

    count: int
    moment: datetime | None
    says: str
    number: int = LAST


def cursor(told: Curve, until: Until) -> Cursor:
    """Return the cursor of `until`: a version, included; an aware datetime, included; a date, whose whole day
    in UTC counts; None is the end. Raise `ValueError` for a datetime without a time zone.
    """
    points = told.points
    if until is None:
        return Cursor(len(points), None, "now")
    if isinstance(until, datetime):
        count = sum(point.moment <= _aware(until) for point in points)
        return Cursor(count, until, f"at {until:%Y-%m-%d %H:%M:%S}".removesuffix(":00"))
    if isinstance(until, date):
        midnight = datetime.combine(until + timedelta(days=1), time(), UTC)
        return Cursor(sum(point.moment < midnight for point in points), midnight, f"replay to {until}")
    return stop(told, sum(point.number <= until for point in points))


def stop(told: Curve, count: int) -> Cursor:
    """The cursor after the first `count` events and before the next; after all of them it says "now"."""
    if count == len(told.points):
        return Cursor(count, None, "now")
    if not count:
        return Cursor(0, told.points[0].moment, "before the first event", 0)
    point = told.points[count - 1]
    return Cursor(count, point.moment, f"replay to #{point.number}", point.number)


CHART = 190.0
"""How high the curve is drawn, in points."""


def written(says: str, value: float, signed: bool = False) -> str:
    """A value as text, a change with its sign; the minus is written before a currency."""
    text = says.format(abs(value))
    if not any(c in "123456789" for c in text):
        return text
    return ("−" if value < 0 else "+" if signed else "") + text


class Axes:
    """The curves' values and moments in points, below the height `top`."""

    def __init__(self, curves: Sequence[Curve], cursor: Cursor, says: str, top: float) -> None:
        self.curves, self.cursor, self.top = curves, cursor, top
        self.count = len(curves[0].points)
        values = [0.0, *(c.before for c in curves), *(point.value for c in curves for point in c.points)]
        self.low, self.high = min(values), max(values)
        if self.low == self.high:
            self.high = self.low + 1.0
        self.levels = [(level, written(says, level)) for level in round_numbers(self.low, self.high, 4)]
        widest = max(measure.width(text, measure.SMALL) for _, text in self.levels)
        self.left, self.right = MARGIN + 16 + widest, WIDE - MARGIN - 8
        self._ends([point.moment for curve in curves for point in curve.points])

    def _ends(self, moments: Sequence[datetime]) -> None:
        """Set the ends of the axis: seconds since the first moment, or numbers in the stream."""
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

    def x(self, n: int, curve: int = 0) -> float:
        """The x of the n-th point (from 1) of a curve."""
        moment = self.curves[curve].points[n - 1].moment
        return self._moment(moment) if self.by_time else self._at(float(n))

    def cut(self, count: int) -> float:
        """The x of the cursor when `count` events count: between two of them, or at the right end."""
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
        """The ticks of the axis: x and label."""
        if not self.by_time or self.origin is None:
            return [(self.x(n), f"#{point.number}") for n, point in enumerate(self.curves[0].points, 1)]
        first, last = (self.origin + timedelta(seconds=unit) for unit in (self.first, self.last))
        return [(self._moment(moment), says) for moment, says in round_moments(first, last)]

    def when(self, moment: datetime) -> str:
        """A moment as short as the axis allows; "" where the axis counts events."""
        if not self.by_time:
            return ""
        span = self.last - self.first
        if span > 2 * 86_400:
            return day_of(moment)
        return f"{moment:%H:%M:%S}" if span < 7_200 else f"{moment:%H:%M}"
