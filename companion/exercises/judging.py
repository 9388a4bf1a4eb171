"""Judge an answer: `watch` sees it run, `score` says what that is worth. Only plain data goes from the first
half to the second.

Equal answers get equal lines at the same attempt: when a criterion fails for the first time, they say what
was seen; from the second time on they also name the misconception.

A recogniser checks only what its author thought of, and an answer can be wrong in another way. So a
misconception is named only if one of *its* wrong answers on file (`shown/`) failed at least the same criteria
and had the same kinds of error. Without the file a report says what was seen, and names none.
"""

import textwrap
from dataclasses import dataclass, field
from typing import Final

from companion.exercises.shown import NOTHING_SHOWN, OnFile, Shown, shown
from companion.exercises.shown import on_file as as_shipped
from companion.exercises.telling import readable
from companion.exercises.watching import NO_BREAK, Watched, watch
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WIDTH: Final = 92
CHANGED: Final = "note: your code changed what it was given. Whoever called it still uses it: work on a copy"
_INDENT: Final = " " * 6


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. `lines` is what `check` prints. `findings` maps a failed criterion's name to its
    `Finding`; `failing` is the first of them, and empty unless the whole answer was written and ran.
    `misconception` is the one that is named, or None, and `shown` the evidence for naming one. `fault` is
    empty unless the exercise itself is broken."""

    lines: tuple[str, ...]
    points: int
    possible: int
    findings: dict[str, Finding] = field(default_factory=dict)
    misconception: str | None = None
    attempted: bool = True
    fault: str = ""
    failing: str = ""
    shown: Shown = NOTHING_SHOWN

    def __str__(self) -> str:
        return "\n".join(self.lines)


def judge(exercise: Exercise, answer: object, times: int = 2, on_file: OnFile | None = None) -> Report:
    """Run the answer, and say for each criterion in one line whether it holds.

    `times` says how often running the same criterion failed first: the first time (1) no misconception is
    named. `on_file` is what known wrong answers showed (default: the file of the course).
    """
    return score(exercise, watch(exercise, answer), times, on_file)


def score(exercise: Exercise, watched: Watched, times: int = 2, on_file: OnFile | None = None) -> Report:
    """Judge what was seen. Reads plain data only."""
    heading = f"{exercise.id}  {exercise.title}"
    if not watched.attempted:
        why = f" ({watched.remark})" if watched.remark else ""
        return Report((f"{heading}: not attempted yet{why}",), 0, exercise.points, attempted=False)
    if watched.refused:
        return _refused(exercise, heading, watched.refused)
    try:
        return (
            _scored(exercise, heading, watched, times, as_shipped(exercise) if on_file is None else on_file)
            if not watched.fault
            else _broken(exercise, heading, watched.fault)
        )
    except Exception as error:
        return _broken(exercise, heading, f"{type(error).__name__}: {error}")


def _scored(exercise: Exercise, heading: str, watched: Watched, times: int, on_file: OnFile) -> Report:
    seen = watched.seen
    every = exercise.gate + exercise.criteria
    findings = {c.name: found for c in every if (found := c.judge(seen)) is not None}
    shut = any(c.name in findings for c in exercise.gate)
    mine = shown(findings, watched.errors)
    idea = None if watched.open else named(exercise, on_file, mine, seen)
    known = idea if times > 1 else None
    findings = _trouble_first(findings, watched.trouble)
    lines = [heading, *([watched.open] if watched.open else [])]
    points = 0
    for criterion in every:
        finding = findings.get(criterion.name)
        earned = criterion.points if finding is None and not shut else 0
        points += earned
        lines.append(_verdict(criterion, finding, earned))
        if finding is not None:
            lines += _once(_because(finding), lines)
            if known is not None and known.fails == criterion.name:
                lines += wrapped(f"looks like: {known.name}. {_said(known, seen)}")
    if shut:
        lines += wrapped("what worked before must work again before points count")
    if (
        findings
        and watched.remark
        and not _told(watched.remark, findings, _said(known, seen) if known else "")
    ):
        lines += wrapped(f"note: {watched.remark}")
    if watched.changed:
        lines += wrapped(CHANGED)
    if idea and not known:
        lines.append("Does it still fail after a change? Then the next check says what it looks like.")
    lines.append(_total(exercise, points))
    failing = "" if watched.open else next(iter(findings), "")
    name = known.name if known else None
    return Report(tuple(lines), points, exercise.points, findings, name, failing=failing, shown=mine)


def _trouble_first(findings: dict[str, Finding], trouble: str) -> dict[str, Finding]:
    """An error or a stop is the evidence itself; criteria that fail because of it are not explained again."""
    sentence = f"your code {trouble}"
    if not trouble or not findings or _told(trouble, findings):
        return findings
    return {**findings, next(iter(findings)): Finding("", sentence)}


def _told(sentence: str, findings: dict[str, Finding], *further: str) -> bool:
    said = [finding.evidence for finding in findings.values()]
    return any(sentence.lower() in text.lower() for text in (*said, *further))


def _verdict(criterion: Criterion, finding: Finding | None, earned: int) -> str:
    word = "PASS" if finding is None else "FAIL"
    worth = f"{earned}/{criterion.points}" if criterion.points else "gate"
    return f"{word}  {criterion.name:<{WIDTH - 12}}{worth:>6}"


def _because(finding: Finding) -> list[str]:
    text = readable(finding.evidence)
    if finding.expected:
        text += f", expected {readable(finding.expected)}"
    if finding.seed is not None:
        text += f"; replay with seed {finding.seed}"
    return wrapped(text)


def _once(why: list[str], before: list[str]) -> list[str]:
    """`why`, or "as above" if the report has the same long text already."""
    text = " ".join(why)
    return [f"{_INDENT}as above"] if len(text) > 60 and text in " ".join(before) else why


def _said(known: Misconception, seen: Seen) -> str:
    return known.says if isinstance(known.says, str) else known.says(seen)


def _total(exercise: Exercise, points: int) -> str:
    unit = "bonus points" if exercise.bonus else "points"
    total = f"{points} of {exercise.points} {unit}."
    return total if points == exercise.points else f'{total} Three hints: hint("{exercise.id}")'


def _refused(exercise: Exercise, heading: str, sentence: str) -> Report:
    lines = [heading, *wrapped(sentence, "FAIL  "), _total(exercise, 0)]
    everything = {c.name: Finding(expected="", evidence=sentence) for c in exercise.gate + exercise.criteria}
    return Report(tuple(lines), 0, exercise.points, everything)


def _broken(exercise: Exercise, heading: str, fault: str) -> Report:
    text = f"This check met something its author did not foresee ({fault}). Nothing was scored."
    return Report((heading, *wrapped(text)), 0, exercise.points, fault=fault)


def wrapped(text: str, first: str = _INDENT, rest: str = _INDENT) -> list[str]:
    """`text` in lines of at most WIDTH characters, the first indented by `first`, the others by `rest`."""
    lines = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(NO_BREAK, " ") for line in lines] or [first]


# --- which misconception ---------------------------------------------------------------------------


def named(exercise: Exercise, on_file: OnFile, mine: Shown, seen: Seen) -> Misconception | None:
    """The first misconception that may be named for what was seen, or None."""
    for idea in exercise.misconceptions:
        if idea.fails in mine.failed and _may_speak(idea, on_file, mine) and _fits(idea, on_file, mine, seen):
            return idea
    return None


def _may_speak(idea: Misconception, on_file: OnFile, mine: Shown) -> bool:
    """Whether one of its own answers failed the same criteria and had the same errors."""
    return any(
        set(mine.failed) <= set(each.failed) and (idea.any_error or set(mine.errors) <= set(each.errors))
        for each in on_file.get(idea.name, ())
    )


def _fits(idea: Misconception, on_file: OnFile, mine: Shown, seen: Seen) -> bool:
    """What its recogniser says; without one, whether its answers got the same report and those of no other
    idea did.
    """
    if idea.recognise is not None:
        return idea.recognise(seen)
    told = {name for name, several in on_file.items() if any(each.told == mine.told for each in several)}
    return told == {idea.name}
