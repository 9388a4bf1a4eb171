"""Text measured without a font library, and broken where a reader would break it."""

from pathlib import Path

import pytest

from companion.diagrams.measure import advances, clean, fit, shorten, width, wrap


@pytest.mark.parametrize(("bold", "file"), [(False, "DejaVuSans.ttf"), (True, "DejaVuSans-Bold.ttf")])
def test_the_widths_are_those_of_the_font(bold, file):
    import matplotlib
    from matplotlib.ft2font import FT2Font, LoadFlags

    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts/ttf", file)))
    font.set_size(2048, 72)
    codes = font.get_charmap()
    made = {
        c: round(font.load_char(c, flags=LoadFlags.NO_SCALE).linearHoriAdvance / 65536)
        for c in advances(bold)
        if c in codes
    }
    assert made == advances(bold)
    assert set(range(0x20, 0x7F)) < set(made)


@pytest.mark.parametrize("text", ["OrderAcceptedByRestaurant", "35.4 min", "Zwölf Boxkämpfer", "AVAWA"])
def test_no_text_is_wider_than_measured(text):
    import matplotlib
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    # The file that the table was made from: a machine may have another font of the same family.
    file = Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans-Bold.ttf")
    drawn = TextPath((0, 0), text, prop=FontProperties(fname=file, size=11))
    assert 0.9 * width(text, 11, True) < drawn.get_extents().width <= width(text, 11, True)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("OrderPlaced", ("OrderPlaced",)),
        ("PaymentAuthorized", ("Payment", "Authorized")),
        ("OrderAcceptedByRestaurant", ("Order", "AcceptedBy", "Restaurant")),
        ("HTTPRequestFailed", ("HTTP", "Request", "Failed")),
        ("switched off", ("switched off",)),
        ("order_was_placed_today", ("order_was_", "placed_today")),
    ],
)
def test_a_name_breaks_at_its_humps_into_even_lines(name, lines):
    assert wrap(name, 11, 82) == lines


def test_a_name_too_long_for_three_lines_ends_in_an_ellipsis():
    lines = wrap("A" + "VeryLong" * 20, 11, 80)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width(line, 11, True) <= 80 for line in lines)


def test_a_smaller_size_is_tried_before_a_name_is_cut():
    assert fit("Restauranteurs", 98)[0] == 11.0


def test_a_shortened_text_fits():
    assert width(shorten("invariant " * 20, 10, 100), 10) <= 100


def test_an_east_asian_character_is_as_wide_as_it_is_high():
    assert width("支払", 10) == 20


def test_control_characters_and_direction_overrides_are_cleaned():
    assert clean("a\x00b\u202ec\ud800\n d") == "a\ufffdbc\ufffd d"
