"""`python3 -m companion lint NAME...`: the naming linter for a terminal, a script or a pre-commit hook.

One line for each name; the exit code is 0 when every name is an event's, so that a build can ask it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from companion.naming import lint

EXAMPLES = """\
examples:
  lint OrderPlaced                  an event: exit code 0
  lint PlaceOrder com.acme.order.placed.v1
  lint --file names.txt             one name a line; empty lines and lines that begin with # are left out
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The command line; 0 when all names are events, 1 when one is not, 2 when there is nothing to judge."""
    parser = argparse.ArgumentParser(
        prog="python3 -m companion lint",
        description="Judge the names of messages: is each an event, named for what happened?",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a name in any usual spelling")
    parser.add_argument("--file", help="a text file with one name a line")
    given = parser.parse_args(argv)
    try:
        names = given.names + (_names_in(given.file) if given.file else [])
        if not names:
            raise ValueError("nothing to judge: give names, or a file with --file")
        kinds = [_told(name) for name in names]
    except (ValueError, OSError) as problem:
        print(_sentence(problem, given.file), file=sys.stderr)
        return 2
    return int(any(kind != "event" for kind in kinds))


def _names_in(file: str) -> list[str]:
    with open(file, encoding="utf-8-sig") as lines:
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
