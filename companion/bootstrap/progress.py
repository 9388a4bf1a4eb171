"""Signs of life while something takes long: seconds counted on a terminal, a line now and then elsewhere."""

import subprocess
import sys
import time

QUIET_S = 15.0
"""Seconds between two lines where the output is not a terminal."""


def say(sentence: str) -> None:
    """Print one line at once, also where the output is a file."""
    print(sentence, flush=True)


def wait(child: "subprocess.Popen[bytes]", doing: str) -> int:
    """Wait for `child`, showing for how long; its exit code. An interrupt ends the child first."""
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    shown = 0.0
    try:
        while True:
            try:
                code = child.wait(timeout=0.5)
                break
            except subprocess.TimeoutExpired:
                spent = time.monotonic() - began
                if terminal:
                    print(f"\r  {doing}: {spent:.0f} s", end="", flush=True)
                elif spent - shown >= QUIET_S:
                    shown = spent
                    say(f"  {doing}: {spent:.0f} s so far")
    except BaseException:
        if terminal:
            say("")
        child.terminate()
        child.wait()
        raise
    end = "done" if code == 0 else "did not work"
    say(("\r" if terminal else "") + f"  {doing}: {end} after {time.monotonic() - began:.0f} s")
    return code
