"""Rows of one stream back into events, all at once."""

from __future__ import annotations

import pytest

from companion.events import Event
from companion.sourcing import UnreadableEvent
from companion.sourcing.stored import Readers


class ShelfStocked(Event):
    books: int


class ShelfCleared(Event):
    pass


def test_the_rows_of_a_stream_become_its_events_in_order() -> None:
    rows = [(1, "ShelfStocked", 1, b'{"books": 3}'), (2, "ShelfCleared", 1, b"{}")]
    assert Readers().events("shelf", rows) == (ShelfStocked(books=3), ShelfCleared())


@pytest.mark.parametrize(
    "row",
    [(2, "ShelfStocked", 1, b"{"), (2, "ShelfStocked", 1, b"{}"), (2, "ShelfBurnt", 1, b"{}")],
    ids=["damaged", "incomplete", "unknown"],
)
def test_a_row_that_cannot_be_read_is_named_with_its_stream_and_version(
    row: tuple[int, str, int, bytes],
) -> None:
    before, behind = (1, "ShelfCleared", 1, b"{}"), (3, "ShelfCleared", 1, b"{}")
    with pytest.raises(UnreadableEvent) as refused:
        Readers().events("shelf", [before, row, behind])
    assert (refused.value.stream, refused.value.version, refused.value.type) == ("shelf", 2, row[1])
