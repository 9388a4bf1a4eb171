"""`since` compares the answers to a question that the course asks twice: the first time, and now.

A check stores which criteria failed at the first whole attempt. `since` compares two exercises whose criteria
begin with the same letters, such as the pairs of 01-when and 15-when.
"""

from companion.classroom import store
from companion.exercises.registry import exercise


def since(then: str, now: str) -> None:
    """Print each pair: its topic now, and whether it held at the first try, then and now."""
    old, new = (store.read().get(id, {}).get("first") for id in (then, now))
    if type(new) is not list:
        print(f"Choose first: {now} has not been checked yet.")
        return
    if type(old) is not list:
        print(f"There is no first try of {then} in your progress, so there is nothing to compare.")
        print(f"The same six pairs stand in lesson {then[:2]}, in other words.")
        return
    before, after = ({str(name)[:1] for name in missed} for missed in (old, new))
    print(f"{'':<44}lesson {then[:2]}   now")
    changed = []
    for criterion in exercise(now).criteria:
        letter = criterion.name[:1]
        if (letter in before) != (letter in after):
            changed.append(letter)
        print(f"{criterion.name:<44}{_word(letter in before):<12}{_word(letter in after)}")
    print(f"changed: {', '.join(changed) if changed else 'none'} (first tries)")


def _word(missed: bool) -> str:
    return "missed" if missed else "held"
