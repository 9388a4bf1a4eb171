"""Which names a cell defines and uses. This decides which cells an answer needs. Code is read, never run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

_MAGIC: Final = re.compile(r"^\s*[%!?]|^\s*\w[\w.]*\?{1,2}\s*$")
_HEAD: Final = re.compile(r"^(?:class|def|async def)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=[^=]", re.MULTILINE)
_PARSING: Final = Lock()


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a source `defines` (or changes) and `uses`; for those in `stub` it has only a `TODO`.

    `code` is the source as it is run. `syntax_error` is the error's text, empty for code that can be read.
    `magic` are the lines that IPython understands and Python does not. `star_import` says that an `import *`
    brings names that this file cannot know.
    """

    defines: frozenset[str]
    uses: frozenset[str]
    code: str
    stub: frozenset[str] = frozenset()
    syntax_error: str = ""
    magic: tuple[str, ...] = ()
    star_import: bool = False


def names(source: str) -> Names:
    """Read a cell's source. Never raises."""
    tree, code, magic = _tree(source), source, tuple[str, ...]()
    if isinstance(tree, str):
        lines = source.splitlines()
        magic = tuple(line.strip() for line in lines if _MAGIC.match(line))
        code = "\n".join(_without_magic(line) for line in lines)
        again = _tree(code) if 0 < len(magic) < len(lines) else tree
        if isinstance(again, str):
            found = {a or b for a, b in _HEAD.findall(source)}
            return Names(frozenset(found), frozenset(), code, syntax_error=tree)
        tree = again
    defined = {name for statement in tree.body for name in _defined(statement)}
    uses = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    stub = {name for statement in tree.body if _is_stub(statement) for name in _defined(statement)}
    star = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in tree.body)
    return Names(
        frozenset(defined - {"*"}), frozenset(uses), code, frozenset(stub), magic=magic, star_import=star
    )


def _without_magic(line: str) -> str:
    return re.sub(r"\S.*", "pass", line) if _MAGIC.match(line) else line


def literal_calls(source: str, words: tuple[str, ...]) -> Iterator[tuple[str, str, ast.expr]]:
    """Each call like `word("id", argument)` in the source, in order: the word, the id and the argument."""
    tree = _tree(names(source).code)
    if isinstance(tree, str):
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 2]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        word, id = call.func, call.args[0]
        if isinstance(word, ast.Name) and word.id in words and isinstance(id, ast.Constant):
            yield word.id, str(id.value), call.args[1]


def parsed(source: str) -> ast.Module:
    """`ast.parse`, in one thread at a time: CPython 3.11 refuses one of two that parse at once, now and then,
    with a SystemError. Raises what `ast.parse` raises.
    """
    with _PARSING:
        return ast.parse(source)


def _tree(source: str) -> ast.Module | str:
    try:
        return parsed(source)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: it cannot be read as Python"


def _defined(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement binds at the top of a cell, or whose objects it may change."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
        for decorator in statement.decorator_list:
            yield from _changed(decorator)
        return
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield (alias.asname or alias.name).partition(".")[0]
        return
    if isinstance(statement, ast.Expr):
        yield from _changed(statement.value)
    for node in _here(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield from _root(node)
        elif isinstance(node, ast.stmt) and node is not statement:
            yield from _defined(node)


def _here(statement: ast.stmt) -> Iterator[ast.AST]:
    """The statement's nodes, without those inside functions and classes."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.Lambda) and not isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ):
                waiting.append(child)


def _changed(expression: ast.expr) -> Iterator[str]:
    """`shop` of `shop.on(Event)(f)`: a call of a method may change its object."""
    if isinstance(expression, ast.Call):
        yield from _root(expression.func) if not isinstance(expression.func, ast.Name) else ()


def _root(expression: ast.expr) -> Iterator[str]:
    while isinstance(expression, ast.Attribute | ast.Subscript | ast.Call):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    if isinstance(expression, ast.Name):
        yield expression.id


def _is_stub(statement: ast.stmt) -> bool:
    """Whether the statement still has `TODO` where an answer belongs."""
    return any(isinstance(node, ast.Name) and node.id == "TODO" for node in ast.walk(statement))
