"""What holds on every picture: nothing overlaps, nothing is crossed, everything fits and can be read.

The same checks run over the gallery and over random traces.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.diagrams import flow, service_map
from companion.diagrams.lanes import arrange
from companion.diagrams.measure import SMALL
from companion.diagrams.palette import THEMES, paint
from companion.diagrams.story import read

NAMES = [
    "flow", "failure", "tried again", "crowd", "service map", "coffee", "hours", "counterexample", "player",
    "grid", "bars",
    "concept map", "crash points", "several crash runs", "crash at an append", "saga", "sagas in trouble",
    "partitions", "timeline", "two curves", "all at once", "many events", "one second", "plot",
]  # fmt: skip
EXAMPLES = settings(derandomize=True, max_examples=60, deadline=None, database=None)


def meet(a, b, slack):
    return a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]


def overlapping(layout):
    return [(a, b) for a, b in itertools.combinations(layout.nodes, 2) if meet(a.rect, b.rect, 0.5)]


def crossed(layout):
    """Pieces of edges and drops that run through the inside of any box, their own ends' included."""
    found = []
    for line in layout.lines:
        if line.role in ("edge", "drop"):
            for (x0, y0), (x1, y1) in itertools.pairwise(line.points):
                piece = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                inside = [box for box in layout.nodes if meet_thin(piece, box.rect)]
                found += [(line, box) for box in inside]
    return found


def meet_thin(piece, rect, slack=2.0):
    """Whether a level or upright piece, however thin, enters the rectangle shrunk by `slack`."""
    return (
        piece[0] < rect[2] - slack
        and rect[0] + slack < piece[2] + 1e-9
        and piece[1] < rect[3] - slack
        and rect[1] + slack < piece[3] + 1e-9
    )


def slanted(layout):
    return [
        line
        for line in layout.lines
        for a, b in itertools.pairwise(line.points)
        if abs(a[0] - b[0]) > 0.6 and abs(a[1] - b[1]) > 0.6
    ]


def too_big(layout):
    return [t for t in layout.texts if t.inside and not within(t.rect, t.inside, 1.5)]


def within(rect, room, slack):
    return (
        rect[0] >= room[0] - slack
        and rect[1] >= room[1] - slack
        and rect[2] <= room[2] + slack
        and rect[3] <= room[3] + slack
    )


def outside(layout):
    canvas = (0, 0, layout.w, layout.h)
    things = [thing.rect for thing in (*layout.ground, *layout.boxes, *layout.texts)]
    things += [(x, y, x, y) for line in layout.lines for x, y in line.points]
    return [thing for thing in things if not within(thing, canvas, 0.0)]


def written_over(layout):
    return [(a.text, b.text) for a, b in itertools.combinations(layout.texts, 2) if meet(a.rect, b.rect, 1.0)]


def struck_through(layout):
    """Texts outside boxes that touch a box that is not their own."""
    loose = [text for text in layout.texts if not any(text.inside == box.rect for box in layout.nodes)]
    return [(text.text, box) for text in loose for box in layout.nodes if meet(text.rect, box.rect, 2.0)]


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", NAMES)
def test_no_box_overlaps_another(pictures, name):
    assert overlapping(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_edge_runs_through_a_box(pictures, name):
    assert crossed(pictures[name].layout) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plot"])
def test_every_line_is_level_or_upright(pictures, name):
    assert slanted(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_text_fits_its_rectangle(pictures, name):
    assert too_big(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_everything_is_on_the_canvas(pictures, name):
    assert outside(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_written_over_another(pictures, name):
    assert written_over(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_text_touches_a_foreign_box(pictures, name):
    assert struck_through(pictures[name].layout) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_picture_is_wider_than_twelve_inches(pictures, name):
    assert pictures[name].layout.w <= 12 * 72


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_a_slide_can_show(pictures, name):
    assert min(text.size for text in pictures[name].layout.texts) >= SMALL


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("name", NAMES)
def test_every_text_has_contrast_to_its_ground(pictures, name, theme):
    pairs = {(text.colour, text.on): text.text for text in pictures[name].layout.texts}
    dim = {p: contrast(*(paint(token, theme).colour for token in p)) for p in pairs}
    assert {pair: ratio for pair, ratio in dim.items() if ratio < 4.5} == {}


def test_the_pictures_have_something_to_check(pictures):
    assert {
        name: len(pictures[name].layout.nodes) for name in ("flow", "player", "crowd", "service map")
    } == {
        "flow": 7,
        "player": 7,
        "crowd": 30,
        "service map": 13,
    }


# random traces --------------------------------------------------------------------------------------------
facts = st.lists(
    st.tuples(
        st.integers(0, 5),  # service
        st.integers(0, 40),  # which earlier event caused it; beyond the end: none
        st.lists(st.integers(4, 9), max_size=4),  # who hears it
        st.booleans(),  # does a handler fail?
    ),
    min_size=1,
    max_size=24,
)
WORDS = (
    "OrderPlaced",
    "ThingWasAcceptedByTheRestaurantKitchen",
    "x",
    "CafeÜberfüllt",
    "支払いが承認されました",
    "a_b_c",
)


def tell(told, drawn):
    teller = told.Teller()
    for number, (service, cause, heard, fails) in enumerate(drawn):
        before = teller.trace.published()
        because = before[cause] if cause < len(before) else None
        envelope = teller.published(
            f"{WORDS[number % len(WORDS)]}{number}",
            f"Service{service}",
            number,
            because,
            [f"Service{h}" for h in heard],
        )
        if fails:
            teller.failed(envelope, f"Service{heard[0] if heard else 9}")
    return teller.trace


@EXAMPLES
@given(facts)
def test_any_flow_is_free_of_overlaps_crossings_and_cut_texts(told, drawn):
    layout = flow(tell(told, drawn), title="Any flow", critical=["OrderPlaced0"]).layout
    assert overlapping(layout) == []
    assert crossed(layout) == []
    assert slanted(layout) == []
    assert too_big(layout) == []
    assert outside(layout) == []
    assert written_over(layout) == []
    assert struck_through(layout) == []


@EXAMPLES
@given(facts)
def test_any_flow_shows_every_fact_once(told, drawn):
    trace = tell(told, drawn)
    shown = [box.key for box in flow(trace, title="Any flow").layout.nodes]
    assert sorted(shown) == sorted(read(trace).facts)


@EXAMPLES
@given(facts)
def test_an_effect_stands_one_column_further_than_its_cause(told, drawn):
    story = read(tell(told, drawn))
    at, facts = arrange(story).column_of, story.facts
    effects = [fact for fact in facts.values() if fact.source in facts]
    assert [at[fact.id] - at[fact.source] for fact in effects] == [1] * len(effects)


@settings(derandomize=True, max_examples=25, deadline=None, database=None)
@given(facts)
def test_any_service_map_is_free_of_overlaps_and_crossings(told, drawn):
    layout = service_map(tell(told, drawn), title="Any map").layout
    assert overlapping(layout) == []
    assert crossed(layout) == []
    assert slanted(layout) == []
    assert too_big(layout) == []
    assert outside(layout) == []


@settings(derandomize=True, max_examples=25, deadline=None, database=None)
@given(facts)
def test_in_any_service_map_no_two_lines_enter_a_box_at_the_same_point(told, drawn):
    lines = [
        line for line in service_map(tell(told, drawn), title="Any map").layout.lines if line.role == "edge"
    ]
    ends = [line.points[-1] for line in lines]
    assert len(ends) == len(dict.fromkeys(ends))


def test_the_append_at_which_a_process_crashed_is_named_whole_in_its_box(pictures):
    layout = pictures["crash at an append"].layout
    assert [text.text for text in layout.texts if text.inside == layout.nodes[0].rect] == [
        "after Order",
        "Placed",
    ]
