"""What importing costs: CPU seconds above a bare Python, in fresh interpreters, interleaved A B C … C B A.

    python benchmarks/bench_import.py [rounds]

Prints a markdown table of milliseconds of CPU (user + system) above `python -c pass`: median, minimum,
maximum. Every program runs once before, so that Python has kept what it compiled, as after anybody's first
import; a shell that forbids it (PYTHONDONTWRITEBYTECODE) would measure the compiler. The limit is `import
msgspec`, without which there is no Event; peers that are not installed are left out. Never a timed test.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EVENT = """
import companion
from companion.events import Event
class Ordered(Event):
    order_id: str
ordered = Ordered(order_id="o-1")
"""
BUS = (
    EVENT
    + """
from companion.bus import Bus
Bus().publish(ordered)
"""
)
PEERS = ("pyee", "blinker", "bubus")
PROGRAMS = {
    "bare Python": "pass",
    "msgspec (limit)": "import msgspec",
    "import companion": "import companion",
    "companion and an Event": EVENT,
    "companion, an Event and a Bus": BUS,
    **{name: f"import {name}" for name in PEERS if find_spec(name)},
}


def cpu_ms(program: str) -> float:
    """Milliseconds of CPU of one fresh interpreter that runs `program` from the checkout."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-c", program], check=True, env=surroundings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main(rounds: int = 10) -> None:
    found: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for program in PROGRAMS.values():
        cpu_ms(program)
    for _ in range(rounds):
        for name in (*PROGRAMS, *reversed(PROGRAMS)):
            found[name].append(cpu_ms(PROGRAMS[name]))
    bare = statistics.median(found["bare Python"])
    print(f"bare Python: {bare:.0f} ms of CPU\n\n| | median ms above it | min | max |\n|---|---|---|---|")
    for name, ms in found.items():
        if name != "bare Python":
            above = [statistics.median(ms) - bare, min(ms) - bare, max(ms) - bare]
            print(f"| {name} | {' | '.join(f'{one:.0f}' for one in above)} |")


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
