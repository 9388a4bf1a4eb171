"""Where everything of a timeline stands: values upwards, moments (or numbers in the stream) to the right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from companion.diagrams import measure, ticks
from companion.diagrams.frame import MARGIN, WIDE
from companion.diagrams.stream import LAST, Cursor, Curve

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
        self.levels = [(level, written(says, level)) for level in ticks.numbers(self.low, self.high, 4)]
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
        return [(self._moment(moment), says) for moment, says in ticks.moments(first, last)]

    def when(self, moment: datetime) -> str:
        """A moment as short as the axis allows; nothing where the axis counts."""
        if not self.by_time:
            return ""
        span = self.last - self.first
        if span > 2 * 86_400:
            return ticks.day(moment)
        return f"{moment:%H:%M:%S}" if span < 7_200 else f"{moment:%H:%M}"
