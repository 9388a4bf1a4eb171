"""`poll`: how a class predicted, as bars to look at together before the demo runs.

    python3 -m companion poll 00-coffee a=40 b=120        prints the bars, writes slides/poll-00-coffee.html
    python3 -m companion poll 00-coffee --serve           counts what the class votes, then does the same

Promises: the page is one file and needs no network; a choice without a count has 0; the page does not tell
the right answer. Nothing is stored.
"""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import shorten

from companion.bootstrap import options
from companion.bootstrap.checkout import Refusal, say
from companion.classroom.show import in_notebook, show
from companion.diagrams.bars import bars, percents
from companion.diagrams.picture import Picture
from companion.exercises.registry import UnknownItem, find, lesson, numbers
from companion.exercises.words import Exercise, Prediction, Recall

WIDEST = 40


def poll(id: str, **counts: int) -> None:
    """Show how a class answered: `poll("00-coffee", a=40, b=120)`. Bars in a notebook, and the same as
    text."""
    try:
        item, found = _counted(id, counts)
    except Refusal as problem:
        print(problem)
        return
    if in_notebook():
        show(_picture(item, found))
    print(text(item, found))


def text(item: Prediction | Recall, counts: Mapping[str, int]) -> str:
    """The question and one bar a choice, of `#` signs, with count and share."""
    total, most = sum(counts.values()), max(counts.values(), default=0)
    room, shares = max(map(len, item.choices.values())), percents(counts)
    lines = [f"{item.id}: {item.question}"]
    for letter, words in item.choices.items():
        n = counts[letter]
        bar = "#" * (n * WIDEST // most if most else 0)
        lines.append(f"{letter}) {words:<{room}} {n:>5} {shares[letter]:>3} %  {bar}".rstrip())
    return "\n".join([*lines, f"{total} answer{'' if total == 1 else 's'}"])


def listing(lessons: Sequence[str]) -> str:
    """The ids of these lessons' predictions and recalls, with their questions. Raises `Refusal`."""
    lines = []
    if missing := [number for number in lessons if number not in numbers()]:
        raise _wrong(f"There is no lesson {missing[0]}; the lessons are: {', '.join(numbers())}.")
    for number in lessons:
        lines.append(f"{number} {lesson(number).title}")
        asked = (item for item in lesson(number).items if not isinstance(item, Exercise))
        lines += [f"  {item.id:<18} {shorten(item.question, 76, placeholder=' …')}" for item in asked]
    return "\n".join(lines)


def page(item: Prediction | Recall, counts: Mapping[str, int]) -> str:
    """The same as one self-contained HTML page, big enough to project."""
    title = html.escape(item.question)
    picture = _picture(item, counts).svg()
    return _PAGE.format(title=title, picture=picture, text=html.escape(text(item, counts)))


def main(argv: Sequence[str]) -> int:
    """The command `poll [ID a=40 b=120 …]`; its exit code. Raises `Refusal`."""
    given = options.read("poll", argv)
    words = given.words
    try:
        _refuse_apart(given)
        if not words or words[0].isdigit():
            print(listing([word.zfill(2) for word in words[:1]] or numbers()))
            return 0
        item, counts = _counted(words[0], dict(_pair(word) for word in words[1:]))
        if "--serve" in given.switches:
            counts = _voted(item, given)
        file = Path("slides", f"poll-{item.id}.html")
        file.parent.mkdir(exist_ok=True)
        file.write_text(page(item, counts), encoding="utf-8")
    except OSError as problem:
        raise Refusal(f"The page cannot be written here: {problem.strerror}.") from problem
    print(text(item, counts))
    print(f"Open {file.as_posix()} in a browser to show it.")
    return 0


def _refuse_apart(given: options.Given) -> None:
    """Raise `Refusal` for options that do not go together."""
    serving = "--serve" in given.switches
    alone = next((name for name in (*given.numbers, *given.switches) if not serving), None)
    if alone:
        raise _wrong(f"{alone} goes with --serve.")
    if serving and len(given.words) != 1:
        raise _wrong("--serve takes the id of one question and no counts; poll without an id lists them.")


def _voted(item: Prediction | Recall, given: options.Given) -> dict[str, int]:
    """What a class votes, until Ctrl-C."""
    from companion.classroom.live_poll import PORT, PollServer, hold

    port = given.numbers.get("--port", PORT)
    try:
        server = PollServer(item, port, network="--network" in given.switches)
    except (OSError, OverflowError) as problem:
        raise _wrong(
            f"Port {port} cannot be used ({problem}): end the vote that is open, or choose another port with "
            "--port.",
        ) from problem
    return hold(server, say)


def _wrong(sentence: str) -> Refusal:
    return Refusal(sentence, code=2)


def _pair(word: str) -> tuple[str, int]:
    choice, equals, count = word.partition("=")
    if not equals or not count.isascii() or not count.isdigit():
        raise _wrong(
            f"{word}: write each count as choice=number, such as a=40; a number is whole and not negative.",
        )
    return choice, int(count[:9])


def _counted(id: str, counts: Mapping[str, int]) -> tuple[Prediction | Recall, dict[str, int]]:
    try:
        item = find(id)
    except UnknownItem as problem:
        raise _wrong(str(problem)) from None
    if isinstance(item, Exercise):
        raise _wrong(f"{id} is an exercise; a poll shows the choices of a prediction.")
    for choice, count in counts.items():
        if choice not in item.choices:
            raise _wrong(f"{id} has no choice {choice!r}; its choices are {', '.join(item.choices)}.")
        if type(count) is not int or count < 0:
            raise _wrong(f"{choice}={count}: a count is a whole number, 0 or more.")
    return item, {choice: counts.get(choice, 0) for choice in item.choices}


def _picture(item: Prediction | Recall, counts: Mapping[str, int]) -> Picture:
    labelled = {f"{letter}) {words}": counts[letter] for letter, words in item.choices.items()}
    return bars(labelled, title=item.question)


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ margin: 4vh 5vw; font-family: sans-serif; background: #fff; color: #1a1a1a }}
svg {{ width: 100%; height: auto; max-height: 80vh }}
pre {{ font-size: 1.1rem; white-space: pre-wrap }}
</style>
{picture}
<details><summary>The same in words</summary><pre>{text}</pre></details>
</html>
"""
