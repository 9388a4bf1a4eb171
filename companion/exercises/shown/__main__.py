"""`python -m companion.exercises.shown [NN …]`: writes what the answers of lessons showed."""

import sys

from companion.exercises.registry import numbers
from companion.exercises.shown.writing import HERE, text_of

for number in sys.argv[1:] or numbers():
    (HERE / f"{number}.json").write_text(text_of(number), encoding="utf-8")
    print(f"companion/exercises/shown/{number}.json")
