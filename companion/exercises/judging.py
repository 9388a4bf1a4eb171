"""Judges an answer: watch it run, then score what was seen. Only plain data passes from one half to the
other.

`judge` never raises for anything the answer does. The same answer always gives the same lines.
"""

import gc
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from companion.exercises.answers import NO_BREAK, attempted, half_written, wrong_kind
from companion.exercises.budget import Outcome, call, is_todo, witnessed
from companion.exercises.plain import Plain, plain
from companion.exercises.steps import Stopped, counted
from companion.exercises.surroundings import surroundings_kept
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WIDTH: Final = 92
BETWEEN: Final = 200_000
"""Steps for the learner's code that runs outside every `call`, such as a `__del__`."""
_INDENT: Final = " " * 6


@dataclass(frozen=True, slots=True)
class Watched:
    """The first half's result, plain data throughout. `seen` is empty unless the answer could be run to judge
    it.

    `refused` is a sentence when the answer could not be judged at all, `remark` the first trouble met while
    running it, `fault` the text of an error in the exercise itself.
    """

    attempted: bool = True
    seen: Seen = field(default_factory=dict)
    refused: str = ""
    remark: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. `lines` is what `check` prints; `findings` maps a failed criterion's name to its
    `Finding`; `misconception` is the name recognised, or None; `fault` is empty unless the exercise itself is
    broken."""

    lines: tuple[str, ...]
    points: int
    possible: int
    findings: dict[str, Finding] = field(default_factory=dict)
    misconception: str | None = None
    attempted: bool = True
    fault: str = ""

    def __str__(self) -> str:
        return "\n".join(self.lines)


def judge(exercise: Exercise, answer: object) -> Report:
    """Run the answer, compare with the criteria, and say in one line each what holds and what does not."""
    return score(exercise, watch(exercise, answer))


def watch(exercise: Exercise, answer: object) -> Watched:
    """The first half: run the learner's answer and return what was seen."""
    with surroundings_kept(answer):
        return _watch(exercise, answer)


def _watch(exercise: Exercise, answer: object) -> Watched:
    looked = call(lambda: _look(exercise, answer), expect=True)
    if not looked.ok:
        return Watched(refused=f"looking at your answer {looked.trouble}")
    there, wrong, missing = _looked(looked.value)
    if not there:
        return Watched(attempted=False, remark=missing)
    if wrong:
        return Watched(refused=wrong)
    with witnessed() as outcomes:
        try:
            seen = _observed(exercise, answer, outcomes)
        except Exception as error:  # a fault of the exercise must not look like a fault of the learner
            return Watched(fault=f"{type(error).__name__}: {error}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # no exercise raises one: something the answer left behind does
            name = "it never ends" if isinstance(error, Stopped) else f"it raises {type(error).__name__}"
            return Watched(refused=f"your code left something behind that cannot be looked at: {name}")
    if any(is_todo(outcome.value) for outcome in outcomes):
        return Watched(attempted=False, remark="it still returns TODO")
    if type(seen) is not dict:
        return Watched(fault="observe did not return a dict")
    return Watched(seen=seen, remark=_remark(exercise, outcomes))


def _observed(exercise: Exercise, answer: object, outcomes: Sequence[Outcome]) -> Plain:
    with counted(BETWEEN, renewed=True):
        seen = plain(exercise.observe(answer))
        if any(outcome.stopped for outcome in outcomes):
            gc.collect()  # what a stopped run left in cycles ends here, counted, and not in some later cell
    return seen


def score(exercise: Exercise, watched: Watched) -> Report:
    """The second half: judge what was seen. Reads plain data only."""
    heading = f"{exercise.id}  {exercise.title}"
    if not watched.attempted:
        why = f" ({watched.remark})" if watched.remark else ""
        return Report((f"{heading}: not attempted yet{why}",), 0, exercise.points, attempted=False)
    if watched.refused:
        return _refused(exercise, heading, watched.refused)
    try:
        return (
            _scored(exercise, heading, watched)
            if not watched.fault
            else _broken(exercise, heading, watched.fault)
        )
    except Exception as error:
        return _broken(exercise, heading, f"{type(error).__name__}: {error}")


def _scored(exercise: Exercise, heading: str, watched: Watched) -> Report:
    seen = watched.seen
    every = exercise.gate + exercise.criteria
    findings = {c.name: found for c in every if (found := c.judge(seen)) is not None}
    shut = any(c.name in findings for c in exercise.gate)
    known = next((m for m in exercise.misconceptions if m.fails in findings and m.recognise(seen)), None)
    lines = [heading]
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
    said = [finding.evidence for finding in findings.values()] + ([_said(known, seen)] if known else [])
    if findings and watched.remark and not any(watched.remark.lower() in text.lower() for text in said):
        lines += wrapped(f"note: {watched.remark}")
    lines.append(_total(exercise, points))
    return Report(tuple(lines), points, exercise.points, findings, known.name if known else None)


def _verdict(criterion: Criterion, finding: Finding | None, earned: int) -> str:
    word = "PASS" if finding is None else "FAIL"
    worth = f"{earned}/{criterion.points}" if criterion.points else "gate"
    return f"{word}  {criterion.name:<{WIDTH - 12}}{worth:>6}"


def _because(finding: Finding) -> list[str]:
    text = finding.evidence
    if finding.expected:
        text += f", expected {finding.expected}"
    if finding.seed is not None:
        text += f"; replay with seed {finding.seed}"
    return wrapped(text)


def _once(why: list[str], before: list[str]) -> list[str]:
    """`why`, or two words where a longer text stands in the report already: one slip can fail every line."""
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


def _remark(exercise: Exercise, outcomes: Sequence[Outcome]) -> str:
    for outcome in outcomes:
        if outcome.trouble:
            return f"your code {outcome.trouble}"
        if outcome.printed and exercise.returns:
            printed = _short(outcome.printed)
            return f"you printed {printed} and returned None. A program can only use what you return"
    return ""


def _short(printed: str) -> str:
    line = " ".join(printed.split())
    return line if len(line) <= 40 else line[:37] + "..."


def wrapped(text: str, first: str = _INDENT, rest: str = _INDENT) -> list[str]:
    """`text` in lines of at most WIDTH characters, the first indented by `first`, the others by `rest`."""
    lines = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(NO_BREAK, " ") for line in lines] or [first]


def _look(exercise: Exercise, answer: object) -> tuple[bool, str | None, str]:
    return attempted(exercise, answer), wrong_kind(exercise, answer), half_written(answer)


def _looked(value: Any) -> tuple[bool, str | None, str]:
    return value[0], value[1], value[2]
