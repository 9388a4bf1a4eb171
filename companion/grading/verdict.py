"""Judges what an answer's process reported: from the report to a verdict, plain data that can be stored.

This runs in the grader's process, where no submission runs. It does not trust a report: one that does not
have the shape of an observation leads to no verdict.
"""

from typing import Any, Final, TypeAlias

from companion.exercises.judging import score
from companion.exercises.telling import readable
from companion.exercises.watching import Watched
from companion.exercises.words import Exercise
from companion.grading.private import Extra
from companion.grading.sandboxes import SILENT

Verdict: TypeAlias = dict[str, Any]
"""exercise, points, possible, bonus, status (JUDGED, OPEN or NONE), lines (what the student reads), remarks,
misconception (a name or ""), failed (names of criteria), schedule and its problem, private (the results of
private criteria), look (why a person should read the code)."""

JUDGED: Final = "judged"
OPEN: Final = "not attempted"
NONE: Final = "no verdict"
_LOOKS: Final = {
    SILENT: "it could not be judged: its sandbox did not reply",
    "ended its own process": "it ended its own process, which no answer needs",
}
_KINDS: Final[dict[str, type]] = {
    "attempted": bool, "seen": dict, "refused": str, "trouble": str, "remark": str, "open": str, "fault": str,
    "errors": list, "changed": bool,
}  # fmt: skip


def no_verdict(
    exercise: Exercise, why: str, *, remarks: list[str], look: str = "", status: str = NONE
) -> Verdict:
    """What stands for a verdict where no answer could be judged: 0 points, and why."""
    word = "not attempted yet" if status == OPEN else status
    lines = [f"{exercise.id}  {exercise.title}: {word}" + (f" ({why})" if why else "")]
    return {
        "exercise": exercise.id, "points": 0, "possible": exercise.points, "bonus": exercise.bonus,
        "status": status, "lines": lines, "remarks": remarks, "misconception": "", "failed": [],
        "schedule": [], "problem": "", "private": [], "look": look,
    }  # fmt: skip


def judged(
    exercise: Exercise, reply: dict[str, Any], extra: Extra | None, remarks: list[str], look: str
) -> Verdict:
    """The verdict for a sandbox's reply."""
    report, ended = reply.get("report"), str(reply.get("ended", ""))
    if type(report) is not dict:
        look = "it wrote to the report of its own judging" if "report" in ended else _LOOKS.get(ended, "")
        return no_verdict(exercise, f"your code {ended}", remarks=remarks, look=look)
    if "breach" in report:
        what = readable(str(report["breach"]))
        why = f"your code {what}, which no answer needs"
        return no_verdict(exercise, why, remarks=remarks, look=f"its code {what}")
    if "fault" in report:
        return no_verdict(
            exercise, f"your code left its process unusable: {report['fault']}", remarks=remarks
        )
    remarks = [*remarks, *(str(trouble) for trouble in report.get("troubles", []))]
    if "missing" in report:
        return no_verdict(exercise, str(report["missing"]), remarks=remarks)
    watched = _watched(report.get("watched"))
    if watched is None:
        return no_verdict(
            exercise, "the report cannot be read", remarks=remarks, look="its report is malformed"
        )
    return _scored(exercise, watched, extra, report.get("extra"), remarks, look)


def _scored(
    exercise: Exercise, watched: Watched, extra: Extra | None, more: Any, remarks: list[str], look: str
) -> Verdict:
    found = score(exercise, watched)
    if not found.attempted:
        return no_verdict(exercise, watched.remark, remarks=remarks, status=OPEN)
    drawn = next((each for each in found.findings.values() if each.schedule), None)
    return {
        **no_verdict(exercise, "", remarks=remarks, look=look),
        "points": found.points, "status": NONE if found.fault else JUDGED, "lines": list(found.lines),
        "misconception": found.misconception or "", "failed": list(found.findings),
        "schedule": [dict(step) for step in drawn.schedule] if drawn else [],
        "problem": drawn.evidence if drawn else "",
        "private": extra.judge(more if extra.observe else watched.seen) if extra else [],
    }  # fmt: skip


def _watched(stored: Any) -> Watched | None:
    """The observation, or None if it does not have that shape."""
    if type(stored) is not dict or set(stored) != set(_KINDS):
        return None
    if any(type(stored[name]) is not kind for name, kind in _KINDS.items()):
        return None
    if not all(type(error) is str for error in stored["errors"]):
        return None
    return Watched(**{**stored, "errors": tuple(stored["errors"])})
