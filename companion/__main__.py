"""The command line: `python3 -m companion COMMAND`, from a bare checkout with nothing installed.

This file only checks the Python version, and must stay readable by Python 2.7 for that; everything
else is in `companion.bootstrap`, which needs Python 3.11 and the standard library.
"""

import sys

OLDEST = (3, 11)


def main():
    # type: () -> int
    """Run the command named in `sys.argv`; the process's exit code."""
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "This course needs Python {0}.{1} or newer, and this is Python {2}.{3} ({4}): install a newer "
            "one and run the same command with it, for instance python{0}.{1} -m companion lab\n".format(
                OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1], sys.executable
            )
        )
        return 1
    from companion.bootstrap.commands import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
