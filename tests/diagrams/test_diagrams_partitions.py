"""The lanes of a topic say where a key stands, and what is not done yet."""

import pytest

from companion.diagrams import partitions

LANES = {"p-0": [("a", "1"), ("b", "1"), ("a", "2")], "p-1": [("c", "1")], "p-2": []}


def drawn(**more):
    return partitions(LANES, title="Lanes", **more)


def test_the_lag_is_the_number_of_entries_not_done():
    picture = drawn(committed={"p-0": 1, "p-1": 1})
    assert [tuple(row) for row in picture.rows] == [
        ("p-0", "a 1, b 1, a 2", "1", "2"),
        ("p-1", "c 1", "1", "0"),
        ("p-2", "", "", ""),
    ]
    assert [text.text for text in picture.layout.texts if text.role == "note"] == ["lag 2", "lag 0"]


def test_a_key_has_one_colour_in_every_lane():
    bars = [box for box in drawn().layout.boxes if box.role == "ornament"]
    assert [(box.key, box.fill) for box in bars if box.key == "a"] == [("a", "hue.0")] * 2
    assert len({box.key: box.fill for box in bars}.values()) == 3


def test_the_entries_of_the_highlighted_key_have_a_strong_edge():
    edges = {box.key: box.edge for box in drawn(highlight="a").layout.nodes}
    assert edges == {"a": "ink", "b": "faint", "c": "faint"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"committed": {"p-9": 1}}, "there is no lane 'p-9': the lanes are p-0, p-1, p-2"),
        ({"committed": {"p-1": 2}}, "2 of 'p-1' cannot be done: it has 1 entries"),
        ({"highlight": "z"}, "there is no key 'z': the keys are a, b, c"),
    ],
)
def test_an_unknown_lane_count_or_key_is_refused(more, said):
    with pytest.raises(ValueError, match=said):
        drawn(**more)


def test_the_legend_says_what_a_colour_stands_for():
    told = [[text.text for text in drawn(**more).layout.texts] for more in ({}, {"coloured_by": "ride"})]
    assert "the colour of a message is its key" in told[0]
    assert "the colour of a message is its ride" in told[1]


def test_without_a_lag_the_entries_are_wider():
    long = {"p-0": [("a", "1")] * 14}
    wide = [partitions(long, title="Lanes", committed=done).layout.nodes[0].w for done in ({}, {"p-0": 1})]
    assert wide[0] > wide[1]


def test_keys_too_wide_for_their_boxes_leave_out_the_word_with_which_all_begin():
    full = {"p-0": [(f"ride-{n % 12}", str(n)) for n in range(24)]}
    texts = [text.text for text in partitions(full, title="Lanes").layout.texts]
    assert ("11" in texts, "ride-0" in texts, "…" in texts) == (True, False, False)
    assert "the colour of a message is its key; on top 0 is ride-0" in texts
    wide = [text.text for text in partitions({"p-0": full["p-0"][:12]}, title="Lanes").layout.texts]
    assert "ride-0" in wide and not [text for text in wide if "on top" in text]


@pytest.mark.parametrize("keys", [("ride-1",), ("aa", "ab"), ("ride-", "ride-1")])
def test_keys_that_do_not_begin_with_the_same_word_are_whole(keys):
    entries = [(key, "") for key in keys] * 60
    texts = [text.text for text in partitions({"p-0": entries}, title="Lanes").layout.texts]
    assert not [text for text in texts if "on top" in text]
