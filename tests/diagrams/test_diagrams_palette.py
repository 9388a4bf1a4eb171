"""Colours that can be told apart, also without red, green or blue cones, and read in both themes.

The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency" (2009), severity 1.0; the distance is CIE76.
"""

import itertools
import math

import pytest

from companion.diagrams.palette import KINDS, THEMES, paint, service_colour

VISION = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
WHITE = (0.9505, 1.0, 1.089)


def times(matrix, vector):
    return [sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix]


def linear(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def lab(rgb):
    x, y, z = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (v / w for v, w in zip(times(TO_XYZ, rgb), WHITE, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour, vision):
    return lab([min(1.0, max(0.0, part)) for part in times(VISION[vision], linear(colour))])


def contrast(a, b):
    low, high = sorted(times((TO_XYZ[1],), linear(colour))[0] for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("vision", VISION)
def test_the_fills_of_any_two_kinds_are_at_least_ten_apart(vision):
    fills = {kind: seen(fill, vision) for kind, (fill, _, _, _) in KINDS.items()}
    near = {
        pair: round(math.dist(fills[pair[0]], fills[pair[1]]), 1)
        for pair in itertools.combinations(fills, 2)
        if math.dist(fills[pair[0]], fills[pair[1]]) < 10
    }
    assert near == {}


def test_equal_colours_have_distance_zero_and_black_and_white_a_hundred():
    assert math.dist(seen("#D00000", "deutan"), seen("#D00000", "deutan")) == 0
    assert math.dist(seen("#000000", "normal"), seen("#FFFFFF", "normal")) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_kind_has_contrast_to_its_fill(kind):
    fill, _, text, _ = KINDS[kind]
    assert contrast(fill, text) >= 4.5


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("ground", ["paper", "lane", "lane2"])
@pytest.mark.parametrize("ink", ["ink", "muted", "line", "red", "green"])
def test_text_on_the_ground_has_contrast_in_both_themes(theme, ground, ink):
    assert contrast(paint(ink, theme).colour, paint(ground, theme).colour) >= 4.5


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_red_on_the_danger_fill_has_contrast(theme):
    assert contrast(paint("red", theme).colour, paint("danger", theme).colour) >= 4.5


def test_kinds_with_one_shape_differ_in_more_than_colour_or_never_meet():
    alike = [*(kind for kind, look in KINDS.items() if look.shape == "round"), "never"]
    assert alike == ["service", "external", "compensation", "never"]  # the last two are dashed


def test_after_the_sixth_service_all_are_grey():
    assert len({service_colour(place) for place in range(6)}) == 6
    assert service_colour(6) == service_colour(40) not in {service_colour(place) for place in range(6)}


def test_both_themes_know_the_same_tokens():
    assert THEMES["light"].keys() == THEMES["dark"].keys()
