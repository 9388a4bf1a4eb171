"""Snapshots: folded states kept beside a stream, so that a long history need not be folded for each command.

A snapshot is a cache: the events stay the truth. One with another tag, of another shape, damaged, beyond the
end of its stream, or followed by a correction is ignored and replaced in time, and none that would not come
back equal is kept. So the state is the same with and without. Change the tag whenever `evolve` begins to mean
something else.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Generic, TypeVar
from zlib import crc32

import msgspec

from companion.events import Event

from .corrections import EventCorrected
from .decider import Current, Decider, fold
from .store import EventStore

S = TypeVar("S")
_SUM = 4  # bytes of the checksum before the JSON


class SnapshotNotKept(RuntimeWarning):
    """A snapshot could not be kept. The events are stored all the same; reading them takes longer."""


class Snapshots(Generic[S]):
    """Snapshots of states of `state_type`, any type msgspec reads and writes, one about every `every` events.

    `tag` names what they mean: give another when `evolve` or the fields change, and old ones are ignored.
    Raises TypeError for a type msgspec cannot describe, ValueError for an `every` below 1.
    """

    def __init__(self, state_type: type[S], tag: str, every: int = 100) -> None:
        if every < 1:
            raise ValueError(f"every={every}: a snapshot is taken after at least one event")
        self.tag, self.every = tag, every
        self._decoder = msgspec.json.Decoder(state_type)
        # A new field with a default would read old snapshots without complaint, and wrongly.
        self._shape = msgspec.json.encode(msgspec.json.schema(state_type), order="deterministic")

    def current(self, store: EventStore, stream: str, decider: Decider[S, Any]) -> Current[S] | None:
        """The state of `stream` from its newest snapshot on; None if there is no sound one."""
        found = store.load_snapshot(stream, self.tag)
        if found is None:
            return None
        version, data = found
        if self._sum(stream, version, data[_SUM:]) != data[:_SUM]:
            return None
        # One event more than needed: if the last one folded is not there, the snapshot is of another history.
        events = store.read_events(stream, after=version - 1)
        if not events or EventCorrected in map(type, events[1:]):  # it may be about what was folded before
            return None
        try:
            state: S = self._decoder.decode(data[_SUM:])
        except msgspec.MsgspecError:
            return None
        return Current(fold(decider, events[1:], state), version + len(events) - 1, kept=version)

    def keep(
        self,
        store: EventStore,
        stream: str,
        decider: Decider[S, Any],
        before: Current[S],
        new: Iterable[Event],
    ) -> None:
        """Keep the state after `new` events if enough have come since the last snapshot.

        Never raises for a state that cannot be kept, nor for what the store says: the events are stored, and
        whoever hears of an error would send the command again. It warns, `SnapshotNotKept`.
        """
        new = tuple(new)
        version = before.version + len(new)
        if version - before.kept < self.every or EventCorrected in map(type, new):
            return
        try:
            state = fold(decider, new, before.state)
            data = msgspec.json.encode(state)
            if self._decoder.decode(data) != state:
                raise ValueError(f"{state!r:.80} does not come back equal from JSON")
            store.save_snapshot(stream, version, self.tag, self._sum(stream, version, data) + data)
        except Exception as problem:
            warnings.warn(f"No snapshot of {stream!r}: {problem}", SnapshotNotKept, stacklevel=3)

    def _sum(self, stream: str, version: int, data: bytes) -> bytes:
        place = f"{stream}\0{version}\0".encode()
        return crc32(place + self._shape + b"\0" + data).to_bytes(_SUM, "big")
