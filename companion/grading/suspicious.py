"""Reads an answer's code for names that serve only to reach what judges it.

An audit hook hears of calls, not of attributes: it does not hear of `handler.__globals__`. So this looks for
such names in the code. It does not find a name that the code puts together while it runs; README.md says what
that means.
"""

import ast
from typing import Final

from companion.grading.names import parsed

FORBIDDEN: Final = (
    *("__subclasses__", "__globals__", "__closure__", "__builtins__", "__loader__", "__spec__", "__code__"),
    *("f_back", "f_globals", "f_locals", "f_builtins", "tb_frame", "gi_frame", "cr_frame", "ag_frame"),
    *("cell_contents", "__reduce_ex__", "__getattribute__"),
)
"""Names that no exercise of this course needs."""
MODULES: Final = ("builtins", "ctypes", "gc", "marshal", "importlib", "_thread", "faulthandler", "pdb")
"""Modules that can change how Python itself works. An answer may import them; a person should read it."""


def forbidden(source: str) -> str:
    """The first name of `FORBIDDEN` in the code, as a name or inside a text; empty if there is none."""
    for node in _nodes(source):
        for name in _names(node):
            for wanted in FORBIDDEN:
                if name == wanted or (isinstance(node, ast.Constant) and wanted in name):
                    return wanted
    return ""


def odd(source: str) -> str:
    """Why a person should read this code, as the end of a sentence; empty if nothing is odd."""
    nodes = _nodes(source)
    if changed := _changes(nodes):
        return f"changes what it imports ({changed})"
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
            for module in modules:
                if module.partition(".")[0] in MODULES:
                    return f"imports {module}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.strip()
            piece = text.startswith("__") != text.endswith("__") and " " not in text
            if piece or text == "__":
                return f"puts a name together from pieces ({text[:20]!r})"
    return ""


def _changes(nodes: list[ast.AST]) -> str:
    """The first statement that gives something imported, or a part of it, another value."""
    imported = {alias.asname or alias.name.partition(".")[0] for node in nodes
                if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}  # fmt: skip
    for node in nodes:
        if isinstance(node, ast.Assign) and _root(node.value) in imported:
            imported |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    for node in nodes:
        if _stores(node, imported) or _sets(node, imported):
            return ast.unparse(node)[:40]
    return ""


def _stores(node: ast.AST, imported: set[str]) -> bool:
    if not isinstance(node, ast.Attribute) or _root(node) not in imported:
        return False
    return node.attr == "__dict__" or not isinstance(node.ctx, ast.Load)


def _sets(node: ast.AST, imported: set[str]) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
        return False
    return node.func.id in ("setattr", "delattr", "vars") and _root(node.args[0]) in imported


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(parsed(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return []
