"""Search: which documents are found, in which order, and that no query is syntax."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.cqrs.search import Search, SQLiteSearch, asked, document
from companion.events import BadInput

NOON = datetime(2024, 1, 15, 12, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@pytest.fixture(params=["sqlite", "elasticsearch"])
def search(request: pytest.FixtureRequest) -> Search:
    """An empty index of each kind."""
    if request.param == "sqlite":
        return SQLiteSearch()
    pytest.importorskip("elasticsearch", reason="the extra elasticsearch is not installed")
    from companion.engines import ElasticSearch

    url, name = (request.getfixturevalue(each) for each in ("elasticsearch_url", "redis_name"))
    return ElasticSearch(url, name)


def test_a_document_is_found_by_any_of_its_words_in_any_case(search: Search) -> None:
    search.put("456", "Sunset over the Seine!", ["paris", "travel"], NOON)
    for query in ("sunset", "SEINE", "over the", "paris", "Sunset travel"):
        assert search.find(query) == ("456",), query
    for query in ("moon", "sunset moon", "sun", "#sunset"):
        assert search.find(query) == (), query


def test_a_star_stands_for_every_word_that_begins_so(search: Search) -> None:
    search.put("1", "a parisian walk", [], at(1))
    search.put("2", "compare", ["paris"], at(2))
    assert set(search.find("pari*")) == {"1", "2"}
    assert search.find("#pari*") == ("2",)
    assert search.find("par* walk") == ("1",)


def test_a_hashtag_finds_tags_only(search: Search) -> None:
    search.put("1", "Paris in the text", [], at(1))
    search.put("2", "somewhere", ["#Paris"], at(2))
    assert search.find("#paris") == ("2",)
    assert set(search.find("paris")) == {"1", "2"}


def test_accents_make_no_difference(search: Search) -> None:
    search.put("1", "Ein Café in Zürich, Straße", ["señor"], NOON)
    for query in ("cafe", "CAFÉ", "zurich", "Zürich", "strasse", "#senor", "cafe\u0301"):
        assert search.find(query) == ("1",), query


def test_case_makes_no_difference_in_letters_of_another_style(search: Search) -> None:
    search.put("1", "𝐒𝐚𝐥𝐞 ϲοφία", ["№5"], NOON)
    for query in ("sale", "SALE", "σοφια", "#no5"):
        assert search.find(query) == ("1",), query
    assert document("1", "𝐒ale", [], NOON).words == "sale"  # what every engine is given


@pytest.mark.parametrize(
    ("text", "tag", "finds", "finds_not"),
    [
        ("हिन्दी में कॉफ़ी", "हिन्दी", ("हिन्दी", "#हिन्दी", "हिन*", "कॉफ़ी"), ("हि", "ह", "द")),
        ("กาแฟ ร้อน", "กาแฟ", ("กาแฟ", "#กาแฟ", "ร้*"), ("กา", "รอน")),
        ("שָׁלוֹם", "שלום", ("שלום", "שָׁלוֹם", "#שָׁלוֹם"), ("של",)),
        ("قَهْوَة", "قهوة", ("قهوة", "قَهْوَة"), ("قه",)),
        ("ガレージ", "ガ", ("ガレージ", "#ガ"), ("カレージ",)),
    ],
)
def test_a_word_is_whole_in_scripts_that_write_vowels_as_signs(
    search: Search, text: str, tag: str, finds: tuple[str, ...], finds_not: tuple[str, ...]
) -> None:
    search.put("p1", text, [tag], NOON)
    assert [search.find(query) for query in finds] == [("p1",)] * len(finds)
    assert [search.find(query) for query in finds_not] == [()] * len(finds_not)


def test_the_better_match_comes_first(search: Search) -> None:
    search.put("long", "paris " + "and many other words that are not asked for " * 5, [], at(2))
    search.put("short", "paris paris", [], at(1))
    search.put("other", "london", [], at(3))
    assert search.find("paris") == ("short", "long")
    assert search.find("paris", 1) == ("short",)
    assert search.find("paris", 0) == ()


def test_equally_good_documents_come_newest_first_and_then_by_id(search: Search) -> None:
    for id, minute in (("b", 1), ("c", 2), ("a", 1)):
        search.put(id, "paris", [], at(minute))
    assert search.find("paris") == ("c", "a", "b")


def test_a_document_put_again_replaces_the_one_before(search: Search) -> None:
    for minute in (1, 2):
        search.put("1", f"version{minute}", [f"tag{minute}"], at(minute))
        search.put("1", f"version{minute}", [f"tag{minute}"], at(minute))
    assert search.find("version2") == search.find("#tag2") == ("1",)
    assert search.find("version1") == search.find("#tag1") == ()


def test_what_comes_late_never_replaces_what_is_newer(search: Search) -> None:
    search.put("1", "newer", [], at(2))
    search.put("1", "older", [], at(1))
    assert search.find("newer") == ("1",) and search.find("older") == ()


def test_a_removed_document_is_not_found_and_not_revived_by_what_comes_late(search: Search) -> None:
    search.put("1", "paris", [], at(1))
    search.remove("1", at(2))
    search.remove("nobody knows it", at(2))
    search.put("1", "paris", [], at(1))
    assert search.find("paris") == ()
    search.remove("1", at(1))
    search.put("1", "paris again", [], at(3))
    assert search.find("paris") == ("1",)


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "*", "#", '"', "'", "(", "a AND", "AND OR NOT NEAR(", 'x" OR "1"="1', "text:", "{words}",
        "^a", "'; DROP TABLE documents; --", "a\x00b", "-", "tags : paris", "..", "💥", "a" * 10_000,
        "?" * 50, "_", "NOT paris", "paris)", "paris^2", "[1 TO 2]", "\ud800", None, 7,
    ],
)  # fmt: skip
def test_no_query_is_an_error_or_syntax(search: Search, query: Any) -> None:
    search.put("1", "london", [], NOON)
    assert search.find(query) == ()
    assert search.find("london") == ("1",)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_whatever_is_typed_is_answered(search: Search, query: str) -> None:
    assert isinstance(search.find(query), tuple)


@settings(max_examples=100)
@given(st.text(st.characters(exclude_characters="#"), max_size=40))
def test_a_document_is_found_by_its_own_words(text: str) -> None:
    search = SQLiteSearch()
    search.put("1", text, [], NOON)
    assert search.find(text) == (("1",) if asked(text) else ())


def test_a_query_of_very_many_words_is_cut() -> None:
    assert len(asked("word " * 1_000)) == 64


@pytest.mark.parametrize(
    "id, text, tags, when, says",
    [
        ("", "t", [], NOON, "an id is text"),
        (7, "t", [], NOON, "an id is text"),
        ("x" * 513, "t", [], NOON, "an id is text"),
        ("1", None, [], NOON, "the type of its text is NoneType"),
        ("1", "t", "paris", NOON, "give several"),
        ("1", "t", ["new york"], NOON, "'new york' is not a word"),
        ("1", "t", [7], NOON, "is not a word"),
        ("1", "t", None, NOON, "give several"),
        ("1", "t", [], datetime(2024, 1, 15), "time zone"),
        ("1", "t", [], None, "time zone"),
        ("1", "t", [], datetime(1969, 12, 31, tzinfo=UTC), "before 1970"),
    ],
)
def test_what_cannot_be_indexed_is_refused_and_changes_nothing(
    id: Any, text: Any, tags: Any, when: Any, says: str
) -> None:
    search = SQLiteSearch()
    search.put("1", "paris", [], NOON)
    with pytest.raises(BadInput, match=says) as caught:
        search.put(id, text, tags, when)
    assert caught.value.given is id
    assert search.find("paris") == ("1",)
