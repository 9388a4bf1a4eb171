"""Who may name a misconception: the guard, the default recogniser, and the data both read."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import companion.exercises.shown as on_disk
from companion.events import BadDefinition
from companion.exercises.budget import call, kind_of, met, witnessed
from companion.exercises.judging import named
from companion.exercises.registry import exercise
from companion.exercises.shown import OnFile, Shown, edition, normal, on_file, shown
from companion.exercises.words import Criterion, Exercise, Finding, Misconception

FIRST, SECOND = "the first holds", "the second holds"


def task(*ideas: Misconception) -> Exercise:
    criteria = tuple(Criterion(name, 1, lambda seen: None) for name in (FIRST, SECOND))
    return Exercise("90-two", "two", "write", 2, lambda answer: {}, criteria, ideas, ("a", "b", "c"))


def idea(name: str = "an idea", **more: Any) -> Misconception:
    return Misconception(name, FIRST, says="You had an idea.", **more)


ALWAYS = idea(recognise=lambda seen: True)


def name(mine: Shown, files: OnFile, *ideas: Misconception) -> str | None:
    found = named(task(*ideas), files, mine, {})
    return found.name if found else None


def test_an_idea_speaks_where_its_own_answer_failed_as_much_and_met_the_same_errors() -> None:
    files = {"an idea": (Shown((FIRST, SECOND), ("NameError",), "x"),)}
    assert name(Shown((FIRST,), ("NameError",), "y"), files, ALWAYS) == "an idea"
    assert name(Shown((FIRST,), (), "y"), files, ALWAYS) == "an idea"


@pytest.mark.parametrize(
    ("mine", "why"),
    [
        (Shown((FIRST, SECOND), (), ""), "more failed than in any answer of its own"),
        (Shown((FIRST,), ("TypeError",), ""), "another kind of error was met"),
        (Shown((FIRST,), ("stopped",), ""), "it never ended"),
        (Shown((SECOND,), (), ""), "its own criterion holds"),
    ],
)
def test_an_idea_is_silent_otherwise(mine: Shown, why: str) -> None:
    assert name(mine, {"an idea": (Shown((FIRST,), (), ""),)}, ALWAYS) is None, why


def test_the_answers_of_other_ideas_do_not_let_an_idea_speak() -> None:
    files = {"another": (Shown((FIRST, SECOND), ("NameError",), ""),)}
    assert name(Shown((FIRST,), (), ""), files, ALWAYS) is None


def test_one_answer_must_explain_both_what_failed_and_the_error() -> None:
    files = {"an idea": (Shown((FIRST, SECOND), (), ""), Shown((FIRST,), ("NameError",), ""))}
    assert name(Shown((FIRST, SECOND), ("NameError",), ""), files, ALWAYS) is None


def test_an_idea_that_is_an_error_speaks_whatever_its_kind() -> None:
    files = {"an idea": (Shown((FIRST,), ("NameError",), ""),)}
    raises = idea(recognise=lambda seen: True, any_error=True)
    assert name(Shown((FIRST,), ("TypeError",), ""), files, raises) == "an idea"


def test_without_a_recogniser_it_is_named_where_the_same_was_told() -> None:
    files = {"an idea": (Shown((FIRST,), (), "a"), Shown((FIRST,), (), "b"))}
    assert name(Shown((FIRST,), (), "b"), files, idea()) == "an idea"
    assert name(Shown((FIRST,), (), "c"), files, idea()) is None


def test_without_a_recogniser_nobody_is_named_where_two_ideas_were_told_the_same() -> None:
    files = {"an idea": (Shown((FIRST,), (), "a"),), "another": (Shown((FIRST,), (), "a"),)}
    assert name(Shown((FIRST,), (), "a"), files, idea()) is None


def test_a_misconception_that_says_nothing_is_refused() -> None:
    with pytest.raises(BadDefinition, match="misconception 'mute' says nothing to the learner"):
        task(Misconception("mute", FIRST))


# ---- what is compared ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("raised KeyError: 'milk' in line 3 of f: menu[x]", "raised KeyError: 'tea' in line 8: menu[item]"),
        ("name 'a' is not defined", "name 'totals' is not defined"),
        ("f() takes 1 argument", "Shop.place() takes 1 argument"),
        ("<Order at 0x7f01>", "<Order at 0x8aff>"),
        ("event 3f2a1b5c-0000-4000-8000-123456789abc", "event 4f2a1b5c-0000-4000-8000-123456789abc"),
    ],
)
def test_names_lines_and_ids_do_not_tell_answers_apart(one: str, other: str) -> None:
    assert normal(one) == normal(other)


def test_what_an_error_is_about_tells_answers_apart() -> None:
    assert normal("'NoneType' object has no attribute 'x'") != normal("'list' object has no attribute 'x'")
    assert normal("raised NameError: name 'a'; the till holds 3") != normal("raised NameError: name 'a'")


def test_what_was_shown_holds_names_kinds_and_a_fingerprint() -> None:
    findings = {FIRST: Finding("2", "it gave 3"), SECOND: Finding("", "it did not")}
    mine = shown(findings, ("stopped", "NameError"))
    assert (mine.failed, mine.errors) == ((FIRST, SECOND), ("NameError", "stopped"))
    assert mine.told != shown({**findings, FIRST: Finding("2", "it gave 4")}, ()).told


def test_how_far_a_stopped_answer_came_does_not_tell_answers_apart() -> None:
    near, far = ({FIRST: Finding("3", f"appended {times} times, then stopped")} for times in (12, 14))
    assert shown(near, ("stopped",)) == shown(far, ("stopped",))
    assert shown(near, ()) != shown(far, ())


# ---- kinds of error --------------------------------------------------------------------------------


class Own(Exception):
    pass


class OwnLookup(LookupError):
    pass


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UnboundLocalError(), "NameError"),
        (KeyError("milk"), "LookupError"),
        (RecursionError(), "RuntimeError"),
        (SystemExit(), "SystemExit"),
        (Own(), "Exception"),
        (OwnLookup(), "LookupError"),
    ],
)
def test_an_error_s_kind_is_the_most_general_builtin(error: BaseException, kind: str) -> None:
    assert kind_of(error) == kind


def test_every_call_is_witnessed_expected_or_not() -> None:
    def endless() -> None:
        while True:
            pass

    async def coroutine() -> None: ...

    with witnessed() as witness:
        call(lambda: {}["milk"], expect=True)
        call(endless, steps=1_000)
        call(coroutine)
        call(lambda: 3)
        met("ValueError")
    assert sorted(witness.kinds) == ["LookupError", "ValueError", "coroutine", "stopped"]


def test_what_the_exercise_raised_on_purpose_is_no_error_of_the_answer_s() -> None:
    from companion.exercises.lesson_01_uncouple import Worker

    away = Worker("barista", away=True)
    assert call(away, "order-1").kind == ""
    assert call(lambda: Worker("barista")(order_id=3)).kind == "TypeError"


def test_what_the_check_itself_refuses_is_an_error_of_the_answer_s() -> None:
    def deeper() -> None:
        deeper()

    assert call(lambda: input()).kind == "EOFError"
    assert call(deeper).kind == "RuntimeError"


# ---- the file --------------------------------------------------------------------------------------


def test_the_course_ships_what_the_answers_showed() -> None:
    assert on_file(exercise("00-till"))["no memory"][0].failed == (
        "right after repeats too, 1,000 schedules",
    )


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"90-two": []}', '{"90-two": {"criteria": "old"}}'])
def test_a_missing_damaged_or_older_file_counts_as_empty(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_disk.resources, "files", lambda name: tmp_path)
    on_disk._lesson.cache_clear()
    try:
        if text:
            (tmp_path / "90.json").write_text(text)
        assert on_file(task(ALWAYS)) == {}
    finally:
        on_disk._lesson.cache_clear()


def test_a_file_of_these_criteria_is_read_and_one_of_others_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {"failed": [FIRST], "errors": [], "told": "x"}
    stored = {"90-two": {"criteria": edition(task()), "shown": {"an idea": [one]}, "good": []}}
    (tmp_path / "90.json").write_text(json.dumps(stored))
    monkeypatch.setattr(on_disk.resources, "files", lambda name: tmp_path)
    on_disk._lesson.cache_clear()
    try:
        assert on_file(task()) == {"an idea": (Shown((FIRST,), (), "x"),)}
        changed = replace(task(), criteria=(Criterion("anew", 2, lambda seen: None),))
        assert on_file(changed) == {}
    finally:
        on_disk._lesson.cache_clear()
