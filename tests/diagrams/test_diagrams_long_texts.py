"""A text of any length that a caller gives stays on the canvas, and costs no more than its length."""

from types import SimpleNamespace

import pytest

from companion.diagrams import (
    bars,
    concept_map,
    counterexample,
    flow,
    grid,
    measure,
    partitions,
    plot,
    service_map,
    swimlanes,
    timeline,
)

LONG = "W" * 300
STEP = SimpleNamespace(kind="crash", label=LONG, index=0, point=LONG, late_s=0)
PICTURES = {
    "flow": lambda told: flow(told.food(), title=LONG, subtitle=LONG, critical=["OrderPlaced"], promise=LONG),
    "swimlanes": lambda told: swimlanes(
        {LONG: told.coffee("calls"), f"a:{LONG}": told.coffee("events")}, title=LONG
    ),
    "service map": lambda told: service_map(told.food(), title=LONG),
    "grid": lambda told: grid([LONG], [LONG], [[LONG]], title=LONG, subtitle=LONG, corner=LONG),
    "partitions": lambda told: partitions({LONG: [(LONG, LONG)]}, title=LONG, coloured_by=LONG),
    "plot": lambda told: plot({LONG: (1, 2)}, title=LONG, across=LONG, upwards=LONG),
    "bars": lambda told: bars({LONG: 1}, title=LONG),
    "concept map": lambda told: concept_map(told.lessons(), {}, title=LONG),
    "counterexample": lambda told: counterexample([STEP], title=LONG, problem=LONG),
    "timeline": lambda told: timeline(
        told.account(5), len, title=LONG, name=LONG, until=1, second=(LONG, len)
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_text_longer_than_the_picture_is_shortened_and_not_cut_at_its_edge(told, name):
    layout = PICTURES[name](told).layout
    texts = [(text.text, text.rect) for text in layout.texts]
    assert [each for each in texts if each[1][0] < 0 or each[1][2] > layout.w] == []


def test_a_very_long_text_is_shortened_without_measuring_it_once_for_each_letter(monkeypatch):
    asked, width = [], measure.width
    monkeypatch.setattr(measure, "width", lambda *given: asked.append(given) or width(*given))
    assert measure.shorten("word " * 400, 11, 60.0) == "word wo…"
    assert len(asked) < 30


def test_the_words_beside_a_grid_hold_no_character_that_cannot_be_written():
    picture = grid(["a"], ["half \ud800"], [[True]], title="One")
    assert "\ud800" not in picture._repr_html_() + picture.alt + repr(picture)
