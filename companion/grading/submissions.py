"""Finds the submissions in a folder: each one's student and lesson, and what is wrong with other files.

It understands `ada/03_the_event_bus.ipynb`, `03-ada.ipynb`, `03_the_event_bus-ada.ipynb`, the names that
Moodle and Canvas give to downloads, nbgrader's `submitted/ada/…`, and zips of one student or of all. It reads
zips and never unpacks them. Each file that cannot be graded gets a sentence, and the others are graded.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Final

from companion.bootstrap.checkout import Refusal
from companion.grading.notebook import LARGEST_BYTES, Notebook, parse

MOST_FILES: Final = 20_000
LARGEST_ZIP_BYTES: Final = 500_000_000
_OURS: Final = {"my-course", "notebooks", "submitted"}
_CANVAS: Final = re.compile(r"^(?P<student>[^_]+)(?:_LATE)?_\d+_\d+_(?P<rest>.+)$")
_MOODLE: Final = re.compile(r"_\d+_assignsubmission_.*$")
_ONE_FILE: Final = re.compile(r"^(?P<lesson>\d\d?)(?:_\w*)?-(?P<student>.+)$")
_IN_FOLDER: Final = re.compile(r"^(?:lesson[ _-]?)?(?P<lesson>\d\d?)(?!\d)", re.IGNORECASE)
_OF_LESSON: Final = re.compile(r"(?:lesson[ _-]?)?\d\d?(?:_[a-z_]+)?", re.IGNORECASE)
_OLD: Final = re.compile(r" \(old \d+\)$")
_SET_UP: Final = re.compile(r"""^[ \t]*lesson\(["'](\d\d)["']\)""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Submission:
    """One student's notebook of one lesson; `path` is its path in the folder, for sentences."""

    student: str
    lesson: str
    path: str
    notebook: Notebook


@dataclass(frozen=True, slots=True)
class Found:
    """The submissions in order of student and lesson, and a sentence for each file that cannot be graded."""

    submissions: tuple[Submission, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _File:
    path: str
    parts: tuple[str, ...]
    read: Callable[[], bytes]


@dataclass(slots=True)
class _Search:
    known: tuple[str, ...]
    problems: list[str] = field(default_factory=list)
    by_owner: dict[tuple[str, str], list[Submission]] = field(default_factory=dict)


def find(folder: Path, lessons: Iterable[str]) -> Found:
    """All submissions for `lessons` in the folder. Raises `Refusal` where the folder has none."""
    if not folder.exists():
        raise Refusal(f"There is no folder {folder}: name the one with the submissions.", code=2)
    if not folder.is_dir():
        raise Refusal(f"{folder} is a file; name the folder with the submissions.", code=2)
    search = _Search(tuple(lessons))
    for number, file in enumerate(_files(folder, search.problems)):
        if number >= MOST_FILES:
            raise Refusal(f"{folder} has more than {MOST_FILES:,} notebooks: name a smaller folder.", code=2)
        _add(search, file)
    if not search.by_owner and not search.problems:
        raise Refusal(f"{folder} has no notebook and no zip: there is nothing to grade.", code=2)
    return Found(tuple(_single(search)), tuple(search.problems))


def _single(search: _Search) -> Iterator[Submission]:
    """Each student's one notebook of a lesson; where there are two that differ, neither is taken."""
    spelled: dict[str, set[str]] = {}
    for student, _ in search.by_owner:
        spelled.setdefault(student.casefold(), set()).add(student)
    for names in spelled.values():
        if len(names) > 1:
            search.problems.append(
                f"{' and '.join(sorted(names))} differ only in capital letters: are they one student?"
            )
    for (student, lesson), several in sorted(search.by_owner.items()):
        if len({each.notebook for each in several}) == 1:
            yield several[0]
            continue
        paths = " and ".join(sorted(each.path for each in several))
        search.problems.append(
            f"{student} has {len(several)} notebooks of lesson {lesson} that differ: {paths}. "
            "None was graded. Keep one, or give two students of one name two names."
        )


def _files(folder: Path, problems: list[str]) -> Iterator[_File]:
    for path in sorted(folder.rglob("*")):
        parts = tuple(map(_printable, path.relative_to(folder).parts))
        if any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        shown = "/".join(parts)
        if path.is_symlink() or (path.parent != folder and any(p.is_symlink() for p in path.parents)):
            problems.append(f"{shown} is a link and was not followed.")
        elif path.suffix.lower() == ".ipynb" and path.is_file():
            yield _File(shown, parts, _reader(path.open, "rb"))
        elif path.suffix.lower() == ".zip" and path.is_file():
            yield from _zipped(path, shown, parts, problems)


def _zipped(path: Path, shown: str, parts: tuple[str, ...], problems: list[str]) -> Iterator[_File]:
    try:
        if path.stat().st_size > LARGEST_ZIP_BYTES:
            raise ValueError(f"larger than {LARGEST_ZIP_BYTES // 1_000_000} MB")
        archive = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
        entries = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".ipynb")]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as problem:
        problems.append(f"{shown} cannot be read as a zip ({problem}).")
        return
    inner = [
        tuple(_printable(part) for part in PurePosixPath(e.filename).parts if part not in ("..", "/"))
        for e in entries
    ]
    inner = [each for each in inner if not any(part.startswith((".", "__MACOSX")) for part in each)] and inner
    folders = {each[:-1] for each in inner}
    of_one = len(folders) <= 1 and len(parts) == 1
    for entry, each in zip(entries, inner, strict=True):
        if any(part.startswith((".", "__MACOSX")) for part in each):
            continue
        owner = (*parts[:-1], path.stem) if of_one and not _named(each[-1]) else parts[:-1] or each[:-1]
        yield _File(f"{shown}/{'/'.join(each)}", (*owner, each[-1]), _reader(archive.open, entry))


def _named(file: str) -> bool:
    """Whether a file's name names its student."""
    stem = file.removesuffix(".ipynb")
    return bool(_CANVAS.match(stem) or _ONE_FILE.match(stem))


def _reader(opened: Callable[[Any], Any], what: Any) -> Callable[[], bytes]:
    def read() -> bytes:
        with opened(what) as file:
            return bytes(file.read(LARGEST_BYTES + 1))

    return read


def _printable(name: str) -> str:
    """A name without characters that control a terminal or cannot be written as UTF-8."""
    return "".join("?" if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in name)


def _add(search: _Search, file: _File) -> None:
    student, lesson = _owner(file.parts)
    if _OLD.search(PurePosixPath(file.parts[-1]).stem):
        return  # the copy that `lab --reset` kept
    try:
        content = file.read()
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as problem:
        search.problems.append(f"{file.path} cannot be read ({problem}).")
        return
    try:
        notebook = parse(content)
    except ValueError as problem:
        search.problems.append(f"{file.path} {problem}.")
        return
    lesson = lesson or _lesson_inside(notebook)
    if not student:
        search.problems.append(
            f"{file.path} does not say whose it is: put it into a folder with the student's name, or "
            f"call it {lesson or 'NN'}-name.ipynb."
        )
    elif not lesson:
        search.problems.append(
            f"{file.path} does not say which lesson it is: begin its name with the lesson's number."
        )
    elif lesson not in search.known:
        known = f"{search.known[0]} to {search.known[-1]}" if search.known else "none"
        search.problems.append(f"{file.path}: there is no lesson {lesson} to grade (there are {known}).")
    else:
        each = Submission(student, lesson, file.path, notebook)
        search.by_owner.setdefault((student, lesson), []).append(each)


def _owner(parts: tuple[str, ...]) -> tuple[str, str]:
    """The student and the lesson that a path names; empty where it does not."""
    stem = PurePosixPath(parts[-1]).stem.strip()
    folders = [part for part in parts[:-1] if part.lower() not in _OURS and not _OF_LESSON.fullmatch(part)]
    canvas = _CANVAS.match(stem)
    if canvas and not _IN_FOLDER.match(stem):
        return canvas["student"], _lesson(canvas["rest"])
    if folders:
        return _MOODLE.sub("", folders[0]).strip(), _lesson(stem)
    single = _ONE_FILE.match(stem)
    if single and not single["student"].isdigit():
        return single["student"].strip(), single["lesson"].zfill(2)
    return "", _lesson(stem)


def _lesson(stem: str) -> str:
    found = _IN_FOLDER.match(stem)
    return found["lesson"].zfill(2) if found else ""


def _lesson_inside(notebook: Notebook) -> str:
    """The number in the set-up cell."""
    return next((m[1] for cell in notebook.cells if (m := _SET_UP.search(cell.source))), "")
