"""What became of an answer on file: each runs once in a process, whoever asks how it was judged."""

from functools import cache
from pathlib import Path

from companion.exercises.judging import Report, score
from companion.exercises.registry import exercise
from companion.exercises.shown.writing import load
from companion.exercises.watching import Watched, watch


@cache
def watched(file: Path) -> Watched:
    """What was seen when the answer of the file ran."""
    return watch(exercise(file.parent.name), load(file).answer)


@cache
def judged(file: Path, times: int = 2) -> Report:
    """The verdict on the answer of the file."""
    return score(exercise(file.parent.name), watched(file), times)
