"""The numbers of a feed: what a world of users and authors asks for."""

import pytest

from companion.scenarios.feed_numbers import AVERAGED, BY_AUTHOR, numbers


def test_half_a_billion_users_ask_for_these_numbers() -> None:
    found = numbers(AVERAGED["half a billion"])
    assert {name: round(value) for name, value in found.items()} == {
        "posts_per_s": 1_157, "reads_per_s": 57_870, "peak_reads_per_s": 173_611, "writes_per_s": 231_481,
        "peak_writes_per_s": 694_444, "feed_gb": 2_000, "media_tb_per_day": 20, "celebrity_s": 500,
    }  # fmt: skip


def test_ten_celebrities_are_summed_author_by_author() -> None:
    found = numbers(BY_AUTHOR["ten celebrities"])
    assert found == pytest.approx({
        "posts_per_s": 0.011794, "reads_per_s": 1.157407, "peak_reads_per_s": 3.472222,
        "writes_per_s": 232.637731, "peak_writes_per_s": 697.913194, "feed_gb": 0.04,
        "media_tb_per_day": 0.0002038,
    }, rel=1e-4)  # fmt: skip


def test_ten_celebrities_taken_for_averages_ask_for_an_eighteenth_of_their_feed_writes() -> None:
    world = BY_AUTHOR["ten celebrities"]
    averages = {**world, "authors": None, "followers": 1_099.9, "posts_per_user": 0.1019}
    true = numbers(world)["writes_per_s"] * 86_400
    assert true == pytest.approx(20_099_900)
    assert numbers(averages)["writes_per_s"] * 86_400 == pytest.approx(1_120_798, rel=1e-6)


def test_no_two_worlds_of_a_kind_agree_in_any_number() -> None:
    for worlds in (BY_AUTHOR, AVERAGED):
        one, two = worlds.values()
        assert not [name for name in one if one[name] == two[name]]
        assert not [name for name, value in numbers(one).items() if numbers(two)[name] == value]
