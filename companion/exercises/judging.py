"""Judge an answer: watch it run, then score what was seen. The first half gives the second only plain data.

`judge` never raises an error of the answer. Equal answers get equal lines at the same attempt: when a
criterion fails for the first time, they say what was seen; from the second time on they also name the
misconception.
"""

import gc
import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from companion.exercises.answers import NO_BREAK, as_dict, attempted, half_written, open_rows, wrong_kind
from companion.exercises.budget import Outcome, Witness, call, is_todo, witnessed
from companion.exercises.naming import NOTHING_SHOWN, OnFile, Shown, named, shown
from companion.exercises.plain import Plain, plain
from companion.exercises.shown import on_file as as_shipped
from companion.exercises.steps import Stopped, counted
from companion.exercises.surroundings import surroundings_kept
from companion.exercises.telling import readable
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WIDTH: Final = 92
BETWEEN: Final = 200_000
"""Steps for the learner's code that runs outside every `call`, such as a `__del__`."""
CHANGED: Final = "note: your code changed what it was given. Whoever called it still uses it: work on a copy"
_INDENT: Final = " " * 6


@dataclass(frozen=True, slots=True)
class Watched:
    """The result of the first half, all of it plain data. `seen` is empty unless the answer could be run.

    `refused` is a sentence if the answer could not be judged, `trouble` the first error or stop of the run,
    `remark` something else worth a note; `open` says how much of a table is not filled in yet, `fault` is the
    text of an error in the exercise, `changed` says that watched arguments were changed. `errors` are the
    kinds of error of the run (`kinds.py`), sorted, also those that the exercise expects.
    """

    attempted: bool = True
    seen: Seen = field(default_factory=dict)
    refused: str = ""
    trouble: str = ""
    remark: str = ""
    open: str = ""
    fault: str = ""
    errors: tuple[str, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. `lines` is what `check` prints; `findings` maps a failed criterion's name to its
    `Finding`; `failing` is the first of them, empty unless the whole answer was written and ran;
    `misconception` is the one that is named, or None; `fault` is empty unless the exercise itself is broken;
    `shown` is the evidence for naming a misconception."""

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


def watch(exercise: Exercise, answer: object) -> Watched:
    """The first half: run the learner's answer and return what was seen."""
    with surroundings_kept(answer):
        return _watch(exercise, answer)


def _watch(exercise: Exercise, answer: object) -> Watched:
    read = call(lambda: as_dict(exercise, answer), expect=True)
    answer = read.value if read.ok else answer
    looked = call(lambda: _look(exercise, answer), expect=True)
    if trouble := read.trouble or looked.trouble:
        return Watched(refused=f"looking at your answer {trouble}")
    there, wrong, missing, still_open = _looked(looked.value)
    if not there:
        return Watched(attempted=False, remark=missing)
    if wrong:
        return Watched(refused=wrong)
    with witnessed() as witness:
        try:
            seen = _observed(exercise, answer, witness)
        except Exception as error:  # an error of the exercise must not look like one of the learner
            return Watched(fault=f"{type(error).__name__}: {error}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # raised by something that the answer left behind, not by an exercise
            name = "it never ends" if isinstance(error, Stopped) else f"it raises {type(error).__name__}"
            return Watched(refused=f"your code left something behind that cannot be looked at: {name}")
    if any(is_todo(outcome.value) for outcome in witness.outcomes):
        return Watched(attempted=False, remark="it still returns TODO")
    if type(seen) is not dict:
        return Watched(fault="observe did not return a dict")
    trouble = next((outcome.trouble for outcome in witness.outcomes if outcome.kind), "")
    remark = "" if trouble else _remark(exercise, witness.outcomes)
    return Watched(
        seen=seen,
        trouble=trouble,
        remark=remark,
        open=still_open,
        errors=_kinds(witness, seen),
        changed=witness.mutated,
    )


def _observed(exercise: Exercise, answer: object, witness: Witness) -> Plain:
    with counted(BETWEEN, renewed=True):
        seen = _each_key(exercise.observe(answer))
        if any(outcome.stopped for outcome in witness.outcomes):
            gc.collect()  # cycles of a stopped run are deleted here, counted, and not in a later cell
    return seen


def _each_key(observed: Any) -> Plain:
    """The values as plain data, each bounded by itself, so that an endless list does not cut off the
    others.
    """
    if type(observed) is not dict or not all(type(key) is str for key in observed):
        return plain(observed)
    return {key: plain(value) for key, value in observed.items()}


def _kinds(witness: Witness, seen: Plain) -> tuple[str, ...]:
    """The kinds of error; data too large to observe count as a call that does not end."""
    outgrown = ["stopped"] if '{"cut": "size"}' in json.dumps(seen) else []
    return tuple(sorted({*witness.kinds, *outgrown}))


def score(exercise: Exercise, watched: Watched, times: int = 2, on_file: OnFile | None = None) -> Report:
    """The second half: judge what was seen. Reads plain data only."""
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


def _remark(exercise: Exercise, outcomes: Sequence[Outcome]) -> str:
    for outcome in outcomes:
        if outcome.printed and exercise.returns:
            printed = _short(outcome.printed)
            return f"you printed {printed} and returned None. A program can only use what you return"
    return ""


def _short(printed: str) -> str:
    line = " ".join(printed.split())
    return line if len(line) <= 40 else line[:39] + "…"


def wrapped(text: str, first: str = _INDENT, rest: str = _INDENT) -> list[str]:
    """`text` in lines of at most WIDTH characters, the first indented by `first`, the others by `rest`."""
    lines = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    return [line.replace(NO_BREAK, " ") for line in lines] or [first]


def _look(exercise: Exercise, answer: object) -> tuple[bool, str | None, str, str]:
    return (
        attempted(exercise, answer),
        wrong_kind(exercise, answer),
        half_written(answer),
        open_rows(answer),
    )


def _looked(value: Any) -> tuple[bool, str | None, str, str]:
    return value[0], value[1], value[2], value[3]
