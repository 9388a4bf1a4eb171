"""The layered layout and the tracks of its gutters."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.diagrams.sugiyama import across, back_edges, count_crossings, is_dummy, ranked
from companion.diagrams.wires import Wire, tracks

FAST = settings(derandomize=True, max_examples=60, deadline=None, database=None)
graphs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=16)


def test_an_edge_leads_from_one_rank_to_a_later_one():
    drawn = ranked("abcd", [("a", "b"), ("b", "c"), ("a", "d")])
    assert [[n for n in row if not is_dummy(n)] for row in drawn.ranks] == [["a"], ["b", "d"], ["c"]]


def test_a_long_edge_passes_each_rank_in_between_by_a_dummy():
    drawn = ranked("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    assert len(drawn.chains["a", "c"]) == 3
    assert sum(is_dummy(node) for node in drawn.ranks[1]) == 1


def test_the_edge_that_closes_a_cycle_is_a_back_edge():
    assert back_edges("abc", [("a", "b"), ("b", "c"), ("c", "a")]) == [("c", "a")]


def test_crossings_are_counted_between_neighbouring_ranks_only():
    assert count_crossings(["ab", "cd"], [("a", "d"), ("b", "c")]) == 1
    assert count_crossings(["ab", "cd"], [("a", "c"), ("b", "d")]) == 0


def test_sweeping_removes_avoidable_crossings():
    edges = [("r", "a"), ("r", "b"), ("a", "y"), ("b", "x"), ("a", "w"), ("b", "z")]
    drawn = ranked(["r", "a", "b", "x", "y", "z", "w"], edges)
    assert count_crossings(drawn.ranks, edges) == 0
    assert count_crossings(["r", "ab", "xyzw"], edges) == 3


def test_a_chain_is_one_straight_line():
    drawn = ranked("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "e")])
    at = across(drawn, dict.fromkeys("abcde", 40.0), 10)
    assert at["b"] == at["c"] == at["d"]


@FAST
@given(graphs)
def test_neighbours_in_a_rank_never_come_closer_than_the_gap(edges):
    drawn = ranked("abcdefgh", edges)
    size = {node: 6.0 if is_dummy(node) else 40.0 for row in drawn.ranks for node in row}
    at = across(drawn, size, 10)
    for row in drawn.ranks:
        for a, b in itertools.pairwise(row):
            assert at[b] - at[a] >= (size[a] + size[b]) / 2 + 10 - 0.11


@FAST
@given(graphs)
def test_every_forward_edge_climbs_rank_by_rank(edges):
    drawn = ranked("abcdefgh", edges)
    rank = {node: n for n, row in enumerate(drawn.ranks) for node in row}
    for chain in drawn.chains.values():
        assert [rank[b] - rank[a] for a, b in itertools.pairwise(chain)] == [1] * (len(chain) - 1)
    assert {*drawn.chains, *drawn.back} == {edge for edge in edges if edge[0] != edge[1]}


def test_wires_whose_uprights_overlap_get_tracks_of_their_own():
    on = tracks([Wire("a", (0,), (100,)), Wire("b", (50,), (150,))])
    assert on["a"] != on["b"]


def test_wires_far_apart_share_a_track():
    on = tracks([Wire("a", (0,), (50,)), Wire("b", (100,), (150,))])
    assert on == {"a": 0, "b": 0}


def test_a_wire_that_leaves_where_another_enters_turns_to_the_right_of_it():
    on = tracks([Wire("down", (0,), (100,)), Wire("on", (100,), (200,))])
    assert on["down"] > on["on"]


def test_a_level_wire_needs_no_track():
    assert tracks([Wire("a", (10,), (10,))]) == {}
