"""The process in which one answer runs: it makes the answer, lets the exercise watch it, and reports.

No verdict is made here, and code in this process cannot name the modules that judge. The report is one frame
of plain data as JSON, signed with a random key that is written nowhere. Anything else on the same pipe makes
the report invalid. The function that writes it is made before the answer runs, only from functions written in
C, so it looks up no name that an answer could change.
"""

import dataclasses
import hashlib
import json.encoder
import linecache
import os
import sys
import types
from collections.abc import Callable
from typing import Any, Final, NoReturn

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.steps import is_learners
from companion.exercises.todo import TODO
from companion.exercises.watching import Watched
from companion.exercises.watching import watch as watch_answer
from companion.exercises.words import Exercise
from companion.grading import audit_hook

CELL_STEPS: Final = 5_000_000
"""Steps for each cell that the answer needs: more than any cell of a lesson takes."""
_SILENT: Final = (
    *("answers", "check", "doctor", "explain", "hint", "lesson", "page", "poll", "predict", "progress"),
    *("recall", "reveal"),
)
"""What a lesson's cells call around an answer; here it does nothing."""
Observe = Callable[[Any], Any]


def run_answer(
    exercise: Exercise,
    request: dict[str, Any],
    private: Observe | None,
    key: bytes,
    out: int,
    folders: tuple[tuple[str, ...], tuple[str, ...]],
) -> NoReturn:
    """Run the answer in `request` and write the report to `out`; ends the process in any case.

    `private` is the instructor's own case. `folders` are what the answer may read, and where it may write.
    """
    watch = watch_answer
    report = _reporter(key, out)
    changed = _changes(exercise)
    audit_hook.hide_judges(tuple(request["brings"]))
    audit_hook.install(*folders, lambda what: _end(report({"breach": f"reached for {what}"})))
    parts = tuple(field.name for field in dataclasses.fields(Watched))
    try:
        names, troubles = _run(request["cells"])
        answer, missing = _answer(request["expression"], names)
        change = changed()
        if change:
            _end(report({"breach": f"changed {change}"}))
        if missing:
            _end(report({"troubles": troubles, "missing": missing}))
        watched = watch(exercise, answer)
        extra = plain(private(answer)) if private is not None and watched.attempted else None
        change = changed()
    except BaseException as problem:
        _end(report({"fault": f"{type(problem).__name__}: {problem}"}))
    if change:
        _end(report({"breach": f"changed {change}"}))
    found = {part: getattr(watched, part) for part in parts}
    _end(report({"troubles": troubles, "watched": found, "extra": extra}))


def _end(_: None) -> NoReturn:
    os._exit(0)


def _reporter(key: bytes, out: int) -> Callable[[dict[str, Any]], None]:
    """The function that writes the one frame: signature, length, JSON."""
    made: Any = json.encoder
    encoded = made.c_make_encoder(
        None, None, made.encode_basestring_ascii, None, ": ", ", ", False, False, True
    )
    signed, write = hashlib.blake2b(key=key, digest_size=len(key) // 2), os.write

    def report(content: dict[str, Any]) -> None:
        body = "".join(encoded(content, 0)).encode()
        signature = signed.copy()
        signature.update(body)
        frame = signature.hexdigest().encode() + b"%012d" % len(body) + body
        while frame:
            frame = frame[write(out, frame) :]

    return report


def _run(cells: list[list[str]]) -> tuple[dict[str, Any], list[str]]:
    """Run the cells as a notebook would, each under a step budget; the names they made, their troubles."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = vars(module)
    names.update(dict.fromkeys(_SILENT, _nothing), TODO=TODO)
    troubles = []
    for number, (title, source) in enumerate(cells):
        name = f"<{title} {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        outcome = call(_execute, source, name, names, steps=CELL_STEPS)
        if outcome.trouble:
            troubles.append(f"{title}: {outcome.trouble}")
    return names, troubles


def _nothing(*_: Any, **__: Any) -> float:
    """Stands for `check`, `predict` and the others of `_SILENT`."""
    return 0.0


def _execute(source: str, name: str, names: dict[str, Any]) -> None:
    exec(compile(source, name, "exec", dont_inherit=True), names)


def _answer(expression: str, names: dict[str, Any]) -> tuple[Any, str]:
    """The answer, or why there is none."""
    made = call(lambda: eval(compile(expression, "<check>", "eval"), names))
    if made.ok:
        return made.value, ""
    return None, f"the answer could not be made: it {made.trouble}"


def _changes(exercise: Exercise) -> Callable[[], str]:
    """A function that names the first change to the course's code since now, or returns "".

    It compares the functions and classes of the course's modules, what these classes hold, and the exercise.
    """
    before = [(module.__name__, vars(module), _parts(module)) for module in audit_hook.watched_modules()]
    classes = [(vars(value), frozenset(vars(value))) for _, names, _ in before
               for value in list(names.values()) if isinstance(value, type)]  # fmt: skip
    fields = [(field.name, getattr(exercise, field.name)) for field in dataclasses.fields(exercise)]

    def changed() -> str:
        for name, _, parts in before:
            for holder, part, value in parts:
                found = holder.get(part)
                if found is not value:
                    return f"{name}: {part}"
        added = next((part for held, names in classes for part in held if _is_new(held, part, names)), "")
        if added:
            return f"the course's classes: {added}"
        others = [name for name, value in fields if getattr(exercise, name) is not value]
        return f"the exercise's {others[0]}" if others else ""

    return changed


def _is_new(held: Any, part: str, before: frozenset[str]) -> bool:
    """Whether this part of a class is a function that the learner's code has added."""
    value = held[part]
    return part not in before and isinstance(value, _METHODS[0]) and is_learners(value.__code__.co_filename)


_METHODS: Final = (types.FunctionType, property, classmethod, staticmethod)


def _parts(module: types.ModuleType) -> list[tuple[Any, str, object]]:
    """What must not change in a module: (where it is held, its name, the object)."""
    parts: list[tuple[Any, str, object]] = []
    for name, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType | types.BuiltinFunctionType | type):
            parts.append((vars(module), name, value))
        if isinstance(value, type) and value.__module__ in (module.__name__, "json.encoder"):
            held = vars(value)
            parts += [(held, part, each) for part, each in list(held.items()) if isinstance(each, _METHODS)]
    return parts
