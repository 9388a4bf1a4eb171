"""What the lab prints does not depend on the hash seed."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
from companion.lab import Disk, explore

def build(disk):
    def handle(event):
        disk.clock.point("begun")
        if event in disk.seen:
            return
        disk.log.append(event)
        disk.clock.point("charged")
        disk.seen.add(event)
    return handle

def once_each(disk):
    return None if sorted(disk.log) == sorted(disk.sent) else f"did {disk.log} for {disk.sent}"

all_faults = ("delay", "crash", "duplicate", "reorder", "drop")
for faults in (("duplicate", "reorder"), ("crash",), ("drop", "delay"), all_faults):
    found = explore(build, ["A", "B", "C"], once_each, faults=faults, disk=lambda: Disk(log=[], seen=set()))
    print(found)
    print(getattr(found, "choices", ()))
"""


def printed_under(hash_seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def test_the_same_is_printed_under_two_hash_seeds() -> None:
    first = printed_under("1")
    assert first.count("replay with seed") == 3
    assert printed_under("2") == first
