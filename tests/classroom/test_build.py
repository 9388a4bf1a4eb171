"""The build: what an author writes, what comes out, and what is refused with file and line."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from companion.bootstrap.checkout import Refusal
from companion.classroom import honesty
from companion.classroom.build import Built, build_one, compose, main
from companion.classroom.cells import AuthorError
from companion.classroom.execute import ROOT, joined
from companion.classroom.source import read, sources
from companion.exercises import registry

SAMPLE = Path(__file__).with_name("sample")
SOURCE = SAMPLE / "notebooks" / "source" / "90_sample.py"


def worth(exercise_id: str) -> float:
    return 2.0


@pytest.fixture(scope="module")
def learners() -> Built:
    return build_one(read(SOURCE), SAMPLE, solved=False, worth=worth)


@pytest.fixture(scope="module")
def solved() -> Built:
    return build_one(read(SOURCE), SAMPLE, solved=True, hash_seed=1, worth=worth)


def cells(built: Built) -> dict[str, nbformat.NotebookNode]:
    return {cell.id: cell for cell in nbformat.reads(built.text, as_version=4).cells}


def lesson_of(folder: Path, *texts: str) -> Path:
    """A source file of these cells, each `options` and text joined by a newline."""
    path = folder / "notebooks" / "source" / "91_slip.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(f"# %% {text}" for text in texts) + "\n", encoding="utf-8")
    return path


def refusal(folder: Path, *texts: str) -> AuthorError:
    with pytest.raises(AuthorError) as caught:
        read(lesson_of(folder, *texts))
    return caught.value


def test_a_cells_name_is_its_id_in_both_notebooks(learners: Built, solved: Built) -> None:
    names = [cell.name for cell in read(SOURCE).cells]
    assert list(cells(solved)) == names
    assert list(cells(learners)) == [name for name in names if name != "notes-title"]


def test_the_learner_sees_the_stub_with_its_indentation(learners: Built) -> None:
    assert cells(learners)["write"].source == "def double(number):\n    if number:\n        return None"


def test_the_solved_notebook_keeps_the_solution_without_markers(solved: Built) -> None:
    assert cells(solved)["write"].source == "def double(number):\n    return 2 * number"


def test_instructor_notes_are_in_the_solved_notebook_as_slide_notes(solved: Built) -> None:
    assert cells(solved)["notes-title"].metadata.slideshow.slide_type == "notes"


def test_slide_tags_become_slideshow_metadata(learners: Built) -> None:
    built = cells(learners)
    roles = {name: cell.metadata.get("slideshow", {}).get("slide_type") for name, cell in built.items()}
    assert roles["title"] == "slide"
    assert roles["recap"] == "subslide"
    assert roles["setup"] == "skip"
    assert roles["stream"] is None


def test_cells_count_from_one_without_a_gap(learners: Built) -> None:
    counts = [cell.execution_count for cell in cells(learners).values() if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_what_a_cell_prints_is_one_stream(learners: Built) -> None:
    stream, value = cells(learners)["stream"].outputs
    assert stream.text == "one\ntwo\n"
    assert value.data["text/plain"] == "[1, 2]"


def test_a_cell_that_asks_the_network_is_refused_by_the_kernel(learners: Built) -> None:
    [stream] = cells(learners)["offline"].outputs
    assert "asked for example.com" in stream.text


def test_no_version_of_python_is_stored(learners: Built) -> None:
    metadata = nbformat.reads(learners.text, as_version=4).metadata
    assert "version" not in metadata.language_info
    assert metadata.kernelspec == {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    }


def test_a_further_heading_is_collapsed(learners: Built) -> None:
    assert cells(learners)["more"].metadata["jp-MarkdownHeadingCollapsed"] is True


def test_further_code_without_a_heading_is_hidden_by_itself(tmp_path: Path) -> None:
    path = lesson_of(tmp_path, 'name="aside" tags=["further"]\n1 + 1', 'name="on"\n2')
    [aside, on] = compose(read(path), solved=False).cells
    assert aside.metadata.jupyter == {"source_hidden": True, "outputs_hidden": True}
    assert "jupyter" not in on.metadata


def test_the_learner_may_change_the_solution_and_not_the_check(learners: Built) -> None:
    built = cells(learners)
    assert built["write"].metadata.nbgrader == {
        "schema_version": 3,
        "grade_id": "write",
        "task": False,
        "solution": True,
        "grade": False,
        "locked": False,
    }
    assert built["check-write"].metadata.nbgrader == {
        "schema_version": 3,
        "grade_id": "check-write",
        "task": False,
        "solution": False,
        "grade": True,
        "locked": True,
        "points": 2.0,
    }


def graded(notebook: Any) -> float:
    """What nbgrader adds up."""
    found = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return sum(each["points"] for each in found if each.get("grade"))


@pytest.mark.parametrize("path", sources(ROOT), ids=lambda path: path.stem)
def test_the_title_the_progress_and_nbgrader_state_the_same_points(path: Path) -> None:
    source, taught = read(path), registry.lesson(path.stem[:2])
    title = next(cell.text for cell in source.cells if cell.name == "title")
    stated = re.search(r"minutes · (\d+) points(?:, (\d+) bonus points)?$", title, re.MULTILINE)
    assert stated, f'{path.name}: the title says how much, such as "35 minutes · {taught.points} points"'
    assert int(stated[1]) == taught.points, (
        f"{path.name}: its exercises and predictions add up to {taught.points}"
    )
    bonus = sum(each.points for each in taught.exercises if each.bonus)
    assert int(stated[2] or 0) == bonus, f'{path.name}: write "{taught.points} points, {bonus} bonus points"'
    assert graded(compose(source, solved=False)) == taught.points


def test_a_bonus_is_checked_and_no_part_of_the_total() -> None:
    built = next(
        c for c in compose(read(SOURCE), solved=False, worth=lambda id: 0.0).cells if c.id == "check-write"
    )
    assert built.metadata.nbgrader["grade"] is False
    assert built.metadata.nbgrader["locked"] is True
    assert "points" not in built.metadata.nbgrader


@pytest.mark.skipif(importlib.util.find_spec("nbgrader") is None, reason="nbgrader is not installed")
def test_nbgrader_finds_its_own_metadata_valid(learners: Built) -> None:
    from nbgrader.nbgraderformat import MetadataValidator

    validator = MetadataValidator()
    validator.validate_nb(nbformat.reads(learners.text, as_version=4))


def test_a_check_of_an_unknown_exercise_is_refused() -> None:
    def unknown(exercise_id: str) -> float:
        raise KeyError(exercise_id)

    with pytest.raises(AuthorError) as caught:
        compose(read(SOURCE), solved=False, worth=unknown)
    assert '"90-double"' in caught.value.problem


def test_building_again_gives_the_same_bytes_under_another_hash_seed(solved: Built) -> None:
    again = build_one(read(SOURCE), SAMPLE, solved=True, hash_seed=2, worth=worth)
    assert again.text == solved.text


def test_an_answer_that_hangs_on_the_hash_seed_shows(tmp_path: Path) -> None:
    lesson = read(lesson_of(tmp_path, 'name="a"\nlist({"one", "two", "three", "four"})'))
    first, second = (build_one(lesson, tmp_path, solved=True, hash_seed=seed) for seed in (1, 2))
    assert first.text != second.text


@pytest.mark.parametrize(
    ("texts", "line", "says"),
    [
        (('name="a"\n1', "\n2"), 4, "no name"),
        (('name="a"\n1', 'name="a"\n2'), 4, "taken by the cell at line 1"),
        (('name="a b"\n1',), 1, "'a b' cannot be a cell's name"),
        (('name="a" tags=["slides"]\n1',), 1, 'unknown tag "slides"'),
        (('name="a" tags=["slide", "skip"]\n1',), 1, "2 slide tags"),
        (('name="a" tags=["notes"]\n1',), 1, "markdown"),
        (('name="a"\n### BEGIN SOLUTION\n1',), 2, "BEGIN SOLUTION without END"),
        (('name="a"\n1\n### END SOLUTION\n### STUB 2',), 3, "END SOLUTION without BEGIN"),
        (('name="a"\n### BEGIN SOLUTION\n1\n### END SOLUTION',), 4, "without a `### STUB …`"),
        (('name="a"\n### BEGIN SOLUTION\n1\n### END SOLUTION\n2\n### STUB 3',), 4, "without a `### STUB …`"),
        (('name="a"\n### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION\n### STUB',), 3, "inside"),
        (('name="a"\n1\n### STUB 2',), 3, "STUB belongs directly after"),
        (('name="a"\n#### BEGIN SOLUTION\n1',), 2, "nearly a marker"),
        (('name="a"\n1;',), 2, "hides the output"),
        (('[markdown] name="a"\n# from $4 to $9',), 1, "mathematics"),
        (('[markdown] name="a"\n# from \\$4\n# to \\$9',), 1, "write 400 dollars"),
        (('name="a"\n### BEGIN SOLUTION\n1\n### END SOLUTION\n### STUB 2\ncheck("90-x", 1)',), 1, "its own"),
        (('name="a"',), 1, "is empty"),
        (
            ('[markdown] name="a" tags=["further"]\n# ## More', 'name="b"\n1'),
            4,
            "would be hidden with the collapsed",
        ),
    ],
)
def test_a_slip_is_refused_with_its_line(
    tmp_path: Path, texts: tuple[str, ...], line: int, says: str
) -> None:
    error = refusal(tmp_path, *texts)
    assert error.line == line
    assert says in error.problem


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (b'# %% name="a"\n1\n\n#%% name="b"\n2\n', 4, "at the start of its line"),
        (b'# %% name="a"\n1\n\n    # %% name="b"\n2\n', 4, "at the start of its line"),
        (b'# %% name="a"\n1\n\n# %%%% name="b"\n2\n', 4, "at the start of its line"),
        (b'# %% name="a"\ns = """\n# %% name="b"\n"""\n', 3, "inside a string"),
        (b'# %% name="a"\n1\n\n# %% name="b" tags=[slide\n2\n', 4, "cannot be read"),
        ('# %% name="a"\n"caf\xe9"\n'.encode("latin-1"), 2, "0xe9 is not UTF-8"),
    ],
)
def test_a_file_that_is_read_in_two_ways_is_refused_with_its_line(
    tmp_path: Path, text: bytes, line: int, says: str
) -> None:
    path = lesson_of(tmp_path, 'name="a"\n1')
    path.write_bytes(text)
    with pytest.raises(AuthorError) as caught:
        read(path)
    assert (caught.value.line, says in caught.value.problem) == (line, True)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    path = lesson_of(tmp_path, 'name="a"\n1', '[markdown] name="b"\n# two')
    plain = read(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(path) == plain


def test_text_before_the_first_cell_is_refused(tmp_path: Path) -> None:
    path = lesson_of(tmp_path, 'name="a"\n1')
    path.write_text("import this\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(AuthorError, match="before the first cell"):
        read(path)


def test_prices_in_code_spans_and_one_in_a_paragraph_are_no_mathematics(tmp_path: Path) -> None:
    read(
        lesson_of(tmp_path, '[markdown] name="a"\n# from `$4` to $9\n#\n# - then \\$12\n# - | \\$1 | \\$2 |')
    )


def test_a_dollar_sign_in_each_of_two_list_items_is_refused(tmp_path: Path) -> None:
    error = refusal(tmp_path, '[markdown] name="a"\n# - one for 4 $\n# - two for 7 $')
    assert "two dollar signs make JupyterLab" in error.problem


def test_a_cell_that_raises_is_named_with_its_error_and_line(tmp_path: Path) -> None:
    lesson = read(lesson_of(tmp_path, 'name="fine"\n1', 'name="bad"\nx = 1\nx.nothing'))
    with pytest.raises(AuthorError) as caught:
        build_one(lesson, tmp_path, solved=True)
    assert caught.value.line == 4
    assert 'cell "bad"' in caught.value.problem
    assert "AttributeError" in caught.value.problem
    assert "x.nothing" in caught.value.problem


def test_a_cell_that_writes_to_stderr_is_refused(tmp_path: Path) -> None:
    lesson = read(lesson_of(tmp_path, 'name="loud"\nimport sys\nprint("oh", file=sys.stderr)'))
    with pytest.raises(AuthorError, match="stderr: oh"):
        build_one(lesson, tmp_path, solved=True)


def test_a_lesson_is_found_by_number_with_or_without_its_zero(tmp_path: Path) -> None:
    path = lesson_of(tmp_path, 'name="a"\n1').rename(tmp_path / "notebooks" / "source" / "01_why.py")
    assert sources(tmp_path, "1") == sources(tmp_path, "01") == sources(tmp_path, "01_why") == [path]


def test_a_lesson_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refusal, match="There is no lesson 7; the lessons are: 90") as refused:
        main(["7"], root=SAMPLE)
    assert refused.value.code == 2


def test_the_command_writes_both_and_check_notices_an_edit_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson_of(tmp_path, 'name="a"\n1 + 1')
    assert main([], root=tmp_path) == 0
    assert main(["--check"], root=tmp_path) == 0
    edited = tmp_path / "notebooks" / "91_slip.ipynb"
    edited.write_text(edited.read_text(encoding="utf-8").replace("1 + 1", "1 + 2"), encoding="utf-8")
    before = edited.read_bytes()
    assert main(["--check"], root=tmp_path) == 1
    assert "notebooks/91_slip.ipynb" in capsys.readouterr().out
    assert edited.read_bytes() == before


def test_the_command_ends_with_file_and_line_for_a_slip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson_of(tmp_path, 'name="a"\n1', 'name="a"\n1')
    assert main([], root=tmp_path) == 1
    assert "91_slip.py:4:" in capsys.readouterr().err
    assert not (tmp_path / "notebooks" / "91_slip.ipynb").exists()


def test_building_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    copy = shutil.copytree(SAMPLE, tmp_path / "copy")
    build_one(read(copy / "notebooks" / "source" / "90_sample.py"), copy, solved=True, worth=worth)
    assert [path.name for path in copy.rglob("*") if path.is_file()] == ["90_sample.py"]


def test_the_built_sample_is_honest(learners: Built, solved: Built) -> None:
    for built in (learners, solved):
        assert honesty.complaints(nbformat.reads(built.text, as_version=4)) == []


def test_a_built_notebook_is_plain_json_with_one_newline_at_its_end(learners: Built) -> None:
    assert json.loads(learners.text)["nbformat_minor"] == 5
    assert learners.text.endswith("}\n")


def test_what_is_printed_after_a_picture_stays_after_it() -> None:
    before = {"output_type": "stream", "name": "stdout", "text": "a"}
    picture = {"output_type": "display_data"}
    after = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("b", "c")]
    assert joined([before, picture, *after]) == [before, picture, {**after[0], "text": "bc"}]
