"""The learner's own copies: nothing a learner wrote is ever overwritten, and new lessons still arrive."""

import json

import pytest

from companion.bootstrap.checkout import Checkout, Refusal
from companion.bootstrap.workspace import MANIFEST, Workspace, lesson, sources

LESSON = "notebooks/03_the_event_bus.ipynb"
COPY = "my-course/03_the_event_bus.ipynb"
BESIDE = "my-course/03_the_event_bus (updated 1).ipynb"


@pytest.fixture
def course(tiny):
    """A checkout with one lesson, handed out once."""
    tiny.write_lesson(LESSON, "first", "answer = TODO")
    hand_out(tiny)
    return tiny


def hand_out(tiny):
    return Workspace.opened(Checkout(tiny.root)).hand_out()


def said(tiny, path):
    return [cell["source"] for cell in json.loads((tiny.root / path).read_text("utf-8"))["cells"]]


def names(tiny):
    return sorted(path.name for path in (tiny.root / "my-course").glob("*.ipynb"))


def test_the_first_copies_are_the_lessons(course):
    assert said(course, COPY) == ["first", "answer = TODO"]


def test_a_copy_has_no_output_and_no_number_of_somebody_else_s_run(tiny):
    tiny.write_lesson(LESSON, "first", "1 + 1", outputs=("2\n",))
    hand_out(tiny)
    cells = json.loads((tiny.root / COPY).read_text("utf-8"))["cells"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells] == [([], None), ([], None)]
    assert hand_out(tiny) == []


def test_a_lesson_that_is_no_notebook_is_handed_out_as_it_is(tiny):
    tiny.write(LESSON, "not json")
    hand_out(tiny)
    assert (tiny.root / COPY).read_text("utf-8") == "not json"


def test_handing_out_again_changes_and_says_nothing(course):
    before = (course.root / COPY).stat().st_mtime_ns
    assert hand_out(course) == []
    assert (course.root / COPY).stat().st_mtime_ns == before


def test_an_answer_outlives_handing_out(course):
    course.write_lesson(COPY, "first", "answer = 42")
    assert hand_out(course) == []
    assert said(course, COPY) == ["first", "answer = 42"]


def test_a_new_lesson_arrives_and_is_said(course):
    course.write_lesson("notebooks/04_choreography.ipynb", "x")
    assert hand_out(course) == ["New: 04_choreography.ipynb."]
    assert names(course) == ["03_the_event_bus.ipynb", "04_choreography.ipynb"]


def test_the_glossary_and_the_cheat_sheet_are_handed_out_and_kept_up_to_date(course):
    for version in ("a term", "another"):
        course.write_lesson("notebooks/glossary.ipynb", version)
        course.write_lesson("notebooks/cheat_sheet.ipynb", version)
        told = hand_out(course)
    assert told == [
        f"The {page} is up to date again; you had not changed your copy."
        for page in ("glossary", "cheat sheet")
    ]
    assert said(course, "my-course/glossary.ipynb") == ["another"]


def test_an_updated_lesson_replaces_a_copy_that_was_never_changed(course):
    course.write_lesson(LESSON, "second")
    assert len(hand_out(course)) == 1
    assert said(course, COPY) == ["second"]
    assert names(course) == ["03_the_event_bus.ipynb"]


def test_running_a_lesson_is_no_change(course):
    course.write_lesson(COPY, "first", "answer = TODO", "", outputs=("ran\n",))
    course.write_lesson(LESSON, "second")
    hand_out(course)
    assert said(course, COPY) == ["second"]


def test_an_updated_lesson_is_put_beside_a_copy_that_was_changed(course):
    course.write_lesson(COPY, "first", "answer = 42")
    course.write_lesson(LESSON, "second")
    [sentence] = hand_out(course)
    assert "(updated 1)" in sentence
    assert said(course, COPY) == ["first", "answer = 42"]
    assert said(course, BESIDE) == ["second"]


def test_an_updated_lesson_is_offered_once(course):
    course.write_lesson(COPY, "mine")
    course.write_lesson(LESSON, "second")
    hand_out(course)
    assert hand_out(course) == []
    assert len(names(course)) == 2


def test_the_next_update_replaces_the_copy_beside_while_that_one_is_unchanged(course):
    course.write_lesson(COPY, "mine")
    for version in ("second", "third"):
        course.write_lesson(LESSON, version)
        hand_out(course)
    assert said(course, COPY) == ["mine"]
    assert said(course, BESIDE) == ["third"]
    assert len(names(course)) == 2


def test_two_updates_answered_each_leave_three_copies(course):
    course.write_lesson(COPY, "mine")
    course.write_lesson(LESSON, "second")
    hand_out(course)
    course.write_lesson(BESIDE, "mine too")
    course.write_lesson(LESSON, "third")
    hand_out(course)
    assert said(course, COPY) == ["mine"]
    assert said(course, BESIDE) == ["mine too"]
    assert said(course, BESIDE.replace("1", "2")) == ["third"]


def test_a_lesson_whose_outputs_alone_changed_is_no_update(course):
    course.write_lesson(COPY, "mine")
    course.write_lesson(LESSON, "first", "answer = TODO", outputs=("other\n",))
    assert hand_out(course) == []
    assert names(course) == ["03_the_event_bus.ipynb"]


def test_a_copy_that_was_deleted_is_handed_out_again(course):
    (course.root / COPY).unlink()
    hand_out(course)
    assert said(course, COPY) == ["first", "answer = TODO"]


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"03_the_event_bus.ipynb": 1}'])
def test_without_its_manifest_every_copy_counts_as_the_learners(course, manifest):
    course.write_lesson(COPY, "mine")
    (course.root / "my-course" / MANIFEST).unlink()
    if manifest is not None:
        course.write(f"my-course/{MANIFEST}", manifest)
    hand_out(course)
    assert said(course, COPY) == ["mine"]
    assert said(course, BESIDE) == ["first", "answer = TODO"]


def test_without_its_manifest_a_copy_equal_to_the_lesson_is_taken_as_it_is(course):
    (course.root / "my-course" / MANIFEST).unlink()
    assert hand_out(course) == []
    assert names(course) == ["03_the_event_bus.ipynb"]


def test_a_copy_that_is_no_notebook_any_more_is_left_alone(course):
    course.write(COPY, "torn {")
    course.write_lesson(LESSON, "second")
    hand_out(course)
    assert (course.root / COPY).read_text("utf-8") == "torn {"
    assert said(course, BESIDE) == ["second"]


def test_reset_numbers_what_it_keeps(course):
    checkout = Checkout(course.root)
    for answer in ("mine", "mine again"):
        course.write_lesson(COPY, answer)
        Workspace.opened(checkout).reset(lesson(checkout, "3"))
    assert said(course, COPY.replace(".ipynb", " (old 1).ipynb")) == ["mine"]
    assert said(course, COPY.replace(".ipynb", " (old 2).ipynb")) == ["mine again"]
    assert said(course, COPY) == ["first", "answer = TODO"]


def test_a_fresh_copy_after_reset_is_replaced_by_the_next_update(course):
    course.write_lesson(COPY, "mine")
    checkout = Checkout(course.root)
    Workspace.opened(checkout).reset(lesson(checkout, "03"))
    course.write_lesson(LESSON, "second")
    hand_out(course)
    assert said(course, COPY) == ["second"]


def test_a_source_kept_as_a_list_of_lines_is_the_same_source(course):
    listed = json.loads((course.root / COPY).read_text("utf-8"))
    for cell in listed["cells"]:
        cell["source"] = list(cell["source"])
    other = course.write("listed.ipynb", json.dumps(listed))
    assert sources(other) == sources(course.root / COPY)


def test_a_copy_nested_past_reading_is_no_notebook_and_is_left_alone(course):
    deep = course.write(COPY, '{"cells":' + "[" * 100_000)
    assert sources(deep) is None
    hand_out(course)
    assert (course.root / COPY).read_text("utf-8").startswith('{"cells":[[')


def test_an_empty_number_resets_no_lesson(course):
    course.write_lesson("notebooks/00_start_here.ipynb", "x")
    with pytest.raises(Refusal, match="There is no lesson ''"):
        lesson(Checkout(course.root), "")
