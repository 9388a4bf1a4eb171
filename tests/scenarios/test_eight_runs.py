"""Eight runs at ten to nine: where they stand, what a sweep makes of them, and what each word does."""

from companion.sagas import unfinished
from companion.scenarios.eight_runs import CALL, LEAVE, RETRY, RUN, RUN_AND_CALL, STORIES, eight_runs, sweep


def outcomes(world):
    return {id: str(world.saga(id).status(world.store, id).outcome) for id in STORIES}


BEFORE = {
    "order-80": "WAITING", "order-81": "WAITING", "order-82": "WAITING", "order-83": "RUNNING",
    "order-84": "STUCK", "order-85": "RUNNING", "order-86": "COMPLETED", "trip-7": "RUNNING",
}  # fmt: skip


def test_they_stand_as_the_lesson_tells():
    world = eight_runs()
    assert outcomes(world) == BEFORE
    left = {run.id: run.deadline - world.store.clock.now() for run in unfinished(world.store) if run.deadline}
    assert {id: time.total_seconds() for id, time in left.items()} == {
        "order-80": 0, "order-81": 0, "order-82": 240,
    }  # fmt: skip
    for id in ("order-83", "order-85", "trip-7"):
        [*_, last] = world.store.read(world.saga(id).stream(id))
        assert (world.store.clock.now() - last.time).total_seconds() == 50 * 60


def test_one_sweep_moves_what_can_move_and_lists_the_rest():
    world = eight_runs()
    assert sweep(world.sagas, world.store) == ["order-80", "order-84", "order-85"]
    assert outcomes(world) == BEFORE | {
        "order-80": "STUCK", "order-81": "COMPENSATED", "order-83": "COMPLETED", "trip-7": "COMPLETED",
    }  # fmt: skip
    assert world.lines("order-84") == 6


def test_each_word_does_what_it_says():
    world = eight_runs()
    assert world.do("order-83", LEAVE) == "" and world.lines("order-83") == 2
    assert world.do("order-83", RUN) == "" and world.lines("order-83") == 5
    assert world.do("order-84", RETRY) == "" and world.lines("order-84") == 9
    assert "'order-85' of saga 'shop' was started with the steps " in world.do("order-85", RUN)
    assert world.do("order-86", RETRY).startswith("WrongUse: ")
    assert world.olga == []
    world.do("order-84", CALL)
    world.do("order-85", RUN_AND_CALL)
    assert world.olga == ["order-84", "order-85"]
