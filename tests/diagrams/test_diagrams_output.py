"""What comes out: SVG, figure, HTML and text of the same facts, the same bytes on every machine."""

import base64
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from importlib import import_module
from pathlib import Path

import pytest

from companion.diagrams import event_log, flow, grid
from companion.diagrams.measure import clean

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "<script>alert(1)</script>",
    "\"quotes' & <b>",
    "Ünïcödé支払い",
    "تم الدفع",
    "nul\x00\x1b[31m\ud800",
    "right\u202eto\u202cleft",
    "Very" * 60 + "LongName",
    "$math$",
    "",
]
NAMES = [
    "flow", "failure", "tried again", "crowd", "service map", "coffee", "hours", "counterexample", "player",
    "grid", "bars",
    "concept map", "partitions", "timeline", "two curves", "all at once",
]  # fmt: skip


def run(code, seed="0"):
    env = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, *code], capture_output=True, text=True, env=env, cwd=ROOT, check=True
    )
    return done.stdout


def svg_of(html):
    return base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()


def test_two_hash_seeds_give_the_same_bytes():
    gallery = [str(Path(__file__).with_name("gallery.py"))]
    assert run(gallery, "1") == run(gallery, "2")


def test_an_svg_needs_neither_matplotlib_nor_networkx():
    code = (
        "import sys\nfrom companion.diagrams import flow, swimlanes, player, grid, bars\n"
        "from companion.events.trace import Trace\n"
        "flow(Trace(), title='nothing')._repr_html_(); player(Trace(), title='nothing')._repr_html_()\n"
        "print([name for name in ('matplotlib', 'networkx', 'numpy') if name in sys.modules])"
    )
    assert run(["-c", code]).strip() == "[]"


@pytest.mark.parametrize("name", NAMES)
def test_the_html_is_an_image_with_the_svg_inside_and_words_beside_it(pictures, name):
    html = pictures[name]._repr_html_()
    root = ElementTree.fromstring(svg_of(html))
    assert root.tag.endswith("svg")
    assert root.get("viewBox") and root.get("width") == "100%"
    assert clean(pictures[name].title) in re.search(r'alt="([^"]*)"', html)[1]


@pytest.mark.parametrize("name", NAMES)
def test_no_picture_asks_the_network_for_anything(pictures, name):
    svg = svg_of(pictures[name]._repr_html_()).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|url\(|@import|href", svg)


@pytest.mark.parametrize("name", NAMES)
def test_svg_and_matplotlib_put_everything_in_the_same_place(pictures, name):
    from_svg, from_figure = (
        svg_places(pictures[name].svg("light")),
        figure_places(pictures[name].figure()),
    )
    assert len(from_svg) == len(from_figure)
    for place in from_svg:
        same = next((n for n, other in enumerate(from_figure) if alike(place, other)), None)
        assert same is not None, place
        del from_figure[same]


def alike(a, b):
    return a[0] == b[0] and a[1:] == pytest.approx(b[1:], abs=0.11)


def svg_places(svg):
    root = ElementTree.fromstring(svg)
    texts = [
        (element.text, float(element.get("x")), float(element.get("y")))
        for element in root.iter()
        if element.tag.endswith("text")
    ]
    shapes = [
        ("path", *bounds(svg_points(element.get("d"))))
        for element in root.iter()
        if element.tag.endswith("path")
    ]
    return texts + shapes[1:]  # the first path is the paper


def svg_points(data):
    """Every point a path names; an arc of ours is half a circle, from its left or to its left end."""
    points, x, y = [], 0.0, 0.0
    for letter, numbers in re.findall(r"([MLHVQZa])([^MLHVQZa]*)", data):
        values = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        if letter == "a":
            points += [(x, y - values[0]), (x, y + values[0])]
            x += values[5]
        elif letter in "HV":
            x, y = (values[0], y) if letter == "H" else (x, values[0])
        elif values:
            points += list(zip(values[:-2:2], values[1:-2:2], strict=True))
            x, y = values[-2:]
        points.append((x, y))
    return points


def figure_places(figure):
    [axes] = figure.axes
    texts = [(text.get_text(), *text.get_position()) for text in axes.texts]
    shapes = [("path", *bounds(patch.get_path().vertices)) for patch in axes.patches]
    return texts + shapes


def bounds(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@pytest.mark.parametrize("name", ["flow", "failure", "crowd", "player"])
def test_the_text_says_every_fact_the_picture_shows(pictures, told, name):
    trace = {"flow": told.food, "failure": told.broken_food, "crowd": told.crowd, "player": told.food}[name]()
    lines = repr(pictures[name]).splitlines()
    for envelope in trace.published():
        cause = trace.short(envelope.causation_id) if envelope.causation_id else "-"
        row = [
            line
            for line in lines
            if all(f" {word} " in f"{line} " for word in (envelope.type, trace.short(envelope.id), cause))
        ]
        assert len(row) == 1 and envelope.service in row[0]
    for record in trace:
        if record.kind == "handled":
            [row] = [line for line in lines if f" {record.envelope.type} " in line]
            assert record.service in row


def test_the_alternative_text_says_the_same_facts(pictures):
    for word in ("Seven facts", "OrderAcceptedByRestaurant", "Restaurant", "cause e2", "35.4"):
        assert word.lower() in pictures["player"].alt.lower()


def test_the_text_of_a_counterexample_is_the_schedule_and_the_broken_sentence(pictures):
    assert repr(pictures["counterexample"]).splitlines()[2:6] == [
        "1  paid 40  delivered",
        "2  paid 10  crash         after charge",
        "3  paid 10  redelivered",
        "4  refund   lost",
    ]
    assert repr(pictures["counterexample"]).endswith("broken: the till holds 97, expected 57")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_escaped_or_cleaned(told, name):
    teller = told.Teller()
    first = teller.published(name, name, 0, None, [name, "Other"])
    teller.failed(first, f"Down {name}", error=name)
    picture = flow(teller.trace, title=name, subtitle=name, critical=[name])
    svg = picture.svg()
    ElementTree.fromstring(svg)
    assert "<script" not in picture._repr_html_() + svg + event_log(teller.trace)._repr_html_()
    assert not re.search("[\u202a-\u202e]", svg + repr(picture))
    picture.figure().canvas.draw()


def test_an_empty_trace_is_an_empty_picture_not_an_error(told):
    picture = flow(told.Teller().trace, title="Nothing happened")
    ElementTree.fromstring(picture.svg())
    assert repr(picture).startswith("Nothing happened")


def test_networkx_draws_the_same_graph_at_the_same_positions(pictures):
    import networkx
    from matplotlib.figure import Figure

    for name in ("flow", "service map", "concept map"):
        picture = pictures[name]
        assert set(picture.graph) == set(picture.positions)
        networkx.draw(picture.graph, picture.positions, ax=Figure().add_subplot())


def test_a_picture_without_a_graph_says_so(pictures):
    assert pictures["bars"].graph is None


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_saved_picture_has_the_same_bytes_twice(pictures, tmp_path, ending):
    first, second = (pictures["bars"].save(tmp_path / f"{n}.{ending}") for n in "ab")
    assert first.read_bytes() == second.read_bytes() != b""


def test_an_unknown_ending_is_refused_with_what_to_do(pictures, tmp_path):
    with pytest.raises(ValueError, match=r"end the name in \.svg or \.png"):
        pictures["bars"].save(tmp_path / "picture.gif")


def test_the_dark_theme_changes_colours_and_nothing_else(pictures):
    light, dark = (re.sub(r"#[0-9A-F]{6}", "", pictures["flow"].svg(theme)) for theme in ("light", "dark"))
    assert light == dark
    assert pictures["flow"].svg("light") != pictures["flow"].svg("dark")


def test_a_flow_is_small(pictures):
    assert len(pictures["flow"].svg()) < 10 * 1024


def test_a_grid_takes_its_cells_by_row_and_column_too():
    by_name = grid(["a"], ["x", "y"], {("a", "x"): "kept", ("a", "y"): "broken"}, title="T")
    assert repr(by_name) == repr(grid(["a"], ["x", "y"], [["kept", "broken"]], title="T"))


def test_the_event_log_says_in_html_what_it_says_in_text(told):
    log = event_log(told.broken_food())
    cells = re.sub(r"<[^>]+>", " ", log._repr_html_())
    for word in ("OrderPlaced", "Payment", "e1", "ServiceDown: switched off", "dead letter after 3 attempts"):
        assert word in cells and word in repr(log)


def test_a_narrow_event_log_breaks_its_lists_and_no_name(told):
    shown = event_log(told.food())._repr_html_()
    kept, broken = "white-space:nowrap", shown.split("<tr")[2]
    assert [kept in cell for cell in broken.split("<td")[1:]] == [True] * 6 + [False], broken


def test_a_circle_fills_its_box():
    from companion.diagrams.shapes import Box
    from companion.diagrams.svg import box_strokes

    [stroke] = box_strokes(Box(10, 20, 8, 8, "circle"))
    assert stroke.path == (("A", 14, 24, 4),)


def test_the_naming_of_bars_is_found_once_for_each_lane(told, monkeypatch):
    module, calls = import_module("companion.diagrams.swimlanes"), []
    real = module._story_of
    monkeypatch.setattr(module, "_story_of", lambda work: calls.append(work) or real(work))
    teller = told.Teller()
    for number in range(100):
        story = teller.published("OrderPlaced", "Order", number, None, ("Payment",), f"order-{number}")
        teller.note("handled", "Email", number + 0.5, story, number, handler="mail")
    module.swimlanes(teller.trace, title="All")
    assert 300 <= len(calls) <= 900  # some for each of 300 bars; found out for each bar they were 30,000


def test_an_event_log_asks_for_its_services_once(told, monkeypatch):
    table, calls = import_module("companion.diagrams.event_log"), []
    real = table.hues
    monkeypatch.setattr(table, "hues", lambda names: calls.append(names) or real(names))
    shown = table.event_log(told.food())._repr_html_()
    assert shown.count("<tr") == 8 and len(calls) == 1


def test_an_event_log_of_four_times_as_many_events_takes_four_times_as_many_steps(told):
    def steps(count):
        teller, cause, calls = told.Teller(), None, []
        for number in range(count):
            cause = teller.published("ThingDone", f"Service{number % 5}", number, cause, ("Listener",))
            teller.failed(cause, "Mail", times=1)
        sys.setprofile(lambda frame, what, _: what == "call" and calls.append(None))
        try:
            event_log(teller.trace)
        finally:
            sys.setprofile(None)
        return len(calls)

    assert steps(400) < 5 * steps(100)
