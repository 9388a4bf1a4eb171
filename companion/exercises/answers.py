"""Look at an answer before running it: has it been written, and is it of the kind that the exercise asks for?

Each function returns None, or a sentence that names the value found and the kind wanted.
"""

import inspect
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import CodeType, FunctionType
from typing import Any, Final

from companion.exercises.plain import DEEPEST, plain, same
from companion.exercises.todo import TODO
from companion.exercises.words import Exercise

NO_BREAK: Final = "\u00a0"
"""A space at which the report does not break the line; it is printed as an ordinary space."""


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
    """For a list, tuple or dict with some entries TODO, how many of how many; otherwise ""."""
    leaves = _leaves(answer)
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
        return f"your answer is {_describe(answer)}; wanted is a {wanted}" + _such_as(exercise.example)
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
    if isinstance(answer, type):
        return None
    return f"your answer is {_describe(answer)}; wanted is the class itself: {_itself(exercise)}"


def _not_a_function(exercise: Exercise, answer: Any) -> str | None:
    name, itself = _name(exercise), _itself(exercise)
    if any(inspect.iscoroutinefunction(f) or inspect.isasyncgenfunction(f) for f in _bodies(answer)):
        return (
            f"{name} is written with async def: calling it only makes a coroutine and nothing runs. Write def"
        )
    if any(inspect.isgeneratorfunction(f) for f in _bodies(answer)):
        return f"{name} contains yield: calling it only makes a generator and nothing runs. Use return"
    if not callable(answer):
        hint = f"; if you wrote {name}(...), leave the brackets away" if answer is None else ""
        return f"your answer is {_describe(answer)}; wanted is the function itself: {itself}{hint}"
    return _wrong_parameters(exercise, answer)


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


def _describe(answer: object) -> str:
    kind = type(answer)
    if answer is None:
        return "None"
    words = {
        str: "a text (str)",
        int: "a number (int)",
        float: "a number (float)",
        bool: "True or False (bool)",
    }
    return words.get(kind, f"of type {kind.__name__}")


def _such_as(example: str) -> str:
    return f", such as {example}" if example else ""
