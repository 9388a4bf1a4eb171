"""Reads an answer's code for names that serve only to reach what judges it.

An audit hook sees calls, not attributes: `handler.__globals__` is silent. So such names are looked for in the
text. A name made of pieces while the code runs is not found; README.md says what is left then.
"""

import ast
from typing import Final

REACHING: Final = (
    *("__subclasses__", "__globals__", "__closure__", "__builtins__", "__loader__", "__spec__", "__code__"),
    *("f_back", "f_globals", "f_locals", "f_builtins", "tb_frame", "gi_frame", "cr_frame", "ag_frame"),
    *("cell_contents", "__reduce_ex__", "__getattribute__"),
)
"""What no exercise of this course needs."""
MODULES: Final = ("builtins", "ctypes", "gc", "marshal", "importlib", "_thread", "faulthandler", "pdb")
"""Modules with which code gets around itself; they are not refused, a person is asked to look."""


def reaches(source: str) -> str:
    """The first name of `REACHING` that stands in the code, as a name or in a text; empty without one."""
    for node in _nodes(source):
        for name in _names(node):
            for wanted in REACHING:
                if name == wanted or (isinstance(node, ast.Constant) and wanted in name):
                    return wanted
    return ""


def odd(source: str) -> str:
    """Why a person should read this code, the end of a sentence; empty if nothing is odd."""
    for node in _nodes(source):
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
                return f"makes a name of pieces ({text[:20]!r})"
    return ""


def _nodes(source: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(source)))
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
