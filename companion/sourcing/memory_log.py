"""The log of a memory store: a hundred-odd bytes an event, so that a million fit where objects would not.

All records stand in one bytearray, one after another: a fixed head, the ids, the JSON. Values that repeat
(streams, types, services) are kept once and numbered; an id that is a UUID takes 16 bytes. What comes out is
a `Row` of plain values.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from .drafts import Draft
from .until import microseconds

_HEAD = struct.Struct("<qIIHIHHH")  # time, stream, version, type and schema, service, three lengths
_NONE, _UUID, _SAME = 0, 0xFFFF, 0xFFFE  # lengths that say: no id; 16 bytes of a UUID; the event's own id


class Row(NamedTuple):
    """One stored event as plain values; `number` is its place in the log, from 1."""

    number: int
    stream: str
    version: int
    id: str
    type: str
    schema: int
    data: bytes
    time_us: int
    correlation_id: str
    causation_id: str | None
    service: str | None


class Numbers(dict[Any, int]):
    """Values that repeat, each kept once: `numbers[value]` is its number, a new one if need be, and
    `known[number]` the way back.
    """

    def __init__(self) -> None:
        self.known: list[Any] = []

    def __missing__(self, value: Any) -> int:
        self.known.append(value)  # first: an interrupt here costs a number and nothing else
        number = self[value] = len(self.known) - 1
        return number


class MemoryLog:
    """An append-only list of rows with an index by stream, and one by id that is made when first needed."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("Q", [0])  # where record n ends; record n begins where n - 1 ends
        self._of_stream: dict[str, array[int]] = {}
        self._streams, self._types, self._services = Numbers(), Numbers(), Numbers()
        self._by_id: dict[str, int] | None = None

    def __len__(self) -> int:
        return len(self._ends) - 1

    def version(self, stream: str) -> int:
        """How many rows `stream` has."""
        numbers = self._of_stream.get(stream)
        return len(numbers) if numbers is not None else 0

    def streams(self) -> Collection[str]:
        """The names of all streams."""
        return self._of_stream.keys()

    def add(self, rows: Sequence[tuple[str, int, Draft]]) -> int:
        """Append rows of (stream, version, draft), all or none whatever interrupts; returns the number of
        the first.
        """
        records = [self._record(*row) for row in rows]
        count = len(self)
        try:
            self._bytes += b"".join(records)
            end, number = self._ends[-1], count
            for (stream, _, draft), record in zip(rows, records, strict=True):
                number += 1
                end += len(record)
                self._ends.append(end)
                of_stream = self._of_stream.get(stream)
                if of_stream is None:
                    of_stream = self._of_stream[stream] = array("Q")
                of_stream.append(number)
                if self._by_id is not None:
                    self._by_id[draft.id] = number
        except BaseException:  # the learner pressed stop: half a batch must not stay
            self.cut(count)
            raise
        return count + 1

    def cut(self, count: int) -> None:
        """Forget all rows after the first `count`."""
        self._by_id = None
        for stream, numbers in list(self._of_stream.items()):
            while numbers and numbers[-1] > count:
                numbers.pop()
            if not numbers:
                del self._of_stream[stream]
        del self._ends[count + 1 :]
        del self._bytes[self._ends[-1] :]

    def _record(self, stream: str, version: int, draft: Draft) -> bytes:
        id, id_size = _packed(draft.id)
        story, story_size = (
            (b"", _SAME) if draft.correlation_id == draft.id else _packed(draft.correlation_id)
        )
        cause, cause_size = (b"", _NONE) if draft.causation_id is None else _packed(draft.causation_id)
        head = _HEAD.pack(
            microseconds(draft.time), self._streams[stream], version,
            self._types[draft.type, draft.schema], self._services[draft.service],
            id_size, story_size, cause_size,
        )  # fmt: skip
        return head + id + story + cause + draft.data

    def numbers(self, stream: str, after: int, up_to: int) -> Sequence[int]:
        """The numbers of the rows of `stream` with after < version <= up_to."""
        numbers = self._of_stream.get(stream)
        return numbers[max(after, 0) : max(up_to, 0)] if numbers is not None else ()

    def number_of(self, id: str) -> int | None:
        """The number of the row with this id."""
        if self._by_id is None:
            self._by_id = {self.row(number).id: number for number in range(1, len(self) + 1)}
        return self._by_id.get(id)

    def row(self, number: int) -> Row:
        """The row with this number."""
        record = bytes(self._bytes[self._ends[number - 1] : self._ends[number]])
        time_us, stream, version, kind, service, id_size, story_size, cause_size = _HEAD.unpack_from(record)
        id, at = _unpacked(record, _HEAD.size, id_size)
        story, at = (id, at) if story_size == _SAME else _unpacked(record, at, story_size)
        cause, at = (None, at) if cause_size == _NONE else _unpacked(record, at, cause_size)
        type, schema = self._types.known[kind]
        return Row(number, self._streams.known[stream], version, id, type, schema, record[at:], time_us,
                   story, cause, self._services.known[service])  # fmt: skip

    def fact(self, number: int) -> tuple[str, int, str, int, bytes, int]:
        """Stream, version, type, schema, data and time of a row: what a fold needs."""
        record = bytes(self._bytes[self._ends[number - 1] : self._ends[number]])
        time_us, stream, version, kind, _, id_size, story_size, cause_size = _HEAD.unpack_from(record)
        at = _HEAD.size + _width(id_size) + _width(story_size) + _width(cause_size)
        type, schema = self._types.known[kind]
        return self._streams.known[stream], version, type, schema, record[at:], time_us


@lru_cache(maxsize=1024)  # an event's id soon comes again as a cause, a story's with each of its events
def _packed(id: str) -> tuple[bytes, int]:
    """A text and its length: 16 bytes, marked, for a UUID written the usual way, else UTF-8."""
    if len(id) == 36 and id[8] == id[13] == id[18] == id[23] == "-" and id == id.lower():
        try:
            packed = bytes.fromhex(id.replace("-", ""))
        except ValueError:
            pass
        else:
            if len(packed) == 16:
                return packed, _UUID
    data = id.encode()
    return data, len(data)


def _width(size: int) -> int:
    return 16 if size == _UUID else 0 if size == _SAME else size


def _unpacked(record: bytes, at: int, size: int) -> tuple[str, int]:
    if size == _UUID:
        return _as_uuid(record[at : at + 16]), at + 16
    return record[at : at + size].decode(), at + size


def _as_uuid(packed: bytes) -> str:
    digits = packed.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
