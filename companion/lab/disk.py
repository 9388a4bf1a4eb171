"""What survives a crash, and the crash itself.

A `Disk` keeps what a handler writes to it; everything else the handler knows is lost when its process dies.
Promised: after a crash the disk refuses writes, and the rebuilt disk is a copy of its state at that moment.
So code that catches the crash and goes on, or that still holds a list of the disk, changes nothing. Left out:
half-written blocks and lost syncs; a write to this disk is complete at once.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from companion.events.errors import BadInput

if TYPE_CHECKING:
    from companion.events.clock import VirtualClock

BEFORE_DELIVERY = "before delivery"
BEFORE_ACKNOWLEDGEMENT = "before acknowledgement"
TOO_MUCH = "more than it may do"


class Crash(BaseException):
    """The process died at `point`. It is not an `Exception`, so that code that retries failures does not
    catch it."""

    def __init__(self, point: str = "") -> None:
        super().__init__(point)
        self.point = point


class Disk:
    """Named values that survive a crash: `Disk(total_cents=0, paid=[])`, then `disk.total_cents += 450`.

    Reading a value that was never written raises AttributeError; writing after a crash raises `Crash` again.
    `vars(disk)` holds what was written, and nothing else.
    """

    # The lab's own state is in slots, so that the instance's __dict__ holds only what was written.
    __slots__ = ("__dict__", "_clock", "_crash_at", "_most", "_names", "_point", "_saved", "_sent", "_steps")
    _own: ClassVar[frozenset[str]]  # reserved names
    _clock: VirtualClock | None
    _point: str | None
    _saved: dict[str, Any]
    _sent: Sequence[Any]
    _crash_at: int
    _names: list[str]
    _steps: int
    _most: int

    def __init__(self, **initial: Any) -> None:
        for name in initial:
            if name in self._own:
                raise _taken(name)
        _reset(self, None)
        self.__dict__.update(initial)

    @property
    def clock(self) -> VirtualClock:
        """Virtual time; `disk.clock.point("after charge")` marks a point where a crash can happen."""
        if self._clock is None:
            from companion.events.clock import VirtualClock

            clock = VirtualClock()
            clock.on_point = self._pass_point
            object.__setattr__(self, "_clock", clock)
            return clock
        return self._clock

    @property
    def sent(self) -> tuple[Any, ...]:
        """The events of this schedule, each once, in the order of `explore`'s `events`, lost ones
        included.
        """
        return tuple(self._sent)

    @property
    def crashed(self) -> bool:
        """Whether the process has crashed. The lab goes on with `rebuilt()`."""
        return self._point is not None

    def crash(self, point: str) -> Crash:
        """Freeze the disk as it is now, and return the `Crash` to raise. A second crash of the same disk
        changes nothing and returns the first point.
        """
        if self._point is None:
            object.__setattr__(self, "_saved", _copied(self.__dict__))
            object.__setattr__(self, "_point", point)
        return Crash(self._point or point)

    def rebuilt(self) -> Self:
        """A writable disk holding what this one held when it crashed (or holds now); the clock goes on."""
        disk = object.__new__(type(self))
        _reset(disk, self._clock)
        object.__setattr__(disk, "_sent", self._sent)
        disk.__dict__.update(self._saved if self.crashed else _copied(self.__dict__))
        if self._clock is not None:
            self._clock.on_point = disk._pass_point
        return disk

    def watch(self, crash_at: int, most: int = 0) -> None:
        """Count points from zero and crash at the `crash_at`-th (1 = the first; 0 = only count).

        With `most`, crash at `TOO_MUCH` after more than so many points, writes and calls of a store. This
        stops code that never ends.
        """
        object.__setattr__(self, "_crash_at", crash_at)
        object.__setattr__(self, "_most", most)
        object.__setattr__(self, "_names", [])
        object.__setattr__(self, "_steps", 0)

    @property
    def passed(self) -> int:
        """How many points were passed since `watch`."""
        return len(self._names)

    @property
    def passed_names(self) -> tuple[str, ...]:
        """The points passed since `watch`, by name, in order; the last is the point of the crash, if any."""
        return tuple(self._names)

    @property
    def steps_taken(self) -> int:
        """How many points, writes and calls of a store were made since `watch`."""
        return self._steps

    def check_alive(self) -> None:
        """Raise `Crash` if the process has crashed; else count one more step."""
        if self._point is not None:
            raise Crash(self._point)
        object.__setattr__(self, "_steps", self._steps + 1)
        if 0 < self._most < self._steps:
            raise self.crash(TOO_MUCH)

    def let_go(self) -> None:
        """Release the disk after its last use. A plain disk has nothing to close."""

    def _pass_point(self, name: str) -> None:
        self.check_alive()
        self._names.append(name)
        if len(self._names) == self._crash_at:
            raise self.crash(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.check_alive()
        if name in self._own:
            raise _taken(name)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        self.check_alive()
        object.__delattr__(self, name)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"nothing is written under {name!r} on this disk; start it with Disk({name}=…)")

    def __repr__(self) -> str:
        return f"Disk({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


def _copied(written: dict[str, Any]) -> dict[str, Any]:
    """A deep copy; a value written under two names stays one value. Raises `BadInput`."""
    try:
        return copy.deepcopy(written)
    except Exception:
        for name, value in written.items():
            try:
                copy.deepcopy(value)
            except Exception as problem:
                why = f"it is disk.{name}, and a disk holds plain data (numbers, text, lists, dicts, events)"
                raise BadInput("value of a disk", value, why) from problem
        raise


def _reset(disk: Disk, clock: VirtualClock | None) -> None:
    write: Callable[[Disk, str, Any], None] = object.__setattr__
    write(disk, "_clock", clock)
    write(disk, "_point", None)
    write(disk, "_sent", ())
    disk.watch(0)


def own_names(kind: type[Disk]) -> frozenset[str]:
    """The names a class of disks defines itself."""
    return frozenset(name for name in vars(kind) if not name.startswith("__"))


Disk._own = own_names(Disk) | {"_own"}


def _taken(name: str) -> AttributeError:
    return AttributeError(f"the disk uses the name {name!r} itself: write under another one")
