"""The video pipeline: the two deletions come newest first, marking comes last, and the upload stays."""

from __future__ import annotations

import pytest

from companion.diagrams import flow
from companion.events import Trace, VirtualClock
from companion.lab import StoreDisk, crash_points
from companion.sagas import COMPENSATED, COMPLETED, unfinished
from companion.scenarios.video import FORMATS, mark_failures, process, renditions, video_saga
from companion.sourcing import MemoryStore


def effects(store):
    """What the services did, in the order of the whole log, with the format where there is one.

    Left out: the deletion of what was never stored, which an orchestrator in doubt asks for after a crash.
    """
    found, keys = [], set()
    for each in store.read_all(limit=10_000):
        key = getattr(each.event, "key", each.id)
        if not str(each.stream).startswith("saga:") and (each.type != "RenditionDeleted" or key in keys):
            found.append(f"{each.type} {getattr(each.event, 'format', '')}".strip())
            keys.add(key)
    return found


WELL = ["VideoUploaded", "RenditionStored 4K", "RenditionStored 1080p", "RenditionStored 720p"]
PATHS = {
    "all well": ((), COMPLETED, WELL),
    "720p fails": (
        ("720p",),
        COMPENSATED,
        [*WELL[:3], "RenditionDeleted 1080p", "RenditionDeleted 4K", "VideoMarkedFailed 720p"],
    ),
    "1080p fails": (
        ("1080p", "720p"), COMPENSATED, [*WELL[:2], "RenditionDeleted 4K", "VideoMarkedFailed 1080p"],
    ),
    "4K fails": (("4K",), COMPENSATED, [*WELL[:1], "VideoMarkedFailed 4K"]),
}  # fmt: skip


def new_store():
    return MemoryStore(clock=VirtualClock(), trace=Trace())


@pytest.mark.parametrize(("unreadable_at", "outcome", "expected"), PATHS.values(), ids=PATHS)
def test_what_was_stored_is_deleted_newest_first_then_the_video_is_marked(unreadable_at, outcome, expected):
    store = new_store()
    assert process(store, unreadable_at=unreadable_at).outcome is outcome
    assert effects(store) == expected
    assert renditions(store) == (FORMATS if outcome is COMPLETED else ())


def test_the_upload_stays_and_has_no_compensation():
    assert video_saga(new_store()).step("upload").compensation is None


def test_marking_is_no_part_of_the_way_back_but_follows_its_end():
    store = new_store()
    saga = video_saga(store)
    run = saga.run(store, "video-7", {"video_id": "video-7", "unreadable_at": ["720p"]})
    assert run.compensated == ("1080p", "4K")
    assert effects(store)[-1] == "RenditionDeleted 4K"
    mark_failures(store)
    [marked] = store.read("catalog:video-7")
    assert marked.event.format == "720p"
    assert "cannot be transcoded to 720p" in marked.event.reason
    [cause] = [each for each in store.read_all(limit=10_000) if each.id == marked.causation_id]
    assert cause.type == "SagaCompensated"


def test_each_failed_video_is_marked_once_however_often_the_catalog_looks():
    store = new_store()
    process(store, "video-7", unreadable_at=["720p"])
    process(store, "video-8")
    process(store, "video-9", unreadable_at=["4K"])
    store.reset_checkpoint("Catalog")
    mark_failures(store)
    assert store.streams("catalog:") == ("catalog:video-7", "catalog:video-9")
    assert [store.version(name) for name in store.streams("catalog:")] == [1, 1]


@pytest.mark.parametrize(("unreadable_at", "outcome", "expected"), PATHS.values(), ids=PATHS)
def test_a_crash_at_any_point_changes_none_of_the_effects(disks, unreadable_at, outcome, expected):
    def same_effects(disk):
        found = effects(disk.store)
        return None if found == expected else str(found)

    def ended(disk):
        return f"unfinished: {unfinished(disk.store)}" if unfinished(disk.store) else None

    found = crash_points(
        lambda disk: process(disk.store, unreadable_at=unreadable_at),
        {"the same effects": same_effects, "the saga ends": ended},
        disk=disks(),
    )
    assert found, found
    assert "before action upload" in found.points
    assert ("before append VideoMarkedFailed" in found.points) == (outcome is COMPENSATED)


def test_marking_inside_the_caller_alone_would_be_forgotten_in_a_crash():
    def called_by_whoever_ran_it(disk):
        """Whoever finds the saga ended has nothing to do: so nobody marks what was compensated before."""
        saga = video_saga(disk.store)
        data = {"video_id": "video-7", "unreadable_at": ["720p"]}
        new = disk.store.version(saga.stream("video-7")) == 0 or unfinished(disk.store)
        if new and saga.run(disk.store, "video-7", data).outcome is COMPENSATED:
            disk.marked = True

    found = crash_points(
        called_by_whoever_ran_it,
        {"marked": lambda disk: None if disk.marked else "nobody was told"},
        disk=lambda: StoreDisk(marked=False),
    )
    assert list(found.evidence) == [("after append StepCompensated, SagaCompensated", "marked")]


def test_the_picture_shows_the_mark_caused_by_the_end_of_the_saga():
    store = new_store()
    process(store, unreadable_at=["720p"])
    picture = flow(store.trace, title="720p fails: two deletions, then the mark")
    names = {row[4]: row[3] for row in picture.rows}
    [mark] = [row for row in picture.rows if row[3] == "VideoMarkedFailed"]
    assert (mark[2], names[mark[5]]) == ("Catalog", "SagaCompensated")
