"""The first half of judging: look at an answer before running it, run it, and return what was seen.

`watch` never raises an error of the answer, and what it returns is plain data. What can be said without a run
comes first: whether the answer has been written, and whether it is of the kind that the exercise asks for.
"""

import gc
import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any, Final

from companion.exercises.budget import Outcome, Witness, call, witnessed
from companion.exercises.fresh import forgetting
from companion.exercises.plain import DEEPEST, Plain, plain, same
from companion.exercises.steps import Stopped, counted
from companion.exercises.surroundings import surroundings_kept
from companion.exercises.todo import TODO
from companion.exercises.words import Exercise, Seen

BETWEEN: Final = 200_000
"""Steps for the learner's code that runs outside every `call`, such as a `__del__`."""
NO_BREAK: Final = "\u00a0"
"""A space at which the report does not break the line; it is printed as an ordinary space."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen, all of it plain data. `seen` is empty unless the answer could be run.

    `refused` is a sentence if the answer could not be judged. `trouble` is the first error or stop of the
    run, `remark` something else worth a note. `open` says how much of a table is not filled in yet. `fault`
    is the text of an error in the exercise. `changed` says that watched arguments were changed. `errors` are
    the kinds of error of the run (`kind_of`), sorted, also those that the exercise expects.
    """

    attempted: bool = True
    seen: Seen = field(default_factory=dict)
    refused: str = ""
    trouble: str = ""
    remark: str = ""
    open: str = ""
    fault: str = ""
    errors: tuple[str, ...] = ()
    changed: bool = False


def watch(exercise: Exercise, answer: object) -> Watched:
    """Run the learner's answer and return what was seen. What it keeps outside of itself, in a list of
    another cell or in a class, is afterwards as it was: the next check sees the same.
    """
    with surroundings_kept(answer):
        forget: Any = call(lambda: forgetting(answer), expect=True)  # may run the learner's code
        try:
            return _watch(exercise, answer)
        finally:
            if forget.ok:
                call(forget.value, expect=True)


def _watch(exercise: Exercise, answer: object) -> Watched:
    read = call(lambda: as_dict(exercise, answer), expect=True)
    answer = read.value if read.ok else answer
    looked = call(lambda: _look(exercise, answer), expect=True)
    if trouble := read.trouble or looked.trouble:
        return Watched(refused=f"looking at your answer {trouble}")
    found: Any = looked.value
    there, wrong, missing, still_open = found
    if not there:
        return Watched(attempted=False, remark=missing)
    if wrong:
        return Watched(refused=wrong)
    with witnessed() as witness:
        try:
            seen = _observed(exercise, answer, witness)
        except Exception as error:  # an error of the exercise must not look like one of the learner
            return Watched(fault=f"{type(error).__name__}: {error}")
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # raised by something that the answer left behind, not by an exercise
            name = "it never ends" if isinstance(error, Stopped) else f"it raises {type(error).__name__}"
            return Watched(refused=f"your code left something behind that cannot be looked at: {name}")
    if any(outcome.value is TODO for outcome in witness.outcomes):
        return Watched(attempted=False, remark="it still returns TODO")
    if type(seen) is str:
        return Watched(refused=seen)
    if type(seen) is not dict:
        return Watched(fault="observe did not return a dict")
    trouble = next((outcome.trouble for outcome in witness.outcomes if outcome.kind), "")
    remark = "" if trouble else _remark(exercise, witness.outcomes)
    return Watched(
        seen=seen,
        trouble=trouble,
        remark=remark,
        open=still_open,
        errors=_kinds(witness, seen),
        changed=witness.mutated,
    )


def _observed(exercise: Exercise, answer: object, witness: Witness) -> Plain:
    with counted(BETWEEN, renewed=True):
        seen = _each_key(exercise.observe(answer))
        if any(outcome.stopped for outcome in witness.outcomes):
            gc.collect()  # cycles of a stopped run are deleted here, counted, and not in a later cell
    return seen


def _each_key(observed: Any) -> Plain:
    """The values as plain data, each bounded by itself, so that an endless list does not cut off the
    others.
    """
    if type(observed) is not dict or not all(type(key) is str for key in observed):
        return plain(observed)
    return {key: plain(value) for key, value in observed.items()}


def _kinds(witness: Witness, seen: Plain) -> tuple[str, ...]:
    """The kinds of error; data too large to observe count as a call that does not end."""
    outgrown = ["stopped"] if '{"cut": "size"}' in json.dumps(seen) else []
    return tuple(sorted({*witness.kinds, *outgrown}))


def _remark(exercise: Exercise, outcomes: Sequence[Outcome]) -> str:
    for outcome in outcomes:
        if outcome.printed and exercise.returns:
            printed = _short(outcome.printed)
            return f"you printed {printed} and returned None. A program can only use what you return"
    return ""


def _short(printed: str) -> str:
    line = " ".join(printed.split())
    return line if len(line) <= 40 else line[:39] + "…"


# --- before it runs --------------------------------------------------------------------------------


def _look(exercise: Exercise, answer: object) -> tuple[bool, str | None, str, str]:
    return attempted(exercise, answer), wrong_kind(exercise, answer), half_written(answer), open_rows(answer)


def attempted(exercise: Exercise, answer: object) -> bool:
    """False for `TODO`, for a list or dict that holds only `TODO`, and for the values that the exercise lists
    as blank.
    """
    if answer is TODO or any(same(plain(answer), plain(blank)) for blank in exercise.blank):
        return False
    leaves = _leaves(answer)
    if leaves and all(leaf is TODO for leaf in leaves):
        return False
    return not any(_is_stub(code) for code in _codes(answer))


def as_dict(exercise: Exercise, answer: object) -> object:
    """The answer; where a dict is asked for, any other mapping as a dict. May run the learner's code."""
    if dict not in exercise.accepts or isinstance(answer, dict) or not isinstance(answer, Mapping):
        return answer
    return dict(answer)


def open_rows(answer: object) -> str:
    """For a list, tuple or dict with some entries TODO, how many of how many; otherwise "". What is still
    empty is no entry.
    """
    leaves = [leaf for leaf in _leaves(answer) if type(leaf) not in (list, tuple, dict)]
    still = sum(leaf is TODO for leaf in leaves)
    return f"{still} of {len(leaves)} {'is' if still == 1 else 'are'} still open: TODO" if still else ""


def half_written(answer: object) -> str:
    """For a class with some methods written, which of them still return TODO; otherwise ""."""
    codes = _codes(answer) if isinstance(answer, type) else []
    stubs = [code.co_name for code in codes if _is_stub(code)]
    if not stubs or len(stubs) == len(codes):
        return ""
    return f"{' and '.join(stubs)} still {'returns' if len(stubs) == 1 else 'return'} TODO"


def wrong_kind(exercise: Exercise, answer: object) -> str | None:
    """A sentence if the answer is not what the exercise asks for; None if it can be run."""
    if exercise.signature.startswith("class "):
        return _not_a_class(exercise, answer)
    if exercise.signature:
        return _not_a_function(exercise, answer)
    if exercise.accepts and not _accepted(answer, exercise.accepts):
        wanted = " or ".join(kind.__name__ for kind in exercise.accepts)
        return f"your answer is {described(answer)}; wanted is a {wanted}" + _such_as(exercise.example)
    if type(answer) in (dict, list, tuple) and '{"cut": "cycle"}' in json.dumps(plain(answer)):
        return "your answer contains itself: a list or dict in it stands inside itself. Write its parts out"
    return None


def _accepted(answer: object, kinds: tuple[type, ...]) -> bool:
    """Whether the answer has one of these types; a bool is not a number, a Decimal or Fraction is."""
    if type(answer) is bool:
        return bool in kinds
    return isinstance(answer, kinds) or (float in kinds and type(answer) in (Decimal, Fraction))


def _codes(answer: object) -> list[CodeType]:
    """The code of a function, or of each method a class defines itself."""
    if isinstance(answer, type):
        return [part.__code__ for part in vars(answer).values() if type(part) is FunctionType]
    return [answer.__code__] if type(answer) is FunctionType else []


def _is_stub(code: CodeType) -> bool:
    """Whether the body is only `return TODO`."""
    return code.co_names == ("TODO",) and not code.co_cellvars and code.co_nlocals == code.co_argcount


def _leaves(answer: object, within: tuple[int, ...] = ()) -> list[object]:
    """The values in the innermost lists, tuples and dicts; a container that contains itself has none."""
    if id(answer) in within or len(within) > DEEPEST:
        return []
    if type(answer) is dict:
        values: list[object] = list(answer.values())
    elif type(answer) in (list, tuple):
        values = _items(answer)
    else:
        return []
    inner = (*within, id(answer))
    return [leaf for value in values for leaf in (_leaves(value, inner) or [value])]


def _items(answer: Any) -> list[object]:
    return list(answer)


def _name(exercise: Exercise) -> str:
    return exercise.signature.removeprefix("class ").partition("(")[0].strip()


def _itself(exercise: Exercise) -> str:
    return f'check("{exercise.id}",{NO_BREAK}{_name(exercise)})'


def _not_a_class(exercise: Exercise, answer: object) -> str | None:
    if not isinstance(answer, type):
        return f"your answer is {described(answer)}; wanted is the class itself: {_itself(exercise)}"
    methods = [(name, part) for kind in answer.__mro__ for name, part in vars(kind).items()]
    return next((runs_nothing(name, part) for name, part in methods if _is_async(part)), None)


def _not_a_function(exercise: Exercise, answer: Any) -> str | None:
    name, itself = _name(exercise), _itself(exercise)
    if told := runs_nothing(name, answer):
        return told
    if not callable(answer):
        hint = f"; if you wrote {name}(...), leave the brackets away" if answer is None else ""
        return f"your answer is {described(answer)}; wanted is the function itself: {itself}{hint}"
    return _wrong_parameters(exercise, answer)


def runs_nothing(name: str, answer: object) -> str:
    """A sentence if calling this function would run nothing of it; otherwise ""."""
    if any(map(_is_async, _bodies(answer))):
        return (
            f"{name} is written with async def: calling it only makes a coroutine and nothing runs. Write def"
        )
    if any(inspect.isgeneratorfunction(f) for f in _bodies(answer)):
        return f"{name} contains yield: calling it only makes a generator and nothing runs. Use return"
    return ""


def _is_async(part: object) -> bool:
    return inspect.iscoroutinefunction(part) or inspect.isasyncgenfunction(part)


def _bodies(answer: object) -> tuple[object, object]:
    """The functions that can run when `answer` is called: itself, or `__call__` of its class."""
    return answer, vars(type(answer)).get("__call__")


def _wrong_parameters(exercise: Exercise, answer: Any) -> str | None:
    wanted = inspect.signature(eval(f"lambda {exercise.signature.partition('(')[2].rpartition(')')[0]}: 0"))
    try:
        found = inspect.signature(answer)
        found.bind(*[0 for p in wanted.parameters.values() if p.default is p.empty])
    except TypeError:
        wanted_text = exercise.signature.replace(" ", NO_BREAK)
        return f"wanted is {wanted_text}; yours takes ({_names(found)}): the parameters do not fit"
    except ValueError:  # a builtin without a signature: running it will show
        return None
    return None


def _names(found: inspect.Signature) -> str:
    marks: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    return ", ".join(marks.get(part.kind, "") + part.name for part in found.parameters.values())


def described(answer: object) -> str:
    kind = type(answer)
    if answer is None:
        return "None"
    if isinstance(answer, type):
        return f"the class {answer.__name__}"
    words = {
        str: "a text (str)",
        int: "a number (int)",
        float: "a number (float)",
        bool: "True or False (bool)",
    }
    return words.get(kind, f"of type {kind.__name__}")


def _such_as(example: str) -> str:
    return f", such as {example}" if example else ""
