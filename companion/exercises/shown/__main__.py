"""`python -m companion.exercises.shown [NN …]`: writes what the answers of lessons showed."""

import sys

from companion.exercises.registry import numbers
from companion.exercises.shown.writing import HERE, text_of

if unknown := [asked for asked in sys.argv[1:] if asked not in numbers()]:
    sys.exit(f"There is no lesson {unknown[0]}; name some of {', '.join(numbers())}, or none for all.")
for number in sys.argv[1:] or numbers():
    (HERE / f"{number}.json").write_text(text_of(number), encoding="utf-8")
    print(f"companion/exercises/shown/{number}.json")
