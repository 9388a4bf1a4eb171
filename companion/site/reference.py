"""The API reference: a page a room, made of its docstrings and signatures by importing it.

What a room hands on is its `__all__`, so that nothing is listed that a reader cannot take. The example in a
room's docstring (`>>>`) is its how-to; the tests run it.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

from companion.classroom import highlight
from companion.site.page import Page

ROOMS = (
    *("events", "naming", "bus", "sourcing", "sagas", "delivery", "cqrs", "lab", "diagrams", "testing"),
    *("interop", "engines", "classroom"),
)
"""In the order of the course; rooms that only make the course itself are left out."""
WIDE = 88
"""Letters of a signature on one line."""
_INTRO = """Every name below can be taken from its room, `from companion.bus import Bus`; the most used
ones also from the top, `from companion import Bus`. None is loaded before it is asked for."""


def pages() -> list[Page]:
    """The page of each room, after a list of them all."""
    rooms = {name: importlib.import_module(f"companion.{name}") for name in ROOMS}
    return [_index(rooms), *(_room(name, room) for name, room in rooms.items())]


def entries(room: Any) -> dict[str, Any]:
    """What a room hands on, by name, errors last."""
    found = {name: getattr(room, name) for name in room.__all__}
    return dict(sorted(found.items(), key=lambda each: (_is_error(each[1]), _is_plain(each[1]))))


def _index(rooms: dict[str, Any]) -> Page:
    body = ["<h1>Reference</h1>", _prose(_INTRO)]
    for name, room in rooms.items():
        words = (inspect.getdoc(room) or "").split("\n\n")[0]
        links = ", ".join(f'<a href="{name}.html#{each}"><code>{each}</code></a>' for each in entries(room))
        body.append(f'<h2><a href="{name}.html"><code>companion.{name}</code></a></h2>')
        body.append(f'{_prose(words)}<p class="dim">{links}</p>')
    return Page("reference/index.html", "Reference", "\n".join(body))


def _room(name: str, room: Any) -> Page:
    body = [f"<h1><code>companion.{name}</code></h1>", _prose(inspect.getdoc(room) or "")]
    body += [_entry(each, value) for each, value in entries(room).items()]
    return Page(f"reference/{name}.html", f"companion.{name}", "\n".join(body))


def _entry(name: str, value: Any) -> str:
    """One name: what it is, how it is called, what it says of itself, and the methods of a class."""
    kind, called, inside = "value", f"{name}: {type(value).__name__}", ""
    if inspect.isclass(value):
        kind, called = _kind(value), name if _kind(value) == "protocol" else _signature(name, value)
        inside = "\n".join(_method(name, each, method) for each, method in _methods(value))
    elif inspect.isroutine(value):
        kind, called = "function", _signature(name, value)
    said = "" if kind == "value" else _prose(inspect.getdoc(value) or "")
    return (
        f'<div class="entry" id="{name}">\n<h2><code>{name}</code> <span class="dim">{kind}</span></h2>\n'
        f'{_code(called)}\n{said}\n<div class="inside">\n{inside}\n</div>\n</div>'
    )


def _kind(value: Any) -> str:
    """What a class is for whoever uses it; a protocol is never called, only kept."""
    return "error" if _is_error(value) else "protocol" if getattr(value, "_is_protocol", False) else "class"


def _is_error(value: Any) -> bool:
    return inspect.isclass(value) and issubclass(value, Exception)


def _is_plain(value: Any) -> bool:
    return not inspect.isclass(value) and not inspect.isroutine(value)


def _methods(value: Any) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that the class, or a class of ours above it, defines, in their order."""
    seen = set()
    for base in value.__mro__:
        if not base.__module__.startswith("companion") or (_is_error(base) and base is not value):
            continue
        for name, found in vars(base).items():
            method = found.__func__ if isinstance(found, (classmethod, staticmethod)) else found
            told = inspect.isfunction(method) or isinstance(method, property)
            if told and not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, method


def _method(owner: str, name: str, method: Any) -> str:
    called = "" if isinstance(method, property) else _code(_signature(name, method))
    head = f'<h3 id="{owner}.{name}"><code>{name}</code></h3>'
    return f"{head}\n{called}\n{_prose(inspect.getdoc(method) or '')}"


def _signature(name: str, value: Any) -> str:
    """How it is called, without the course's own module names; one parameter a line where it is long."""
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return name
    if inspect.isclass(value):
        found = found.replace(return_annotation=inspect.Signature.empty)
    shown = [each for each in found.parameters.values() if each.name not in ("self", "cls")]
    text = _plain(f"{name}{found.replace(parameters=shown)}")
    if len(text) <= WIDE:
        return text
    back = str(found.replace(parameters=[])).removeprefix("()")
    parts = "".join(f"    {part},\n" for part in _parameters(shown))
    return _plain(f"{name}(\n{parts}){back}")


def _parameters(shown: list[inspect.Parameter]) -> Iterator[str]:
    """Each parameter as it is written, with the bare star where the named ones begin."""
    kinds = [each.kind for each in shown]
    for place, each in enumerate(shown):
        begins = each.kind is each.KEYWORD_ONLY and each.KEYWORD_ONLY not in kinds[:place]
        if begins and each.VAR_POSITIONAL not in kinds:
            yield "*"
        yield str(each)


def _plain(text: str) -> str:
    """A signature as a person writes it: no module names, no quotes around types, no addresses."""
    text = re.sub(r" at 0x\w+", "", text)
    text = re.sub(
        r"\b(?:companion|collections|typing|pathlib|datetime)(?:\.[a-z_]\w*)*\.(?=[A-Za-z])", "", text
    )
    return re.sub(r"(-> |: )'([^']*)'", r"\1\2", text)


def _code(text: str) -> str:
    return f'<pre class="code" tabindex="0">{chr(10).join(highlight.lines(text))}</pre>'


def _prose(text: str) -> str:
    """A docstring as HTML: paragraphs, lists, `code`, and what is indented; nothing else is markup."""
    from markdown_it import MarkdownIt

    def indented(_: Any, tokens: Any, at: int, *rest: Any) -> str:
        return _code(tokens[at].content.rstrip("\n"))

    reader = MarkdownIt("zero").enable(["backticks", "code", "list"])
    reader.add_render_rule("code_block", indented)
    return str(reader.render(text))
