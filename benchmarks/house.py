"""How much a reader opens to answer one question, and how large the house is, floor by floor.

    python benchmarks/house.py [checkout]

A question begins at a few names. The files to open are those that define them, and all that these import
from the package, round after round; an import from a room leads to the file that defines the name, and the
room's `__init__` is not counted, nor what is imported for types only. Everything is read from the source,
never imported, so that any older checkout can be asked. Then come circles of imports inside a room, helpers
with one importer, and long files: the rules that `tests/setup/test_house.py` keeps.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import networkx as nx

LONGEST = 420  # lines of a file

QUESTIONS = {  # question → the names it begins at
    "publish on the bus": ("bus.Bus",),
    "append to a MemoryStore": ("sourcing.MemoryStore",),
    "append to an SQLiteStore": ("sourcing.SQLiteStore",),
    "append to a PostgresStore": ("engines.PostgresStore",),
    "run a saga": ("sagas.Saga",),
    "a worker in memory, with an inbox": ("delivery.Worker", "delivery.MemoryBroker", "delivery.Inbox"),
    "a worker on Kafka, with an inbox": ("delivery.Worker", "engines.KafkaBroker", "delivery.Inbox"),
    "a projection into tables": ("cqrs.Projection", "cqrs.TableView"),
    "explore": ("lab.explore",),
    "a flow picture": ("diagrams.flow",),
    "check": ("classroom.check",),
}

FLOORS = {  # floor → its rooms
    "the book": ("events", "naming", "bus", "sourcing", "sagas", "delivery", "cqrs", "lab"),
    "the engine room": ("engines",),
    "the classroom": ("diagrams", "interop", "classroom", "site", "grading", "bootstrap", ""),
    "lessons, scenarios, testing": ("exercises", "scenarios", "testing"),
}


class Import(NamedTuple):
    """`name` (None: the module itself) out of `module`; `only_types` is not there when the code runs."""

    module: str
    name: str | None
    only_types: bool


class Module:
    """One file of the package, read and not imported."""

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path
        self.is_room = path.name == "__init__.py"
        self.source = path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def room(self) -> str:
        """The folder in the package: `bus` of companion/bus/bus.py; "" for what stands in none."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 2 or (self.is_room and len(parts) == 2) else ""

    @property
    def lines(self) -> int:
        return len(self.source.splitlines())

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        return tuple(self._imports(self.tree, False))

    def _imports(self, node: ast.AST, only_types: bool) -> Iterator[Import]:
        for child in _statements(node):
            if isinstance(child, ast.Import):
                yield from (Import(each.name, None, only_types) for each in child.names)
            elif isinstance(child, ast.ImportFrom):
                module = self._absolute(child)
                yield from (Import(module, each.name, only_types) for each in child.names)
            else:
                for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
                yield from self._imports(child, only_types or for_types)

    @cached_property
    def classes(self) -> dict[str, list[str]]:
        """Each class of the file with the names of its bases."""
        found, todo = dict[str, list[str]](), list[ast.AST]([self.tree])
        while todo:
            node = todo.pop(0)
            todo += _statements(node)
            if isinstance(node, ast.ClassDef):
                found[node.name] = [ast.unparse(base).split("[")[0] for base in node.bases]
        return found

    def _absolute(self, found: ast.ImportFrom) -> str:
        if not found.level:
            return found.module or ""
        parts = self.name.split(".") if self.is_room else self.name.split(".")[:-1]
        parts = parts[: len(parts) - found.level + 1]
        return ".".join([*parts, *([found.module] if found.module else [])])


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """What is inside a node, without expressions: most of a tree, and no import or class is in there."""
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))


class House:
    """The package of one checkout, by module name."""

    def __init__(self, checkout: Path) -> None:
        self.modules: dict[str, Module] = {}
        for path in sorted((checkout / "companion").rglob("*.py")):
            parts = path.relative_to(checkout).with_suffix("").parts
            if all(part.isidentifier() for part in parts):  # a project to copy is none of our modules
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                self.modules[name] = Module(name, path)

    def defining(self, module: str, name: str | None) -> Module | None:
        """The module in which `name` of `module` is defined, looked for through the rooms' lists of names."""
        found = self.modules.get(module)
        if found is None or name is None or not found.is_room:
            return found
        for each in found.imports:
            if each.name == name and each.module != module:
                return self.defining(each.module, name)
        return self.modules.get(f"{module}.{name}", found)

    def used(self, module: Module, types: bool = False) -> list[Module]:
        """The files of the package that a module imports from, each once; rooms' lists are not counted."""
        found = [
            self.defining(each.module, each.name) for each in module.imports if types or not each.only_types
        ]
        used = [each for each in found if each is not None and each is not module and not each.is_room]
        return list(dict.fromkeys(used))

    def opened(self, names: Iterable[str]) -> list[Module]:
        """What one opens to understand these names, such as "bus.Bus"."""
        todo = [self.defining(f"companion.{room}", name) for room, name in (n.split(".") for n in names)]
        opened: dict[Module, None] = {}
        while todo:
            module = todo.pop()
            if module is not None and module not in opened:
                opened[module] = None
                todo += self.used(module)
        return list(opened)

    def circles(self) -> list[list[str]]:
        """Files of one room that import each other in a circle, also for types or inside a function."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        for module in self.modules.values():
            inside = [each for each in self.used(module, types=True) if each.room == module.room]
            graph.add_edges_from((module.name, each.name) for each in inside)
        knots = nx.strongly_connected_components(graph)
        return sorted(sorted(knot) for knot in knots if len(knot) > 1)

    def helpers(self) -> list[tuple[str, str]]:
        """Modules that one other module of their room imports, and nobody else: (helper, importer).

        What a room's `__init__` hands on is no helper.
        """
        importers: dict[Module, set[Module]] = {}
        public: set[Module | None] = set()
        for module in self.modules.values():
            for each in self.used(module, types=True):
                importers.setdefault(each, set()).add(module)
            if module.is_room:
                public |= {self.defining(each.module, each.name) for each in module.imports}
        return sorted(
            (helper.name, next(iter(by)).name)
            for helper, by in importers.items()
            if len(by) == 1 and helper not in public and next(iter(by)).room == helper.room
        )

    def too_long(self) -> list[tuple[str, int]]:
        """Files of more than LONGEST lines."""
        return sorted((each.name, each.lines) for each in self.modules.values() if each.lines > LONGEST)


def questions(house: House) -> Iterator[str]:
    """The table of questions, in markdown."""
    yield "| to understand | files | lines |\n|---|---|---|"
    for question, names in QUESTIONS.items():
        opened = house.opened(names)
        yield f"| {question} | {len(opened)} | {sum(each.lines for each in opened):,} |"


def floors(house: House) -> Iterator[str]:
    """Files, lines, classes and error classes by floor, in markdown."""
    yield "| floor | files | lines | classes | of these errors |\n|---|---|---|---|---|"
    errors = _errors(house)
    sums = [0, 0, 0, 0]
    for floor, rooms in FLOORS.items():
        inside = [each for each in house.modules.values() if each.room in rooms]
        classes = [(each, name) for each in inside for name in each.classes]
        wrong = [1 for each, name in classes if (each.name, name) in errors]
        row = [len(inside), sum(each.lines for each in inside), len(classes), len(wrong)]
        sums = [a + b for a, b in zip(sums, row, strict=True)]
        yield f"| {floor} | {' | '.join(f'{each:,}' for each in row)} |"
    yield f"| all | {' | '.join(f'{each:,}' for each in sums)} |"


def _errors(house: House) -> set[tuple[str, str]]:
    """The classes that are raised: what derives, step by step, from Exception and its like."""
    roots = {
        "Exception",
        "BaseException",
        "ValueError",
        "TypeError",
        "RuntimeError",
        "LookupError",
        "OSError",
    }
    known, found, grew = set(roots), set[tuple[str, str]](), True
    while grew:
        grew = False
        for module in house.modules.values():
            for name, bases in module.classes.items():
                if (module.name, name) not in found and any(b.split(".")[-1] in known for b in bases):
                    found.add((module.name, name))
                    known.add(name)
                    grew = True
    return found


def main(checkout: str = "") -> None:
    house = House(Path(checkout) if checkout else Path(__file__).resolve().parents[1])
    print(*questions(house), "", *floors(house), sep="\n")
    print("\nCircles of imports inside a room:", *house.circles() or ["none"], sep="\n- ")
    print(f"\nFiles above {LONGEST} lines:", *house.too_long() or ["none"], sep="\n- ")
    helpers = [f"{helper} (by {importer})" for helper, importer in house.helpers()]
    print(f"\nHelpers with one importer: {len(helpers)}", *helpers, sep="\n- ")


if __name__ == "__main__":
    main(*sys.argv[1:2])
