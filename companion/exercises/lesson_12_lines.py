"""What a line between push and pull is worth: its work, its slowest post, and what is told of both."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from companion.exercises.plain import number, plain
from companion.exercises.telling import in_words
from companion.exercises.words import Finding

NO_LIMIT: Final = 1_000_000_000
ABOVE_ALL: Final = 1e300  # what an infinite line is told as


class Case(NamedTuple):
    """A world, and how a learner would call it: authors are (followers, posts a day)."""

    says: str
    authors: tuple[tuple[int, float], ...]
    loads: float
    limit_s: float


def weighed(case: Case, given: Any) -> dict[str, Any]:
    """What a learner's line does in a world: its work and slowest post, None where it is no number."""
    told = plain(given)
    line = ABOVE_ALL if told == {"inf": 1} else number(told)
    lines = [*(float(followers) for followers, _ in case.authors), float("inf")]
    return {
        "says": case.says,
        "line": line,
        "returned": in_words(told),
        "nobody": line is not None and line > max(followers for followers, _ in case.authors),
        "work": None if line is None else _work(case, line),
        "slow": None if line is None else _slowest(case, line),
        "wanted": min(_work(case, each) for each in lines if _slowest(case, each) <= case.limit_s),
        "limit": case.limit_s,
    }


def too_dear_or_late(row: Mapping[str, Any]) -> Finding | None:
    """What is wrong with a line that is a number: a post that comes too late, or more work than needed."""
    line = _line(row)
    if row["slow"] > row["limit"]:
        return Finding(
            f"at most {row['limit']:g} s", f"{row['says']}: {line}, one post takes {row['slow']:g} s"
        )
    if row["work"] > row["wanted"] * (1 + 1e-9):
        work, wanted = _told_apart(row["work"], row["wanted"])
        return Finding(wanted, f"{row['says']}: {line}, the work is {work}")
    return None


def _line(row: Mapping[str, Any]) -> str:
    """Who is pulled, with the learner's own number: it may be meant as something else."""
    if row["line"] == ABOVE_ALL:
        return "nobody is pulled"
    return f"from {row['line']:,.10g} followers on" + (" nobody is pulled" if row["nobody"] else "")


def _work(case: Case, line: float) -> float:
    from companion.scenarios.crowd import work

    return work(case.authors, line, case.loads)


def _slowest(case: Case, line: float) -> float:
    from companion.scenarios.crowd import slowest_s

    return slowest_s(case.authors, line)


def _told_apart(*works: float) -> list[str]:
    """Two amounts of work in millions, with as many digits as it takes to tell them apart."""
    for places in (2, 4, 6):
        said = [f"{work / 1e6:,.{places}f} million" for work in works]
        if max(works) >= 1e5 and len(dict.fromkeys(said)) > 1:
            return said
    return [f"{work:,g}" for work in works]
