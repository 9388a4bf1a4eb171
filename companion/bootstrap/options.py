"""Reads what was typed, by the table of commands, and writes the help from that table.

Nothing is guessed: an option, command or word that the table does not have is refused with exit code 2, and
the refusal names the nearest one. Help needs no environment and makes none.
"""

import difflib
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from companion.bootstrap.checkout import COMMAND, Refusal
from companion.bootstrap.table import COMMANDS, Command

HELP = ("--help", "-h")
_WIDTH = 100
_SURE = 0.8
"""How similar an option must be to one of ours to be a typing mistake, and not another program's option."""


@dataclass
class Given:
    """What a command was given: `words` in order, options by name, and the `rest` for another program."""

    words: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    switches: set[str] = field(default_factory=set)


def find(name: str, known: Sequence[Command] = COMMANDS) -> Command:
    """The command of this name. Raises `Refusal`, which names the nearest one."""
    for command in known:
        if command.name == name:
            return command
    meant = _nearest(name, [command.name for command in known])
    raise Refusal(f"There is no command {name!r}.{meant} {COMMAND} --help lists what there is.", code=2)


def read(name: str, typed: Sequence[str]) -> Given:
    """What `typed` gives to the command `name`. Raises `Refusal`, and `SystemExit` after printing help."""
    command, given = find(name), Given()
    left = list(typed)
    while left:
        word = left.pop(0)
        if word == "--":
            (given.rest if command.handed_on else given.words).extend(left)
            break
        if word in HELP:
            print(help_of(command), end="")
            raise SystemExit(0)
        if word.startswith("-") and word != "-":
            _take_option(command, given, word, left)
        elif command.handed_on == "unknown":
            given.rest.append(word)
        else:
            given.words.append(word)
    if command.handed_on != "unknown":
        _judge_words(command, given.words)
    return given


def _take_option(command: Command, given: Given, word: str, left: list[str]) -> None:
    name, equals, value = word.partition("=")
    option = next((option for option in command.options if option.name == name), None)
    if option is None:
        return _hand_on(command, given, word, name)
    if option.kind is bool:
        if equals:
            raise _wrong(command, f"{name} takes no value, but got {value!r}.")
        given.switches.add(name)
        return
    if not equals:
        value = left.pop(0) if left and not left[0].startswith("--") else ""
    if not value:
        raise _wrong(command, f"{name} needs a value: {name} {option.value}.")
    if option.kind is str:
        given.texts[name] = value
    elif value.isascii() and value.isdigit() and len(value) < 10:
        given.numbers[name] = int(value)
    else:
        raise _wrong(command, f"{name} needs a whole number, 0 or more, not {value!r}.")


def _hand_on(command: Command, given: Given, word: str, name: str) -> None:
    known = [option.name for option in command.options] + [HELP[0]]
    sure = command.handed_on == "unknown"
    meant = _nearest(name, known, _SURE if sure else 0.6)
    if (sure and not meant) or (command.handed_on == "after --" and "." in name and "=" in word):
        given.rest.append(word)
        return
    if command.handed_on and not meant:
        meant = f" Write an option of {command.others} after two dashes: -- {word}."
    raise _wrong(command, f"{command.name} has no option {name}.{meant}")


def _judge_words(command: Command, words: list[str]) -> None:
    takes = command.takes.split()
    least = sum(not each.startswith("[") for each in takes)
    if len(words) < least:
        raise _wrong(
            command, f"{command.name} needs {' '.join(takes[:least])}, for instance: {_example(command)}."
        )
    if len(words) > len(takes) and "..." not in command.takes:
        extra = words[len(takes)]
        only = f"takes only {command.takes}" if takes else "takes no words, only options"
        raise _wrong(command, f"{command.name} {only}: what is {extra!r} for?")
    for word, each in zip(words, takes, strict=False):
        choices = each.strip("[].").split("|")
        if len(choices) > 1 and word not in choices:
            raise _wrong(command, f"{command.name} does not know {word!r}.{_nearest(word, choices)}")


def _nearest(word: str, known: Sequence[str], likeness: float = 0.6) -> str:
    bare = {name.lstrip("-"): name for name in known}
    close = difflib.get_close_matches(word.lstrip("-").lower(), bare, n=1, cutoff=likeness)
    return f" Did you mean {bare[close[0]]}?" if close else ""


def _wrong(command: Command, sentence: str) -> Refusal:
    return Refusal(f"{sentence} {COMMAND} {command.name} --help says how to use it.", code=2)


def _example(command: Command) -> str:
    return f"{COMMAND} {command.examples[0][0]}"


# --- help -----------------------------------------------------------------------------------------


def overview(known: Sequence[Command], closing: str) -> str:
    """One line for each command, then `closing`."""
    rows = [(command.name, command.does) for command in known]
    return (
        f"Event-driven architecture, by experiment.\n\n{COMMAND} COMMAND\n\n{_table(rows)}\n"
        f"`{COMMAND} COMMAND --help` has a command's options and examples.\n{closing}"
    )


def help_of(command: Command) -> str:
    """One command: how to type it, what it does, its options, examples."""
    typed = [COMMAND, command.name, *(["[OPTIONS]"] if command.options else []), command.takes]
    if command.handed_on:
        typed.append(f"[-- OPTIONS OF {command.others.upper()}]")
    more = [command.does, *([command.more] if command.more else []), *_on_others(command)]
    options = [(f"{option.name} {option.value}".rstrip(), option.help) for option in command.options]
    options.append((HELP[0], "show this and do nothing else"))
    examples = [(f"{COMMAND} {words}", does) for words, does in command.examples]
    said = "\n".join(textwrap.fill(sentence, _WIDTH) for sentence in more)
    return (
        f"{' '.join(filter(None, typed))}\n\n{said}\n\nOptions:\n{_table(options)}\n"
        f"Examples:\n{_table(examples)}"
    )


def _on_others(command: Command) -> list[str]:
    if command.handed_on == "unknown":
        return [f"All other options are for {command.others}, and so is everything after two dashes."]
    if command.handed_on:
        return [f"Everything after two dashes is for {command.others}."]
    return []


def _table(rows: Sequence[tuple[str, str]]) -> str:
    wide = max(len(left) for left, _ in rows) + 2
    lines: list[str] = []
    for left, right in rows:
        hanging = " " * (wide + 2)
        first = f"  {left:<{wide}}"
        lines.append(
            textwrap.fill(
                right, _WIDTH, initial_indent=first, subsequent_indent=hanging, break_on_hyphens=False
            )
        )
    return "\n".join(lines) + "\n"
