"""`python3 -m companion lint NAME...`: the naming linter for a terminal, a script or a pre-commit hook.

One line for each name; the exit code is 0 when every name is an event's, so that a build can ask it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from companion.bootstrap import options
from companion.bootstrap.checkout import typed_path
from companion.naming import lint


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 when all names are events, 1 when one is not, 2 when there is nothing to judge."""
    given = options.read("lint", sys.argv[1:] if argv is None else argv)
    file = given.texts.get("--file")
    try:
        names = given.words + (_names_in(file) if file else [])
        if not names:
            raise ValueError("nothing to judge: give names, or a file with --file")
        kinds = [_told(name) for name in names]
    except (ValueError, OSError) as problem:
        print(_sentence(problem, file), file=sys.stderr)
        return 2
    return int(any(kind != "event" for kind in kinds))


def _names_in(file: str) -> list[str]:
    with open(typed_path(file), encoding="utf-8-sig") as lines:
        names = [line.strip() for line in lines]
    return [name for name in names if name and not name.startswith("#")]


def _told(name: str) -> str:
    verdict = lint(name)
    better = f" Better: {verdict.suggestion}" if verdict.suggestion else ""
    print(f"{name}: {verdict.kind}. {verdict.reason}{better}")
    return verdict.kind


def _sentence(problem: Exception, file: str | None) -> str:
    if isinstance(problem, UnicodeDecodeError):
        return f"{file} is not text in UTF-8: save it so."
    if isinstance(problem, OSError):
        return f"{file} cannot be read: {problem.strerror or problem}."
    return f"{problem}."


if __name__ == "__main__":
    sys.exit(main())
