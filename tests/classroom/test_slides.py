"""Slides: which cells go on which slide, as what, and how they are laid on pages. Browsers are elsewhere."""

from __future__ import annotations

import base64
import re
from importlib import resources
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from companion.classroom import slide_blocks
from companion.classroom.cells import AuthorError, CellFailed, Lesson
from companion.classroom.slide_blocks import HEIGHT
from companion.classroom.slide_pages import Slide, pages, slides
from companion.classroom.slides import deck, main
from companion.classroom.source import read
from companion.events.errors import CompanionError

SVG = '<img src="data:image/svg+xml;base64,{}" alt="a picture">'


def lesson_of(folder: Path, *cells: str) -> Lesson:
    path = folder / "notebooks" / "source" / "92_shown.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(f"# %% {cell}" for cell in cells) + "\n", encoding="utf-8")
    return read(path)


def solved(**outputs: Any) -> nbformat.NotebookNode:
    """A solved notebook of which only the outputs matter: cell name → what it printed, or an output."""
    made = []
    for name, output in outputs.items():
        stored = v4.new_output("stream", name="stdout", text=output) if isinstance(output, str) else output
        made.append(v4.new_code_cell("", id=name, outputs=[stored]))
    return v4.new_notebook(cells=made)


def made_of(folder: Path, *cells: str, **outputs: Any) -> list[Slide]:
    return slides(lesson_of(folder, *cells), solved(**outputs))


def html(slide: Slide) -> str:
    return "".join(block.html for block in slide.blocks)


def plain(slide: Slide) -> str:
    return re.sub(r"<[^>]+>", "", html(slide))


def picture(width: float, height: float) -> dict[str, str]:
    words = '<text font-size="10.8">x</text>'
    source = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{words}</svg>'
    return {"text/html": SVG.format(base64.b64encode(source.encode()).decode())}


def used(page: list[Any]) -> float:
    return sum(block.px for block in page)


def test_a_cell_without_a_tag_goes_on_below_the_one_before(tmp_path: Path) -> None:
    cells = ('[markdown] name="a" tags=["slide"]\n# # One', '[markdown] name="b"\n# two')
    [slide] = made_of(tmp_path, *cells)
    assert [block.cell for block in slide.blocks] == ["a", "b"]
    assert slide.title == "One"


@pytest.mark.parametrize("tag", ["slide", "subslide"])
def test_a_slide_tag_begins_a_slide(tmp_path: Path, tag: str) -> None:
    cells = ('[markdown] name="a" tags=["slide"]\n# one', f'[markdown] name="b" tags=["{tag}"]\n# two')
    assert len(made_of(tmp_path, *cells)) == 2


@pytest.mark.parametrize(
    "left_out",
    [
        'name="b" tags=["skip"]\nprint(1)',
        'name="b" tags=["further"]\nprint(1)',
        'name="b"\nlesson("00")',
        'name="b"\ncheck("00-till", take_payment)',
        'name="b"\nhint("00-till")',
    ],
)
def test_what_is_for_the_learner_alone_is_left_out(tmp_path: Path, left_out: str) -> None:
    [slide] = made_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# one', left_out, b="said")
    assert "said" not in plain(slide)
    assert {block.cell for block in slide.blocks} == {"a"}


def test_a_check_tagged_for_a_slide_is_kept(tmp_path: Path) -> None:
    [slide] = made_of(tmp_path, 'name="b" tags=["slide"]\ncheck("00-till", f)', b="PASS")
    assert "PASS" in plain(slide)


def test_a_class_sees_the_stub_and_not_the_solution(tmp_path: Path) -> None:
    text = 'name="b" tags=["slide"]\n### BEGIN SOLUTION\nsecret = 1\n### END SOLUTION\n### STUB answer = TODO'
    [slide] = made_of(tmp_path, text, b="shown by the solution")
    assert plain(slide) == "answer = TODO"


def test_notes_are_the_speakers(tmp_path: Path) -> None:
    cells = ('[markdown] name="a" tags=["slide"]\n# one', '[markdown] name="b" tags=["notes"]\n# two minutes')
    [slide] = made_of(tmp_path, *cells)
    assert slide.notes == ["two minutes"]
    assert "two minutes" not in html(slide)


def test_a_prediction_its_demo_and_its_reason_are_three_slides(tmp_path: Path) -> None:
    solution = '### BEGIN SOLUTION\n{0}("00-coffee", "c")\n### END SOLUTION\n'
    asked = f'name="{{0}}"\n{solution}### STUB {{0}}("00-coffee", TODO)'
    cells = (asked.format("predict"), 'name="see"\nreveal("00-coffee", demo)', asked.format("explain"))
    said = "the demo\n00-coffee: you said c) after 6 minutes. That is it."
    poll, demo, why = made_of(tmp_path, *cells, predict="locked", see=said, explain="PASS")
    assert "after 6 minutes" in plain(poll)
    assert plain(demo).endswith("the demo")
    assert [block.fragment for block in why.blocks].count(True) == 1
    assert "locked" not in plain(poll)
    assert "PASS" not in plain(why)


def test_text_that_is_too_long_goes_on_on_a_page_that_says_so() -> None:
    blocks = slide_blocks.text("a", "\n\n".join(["word " * 60] * 6))
    laid = pages(blocks, "The title")
    assert len(laid) > 1
    assert all(used(page) <= HEIGHT for page in laid)
    assert "The title, continued" in laid[1][0].html


def test_code_goes_on_over_the_page_where_a_reader_pauses() -> None:
    body = "\n".join(f"    step_{n}()" for n in range(12))
    source = f"def first():\n{body}\n\n\ndef second():\n{body}"
    first, second = pages([slide_blocks.code("a", source)])
    assert "first" in first[-1].html and "second" not in first[-1].html
    assert second[-1].pieces[0].html.count("second") == 1


def test_code_that_fits_a_page_is_never_cut() -> None:
    text = slide_blocks.text("a", "\n\n".join(["## One", *["word " * 60] * 2]))
    code = slide_blocks.code("b", "\n".join(f"step_{n}()" for n in range(12)))
    first, second = pages([*text, code], "One")
    assert {block.cell for block in first} == {"a"}
    assert second[-1] == code


def test_two_blank_lines_of_code_are_one_on_a_slide() -> None:
    code = slide_blocks.code("a", "first()\n\n\nsecond()")
    assert len(code.pieces) == 3


def test_a_line_of_code_wider_than_a_slide_takes_more_than_one_line() -> None:
    assert slide_blocks.code_lines("x" * 60) == 1
    assert slide_blocks.code_lines("x " * 60) == 2
    assert slide_blocks.code_lines("x" * 200) == 4


def test_every_line_of_a_table_is_kept_and_its_head_repeated() -> None:
    rows = "\n".join(f"| row {n} | {'text ' * 20} |" for n in range(12))
    [table] = slide_blocks.text("a", f"| when | why |\n|---|---|\n{rows}")
    laid = pages([table])
    assert len(laid) > 1
    assert all("when" in page[-1].html for page in laid)
    assert sum(page[-1].html.count("row ") for page in laid) == 12


def test_a_heading_is_not_left_alone_at_the_end_of_a_page() -> None:
    filling = slide_blocks.text("a", "\n\n".join(["word " * 20] * 6))
    laid = pages([*filling, *slide_blocks.text("b", "## Next\n\n" + "word " * 60)])
    assert all(not page[-1].heading for page in laid)


def test_a_picture_has_a_page_to_itself_and_the_window_s_width() -> None:
    code, shown = slide_blocks.code("a", "draw()\n" * 3), slide_blocks.shown("a", picture(864, 400))
    text = slide_blocks.text("b", "and then")
    first, alone, after = pages([code, shown, *text])
    assert [len(page) for page in (first, alone, after)] == [1, 1, 1]
    assert "--wide:1326px" in alone[0].html


def test_a_tall_picture_is_as_wide_as_the_window_is_high() -> None:
    [alone] = pages([slide_blocks.shown("a", picture(560, 520))])
    assert f"--wide:{724 * 560 / 520:.0f}px" in alone[0].html


def test_a_picture_whose_words_are_too_small_on_a_slide_is_refused_with_their_size() -> None:
    with pytest.raises(CellFailed, match=r"its words are 11\.2 px high on a slide, and 14 can be read"):
        pages([slide_blocks.shown("tower", picture(864, 700))])


def test_short_code_that_draws_a_picture_is_left_out(tmp_path: Path) -> None:
    drawn = v4.new_output("display_data", picture(600, 200))
    cells = ('[markdown] name="a" tags=["slide"]\n# # One', 'name="b"\nflow(trace, title="T")')
    text = deck(lesson_of(tmp_path, *cells), solved(b=drawn))
    assert "data:image/svg+xml" in text and "trace" not in text


@pytest.mark.parametrize("code, kept", [("", False), ("def drawn():\n    pass\n", True)])
def test_code_that_draws_a_picture_is_left_out_unless_it_defines_something(
    tmp_path: Path, code: str, kept: bool
) -> None:
    made = solved(b="15 served")
    made.cells[0].outputs.append(v4.new_output("display_data", picture(600, 200)))
    source = code + "\n".join(f"step_{n}()" for n in range(9))
    [slide] = slides(lesson_of(tmp_path, f'name="b" tags=["slide"]\n{source}'), made)
    assert ("step_1" in html(slide)) is kept
    assert "15 served" in html(slide)


@pytest.mark.parametrize("name", ["show", "page"])
def test_a_function_that_is_shown_needs_no_code_to_show_it(tmp_path: Path, name: str) -> None:
    [slide] = made_of(tmp_path, f'name="b" tags=["slide"]\n{name}(posting.sorry)', b="def sorry(disk):")
    assert plain(slide) == "def sorry(disk):"


@pytest.mark.parametrize(
    "code, run",
    [
        ('reveal("00-coffee", demo)', "demo()"),
        ('reveal("00-coffee", shops.demo)', "shops.demo()"),
        ('reveal("00-coffee", lambda: demo(\n    1, 2,\n))', "demo(    1, 2,)"),
        ('n = 1\n\nreveal("00-coffee", demo)', "n = 1 demo()"),
    ],
)
def test_a_class_reads_what_a_reveal_runs(tmp_path: Path, code: str, run: str) -> None:
    [slide] = made_of(tmp_path, f'name="b"\n{code}', b="6 minutes")
    assert plain(slide).startswith(run + "6 minutes")


def test_another_notebook_is_a_lesson_on_a_slide(tmp_path: Path) -> None:
    [slide] = made_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# Next: `05_sagas.ipynb`, with `x`.')
    assert plain(slide).strip() == "Next: lesson 05, with x."


def test_code_in_a_question_is_code_and_nothing_else_in_it_is_marked() -> None:
    [_, asked, *_] = slide_blocks.poll(
        "a", "Predict", "Is `items: list` in __init__ *now* < 3?", [("a", "`x`")]
    )
    assert "<code>items: list</code> in __init__ *now* &lt; 3?" in asked.html


def test_a_line_that_a_letter_names_is_indented_behind_its_letter() -> None:
    [line] = slide_blocks.code("a", "a          return " + "x, " * 20).pieces
    assert "padding-left:13ch" in line.html
    assert slide_blocks.indent("a          return x") == 11
    assert [slide_blocks.indent(each) for each in ("ab  c", "a = 1", "    b", "", "  ")] == [0, 0, 4, 0, 0]


def test_a_picture_that_fits_no_slide_is_refused_with_its_cell() -> None:
    with pytest.raises(CellFailed) as caught:
        pages([slide_blocks.shown("tower", picture(600, 2400))])
    assert caught.value.cell == "tower"


def test_what_does_not_fit_ends_with_file_and_line(tmp_path: Path) -> None:
    tall = v4.new_output("display_data", picture(600, 2400))
    lesson = lesson_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# one', 'name="tower"\ndraw()')
    with pytest.raises(AuthorError, match='cell "tower"') as caught:
        deck(lesson, solved(tower=tall))
    assert caught.value.line == 4


@pytest.mark.parametrize("tag", ["slide", "subslide"])
def test_a_run_on_a_slide_whose_title_is_skipped_is_refused(tmp_path: Path, tag: str) -> None:
    cells = ('[markdown] name="words" tags=["skip"]\n# ## Its title', f'name="run" tags=["{tag}"]\nprint(1)')
    with pytest.raises(AuthorError, match='the title above it, "words", is skipped: begin the slide at its'):
        lesson_of(tmp_path, *cells)


@pytest.mark.parametrize("code", ['flow(trace, title="A claim")', 'predict("00-coffee")'])
def test_a_picture_and_a_poll_bring_their_own_title(tmp_path: Path, code: str) -> None:
    cells = ('[markdown] name="words" tags=["skip"]\n# ## Its title', f'name="run" tags=["slide"]\n{code}')
    assert lesson_of(tmp_path, *cells)


def test_talk_of_the_notebook_on_a_slide_is_refused_and_skipped_is_not(tmp_path: Path) -> None:
    talk = "# # One\n#\n# Click on the grey cell and press **Shift+Enter**."
    assert lesson_of(tmp_path, f'[markdown] name="a" tags=["skip"]\n{talk}')
    with pytest.raises(AuthorError, match="says 'Click on' on a slide, where there is no notebook"):
        lesson_of(tmp_path, f'[markdown] name="a" tags=["slide"]\n{talk}')
    with pytest.raises(AuthorError, match="says 'next cells' on a slide"):
        lesson_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# # One\n#\n# The next cells measure it.')


def test_a_slide_without_a_title_has_the_last_one_above_it(tmp_path: Path) -> None:
    cells = (
        '[markdown] name="a" tags=["slide"]\n# ## One',
        '[markdown] name="b" tags=["slide"]\n# More of it.',
    )
    _, second = made_of(tmp_path, *cells)
    assert plain(second).split("\n") == ["One", "More of it.", ""]


def test_a_slide_that_begins_with_a_short_run_has_the_last_title_above_it(tmp_path: Path) -> None:
    cells = ('[markdown] name="a" tags=["slide"]\n# ## One', 'name="run" tags=["slide"]\nprint(1)')
    _, second = made_of(tmp_path, *cells, run="1\n")
    assert plain(second).startswith("One\nprint(1)")
    assert second.title == "One"


def test_the_speaker_is_told_what_the_slide_leaves_out_and_what_comes_next(tmp_path: Path) -> None:
    shown = v4.new_output("display_data", picture(600, 200) | {"text/plain": "e1 OrderPlaced"})
    cells = (
        '[markdown] name="a" tags=["skip"]\n# Said in the notebook only.',
        '[markdown] name="b" tags=["slide"]\n# ## Two',
        'name="c" tags=["slide"]\nflow(trace, title="T")',
        'name="d"\npredict("00-coffee")',
    )
    told = [slide.notes for slide in made_of(tmp_path, *cells, c=shown)]
    assert told[0] == ["Said in the notebook only.", "Next: a picture"]
    assert told[1][0] == "```\ne1 OrderPlaced\n```" and told[1][1].startswith("Next: ")
    assert told[2][0].startswith("Right: ")


def test_the_page_stands_alone(tmp_path: Path) -> None:
    shown = v4.new_output("display_data", picture(600, 200))
    cells = ('[markdown] name="a" tags=["slide"]\n# # One & only', 'name="b"\ndraw()')
    text = deck(lesson_of(tmp_path, *cells), solved(b=shown))
    assert "<title>One &amp; only</title>" in text
    assert not re.search(
        r"""(?:src|href)=["'](?!data:|#)""", re.sub(r"<script>.*?</script>", "", text, flags=re.S)
    )
    assert "sourceMappingURL" not in text
    assert "Reveal.initialize" in text


def test_the_same_lesson_gives_the_same_slides(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# # One')
    assert deck(lesson, solved()) == deck(lesson, solved())


def test_without_reveal_js_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> None:
        raise ModuleNotFoundError(package)

    lesson = lesson_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# # One')
    monkeypatch.setattr(resources, "files", missing)
    with pytest.raises(CompanionError, match="python3 -m companion lab"):
        deck(lesson, solved())


def test_a_lesson_that_is_not_built_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lesson_of(tmp_path, '[markdown] name="a"\n# one')
    assert main(["92"], root=tmp_path) == 1
    assert "python3 -m companion build 92" in capsys.readouterr().err


def test_the_command_writes_the_slides_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson_of(tmp_path, '[markdown] name="a" tags=["slide"]\n# # One')
    built = tmp_path / "notebooks" / "solutions" / "92_shown.ipynb"
    built.parent.mkdir()
    nbformat.write(solved(), built)
    assert main([], root=tmp_path) == 0
    assert "slides/92_shown.html" in capsys.readouterr().out
    assert (tmp_path / "slides" / "92_shown.html").exists()


def test_the_style_sheet_has_the_sizes_that_heights_are_computed_with() -> None:
    rules = (resources.files("companion.classroom") / "slides.css").read_text(encoding="utf-8")
    for selector, kind in (
        (".reveal h1 {", "h1"),
        (".reveal h2 {", "h2"),
        (".reveal p {", "p"),
        (".reveal li {", "li"),
    ):
        rule = rules.split(selector)[1].split("}")[0]
        style = slide_blocks.STYLES[kind]
        assert f"font-size:{style.size:g}px" in rule
        assert f"line-height:{style.line:g}" in rule
