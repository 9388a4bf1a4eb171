"""`predict`, `reveal`, `explain`, `recall`: say what will happen before you see it, and afterwards why.

Promises: a demo stays hidden until a choice is locked, so a stored notebook spoils nothing; locking scores 1
whatever was chosen (`"skip"` too), the right reason scores 1 more, a wrong guess costs nothing. A locked
choice stays. What is wrong with a call is said in a sentence, not raised; only an error of the demo itself
is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from companion.classroom import store
from companion.classroom.show import show
from companion.exercises.judging import wrapped
from companion.exercises.registry import UnknownItem, find
from companion.exercises.todo import TODO
from companion.exercises.words import Exercise, Prediction, Recall

SKIP = "skip"
_KINDS: dict[type, str] = {Exercise: "an exercise", Prediction: "a prediction", Recall: "a recall question"}
_Item = TypeVar("_Item", Prediction, Recall)


def predict(id: str, choice: object) -> None:
    """Lock a choice ("a", "b", … or "skip") for a prediction; with `TODO` print the question and its choices.

    A different choice afterwards is refused: the demo was made for the first one. Scores 1.
    """
    item = _item(id, Prediction)
    if item is None:
        return
    locked = _locked(item)
    if choice is TODO:
        _ask(item.id, item.question, item.choices)
    elif not _is_choice(choice, item.choices, skip=True):
        print(f"{id}: choose {_letters(item.choices)}, or {SKIP!r}.")
    elif locked is not None and locked != choice:
        print(f"{id}: {_chosen(locked, item)} is locked and stays. A wrong guess costs nothing.")
    else:
        _save(id, choice=choice, points=max(_half(item), _points(id)), possible=item.points)
        print(f"{id}: locked {_chosen(str(choice), item)}.{_scored(item, True)}")


def reveal(id: str, fn: Callable[[], Any]) -> None:
    """Run the demo `fn()` and show what it returns, once a choice is locked; until then print the choices
    only."""
    item = _item(id, Prediction)
    if item is None:
        return
    choice = _locked(item)
    if choice is None:
        print(f"Lock a prediction first: {_letters(item.choices)}")
        return
    if not callable(fn):
        print(f"{id}: reveal takes the demo itself, without brackets behind its name.")
        return
    value = fn()
    if value is not None:
        show(value)
    _save(id, revealed=True)
    verdict = (
        "" if choice == SKIP else (" That is it." if choice == item.answer else f" It is {item.answer}.")
    )
    _print_wrapped(f"{id}: you said {_chosen(choice, item)}.{verdict} {item.why}")
    for letter, reason in item.reasons.items():
        _print_wrapped(f"{letter}) {reason}", 2)


def explain(id: str, reason: object) -> None:
    """Pick the reason ("a", "b", …) after the demo; `TODO` prints the reasons. The right one scores 1."""
    item = _item(id, Prediction)
    if item is None:
        return
    if not _record(id).get("revealed"):
        print(f"{id}: see what happens first: lock a prediction, then run its reveal cell.")
    elif reason is TODO:
        _ask(item.id, item.why, item.reasons)
    elif not _is_choice(reason, item.reasons):
        print(f"{id}: choose {_letters(item.reasons)}.")
    else:
        _judge_reason(item, str(reason))


def recall(id: str, choice: object) -> None:
    """Answer a question about an earlier lesson; `TODO` prints it, and that it may be skipped where progress
    knows nothing of that lesson. Ungraded; the map of progress takes note."""
    item = _item(id, Recall)
    if item is None:
        return
    if choice is TODO:
        _ask(item.id, item.question, item.choices)
        if not any(done.startswith(f"{item.about}-") for done in store.read()):
            print(f"  From lesson {item.about}: skip it if you have not been there.")
    elif not _is_choice(choice, item.choices):
        print(f"{id}: choose {_letters(item.choices)}.")
    else:
        right = choice == item.answer
        _save(id, right=right, about=item.about)
        _print_wrapped(f"{'RIGHT' if right else 'NOT YET'}  {item.says[str(choice)]}")
        if not right:
            print(f"No points; the map shows lesson {item.about} a little paler until this is right.")


def _judge_reason(item: Prediction, reason: str) -> None:
    right = reason == item.reason
    points = item.points if right else max(_half(item), _points(item.id))
    _save(item.id, reason=reason, points=points, possible=item.points)
    if right:
        print(f"PASS  {item.id}: {item.reasons[reason]}{_scored(item, True)}")
        return
    name, message = item.says[reason]
    print(f"FAIL  {item.id}: {item.reasons[reason]}{_scored(item, False)}")
    _print_wrapped(f"looks like: {name}. {message}", 6, 6)


def _half(item: Prediction) -> int:
    """What locking is worth, and what the reason is worth."""
    return item.points // 2


def _scored(item: Prediction, earned: bool) -> str:
    """`  1/1` or `  0/1` behind a line; nothing when the question is not scored."""
    return f"  {_half(item) if earned else 0}/{_half(item)}" if item.points else ""


def _item(id: object, kind: type[_Item]) -> _Item | None:
    try:
        item = find(id)
    except UnknownItem as problem:
        print(problem)
        return None
    if not isinstance(item, kind):
        print(f"{id} is not {_KINDS[kind]}; it is {_KINDS[type(item)]}.")
        return None
    return item


def _record(id: str) -> dict[str, Any]:
    return store.read().get(id, {}) | _unsaved.get((store.home(), id), {})


def _locked(item: Prediction) -> str | None:
    choice = _record(item.id).get("choice")
    return str(choice) if _is_choice(choice, item.choices, skip=True) else None


def _points(id: str) -> int:
    return store.number(_record(id).get("points"))


# What could not be written counts while this kernel runs: a read-only folder must not end the lesson.
_unsaved: dict[tuple[Path, str], dict[str, Any]] = {}


def _save(id: str, **values: Any) -> None:
    problem = store.change(id, lambda record: record.update(values))
    if problem:
        _unsaved.setdefault((store.home(), id), {}).update(values)
        print(problem)


def _is_choice(choice: object, choices: Mapping[str, str], skip: bool = False) -> bool:
    return type(choice) is str and (choice in choices or (skip and choice == SKIP))


def _chosen(choice: str, item: Prediction) -> str:
    return "no choice" if choice == SKIP else f"{choice}) {item.choices[choice]}"


def _ask(id: str, question: str, choices: Mapping[str, str]) -> None:
    _print_wrapped(f"{id}: {question}")
    for letter, text in choices.items():
        _print_wrapped(f"{letter}) {text}", 2)


def _letters(choices: Mapping[str, str]) -> str:
    letters = list(choices)
    return f"{', '.join(letters[:-1])} or {letters[-1]}"


def _print_wrapped(text: str, first: int = 0, rest: int = 5) -> None:
    for line in wrapped(text, " " * first, " " * rest):
        print(line)


__all__ = ["explain", "predict", "recall", "reveal"]
