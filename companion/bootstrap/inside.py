"""Runs one of the classroom's commands; started by the environment's own Python.

`python -m companion.bootstrap.inside COMMAND OPTIONS` calls `companion.classroom.COMMAND.main(OPTIONS)`.
"""

import importlib
import sys


def main(arguments: list[str]) -> int:
    """Run the command in `arguments` and return its exit code; 130 when the user stops it."""
    command, options = arguments[0], arguments[1:]
    try:
        return int(importlib.import_module(f"companion.classroom.{command}").main(options) or 0)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
