"""Lesson 09: the figures its checks stand on, their edges, and what a learner's slip may cost."""

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_09_bank import SCENES
from companion.exercises.lesson_09_next import FAILED, FORWARD, GROUPS, PIVOT, REFUSED, UNDOING, logs, right
from companion.exercises.registry import lesson
from companion.sagas import COMPENSATED
from companion.scenarios.eight_runs import STORIES, WORDS
from companion.scenarios.shop_saga import order
from companion.scenarios.slow_bank import SlowBank, charging
from companion.scenarios.surviving import five_machines, survives

ANSWERS = Path(__file__).resolve().parent.parent / "answers" / "09"
RIGHT_BANKS = sorted((ANSWERS / "09-bank").glob("right_*.py"))


def load(file: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"a09_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.answer


def told(id: str, answer: object) -> str:
    report = judge(exercise(id), answer)
    assert not report.fault, report.fault
    return " ".join(str(report).split())


def points(id: str, answer: object) -> float:
    report = judge(exercise(id), answer)
    assert not report.fault, report.fault
    return report.points


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_outside() -> None:
    parts = lesson("09")
    assert parts.points == 20
    assert [(e.id, e.points, e.bonus) for e in parts.exercises] == [
        ("09-next", 6, False), ("09-bank", 6, False), ("09-sweep", 4, False), ("09-crash", 3, True),
    ]  # fmt: skip
    assert [p.points for p in parts.predictions] == [2, 2]


# --- 09-next ------------------------------------------------------------------------------------------


def test_109_logs_can_stand_there_and_each_is_asked_by_one_criterion() -> None:
    found = logs()
    assert len({(log.steps, log.pivot, log.lines) for log in found}) == len(found) == 109
    assert Counter(log.group for log in found) == {
        FORWARD: 19,
        REFUSED: 8,
        FAILED: 12,
        UNDOING: 42,
        PIVOT: 28,
    }
    assert [len(log.lines) for log in found] == sorted(len(log.lines) for log in found)
    assert set(GROUPS) == {criterion.name for criterion in exercise("09-next").criteria}


def test_the_two_logs_that_the_lesson_solves_are_solved_as_it_says() -> None:
    steps = ["reserve", "charge", "ship", "mail"]
    assert right(steps, "ship", [("succeeded", "reserve"), ("failed", "charge")]) == "undo charge"
    lines = [("succeeded", "reserve"), ("succeeded", "charge"), ("refused", "ship"), ("undone", "charge")]
    assert right(steps, "ship", lines) == "undo reserve"


def test_another_order_of_undoing_costs_its_own_criterion_and_no_other() -> None:
    def oldest_first(steps: Any, pivot: Any, log: Any) -> str:
        move = right(steps, pivot, log)
        undone = [step for what, step in log if what == "undone"]
        left = [step for what, step in log if what in ("succeeded", "failed") and step not in undone]
        return f"undo {left[0]}" if move.startswith("undo") else move

    report = judge(exercise("09-next"), oldest_first)
    assert list(report.findings) == [UNDOING]


def test_an_end_that_is_forgotten_costs_its_own_criterion_and_no_other() -> None:
    def ends_in_an_error(steps: Any, pivot: Any, log: Any) -> str:
        move = right(steps, pivot, log)
        return [steps[0]][1] if move == "compensated" else move

    report = judge(exercise("09-next"), ends_in_an_error)
    assert list(report.findings) == [UNDOING]


def test_the_way_forward_alone_is_a_point() -> None:
    def forward(steps: Any, pivot: Any, log: Any) -> str:
        return f"do {steps[len(log)]}" if len(log) < len(steps) else "completed"

    assert points("09-next", forward) == 1


def test_what_is_written_counts_where_the_rest_is_still_todo() -> None:
    def forward_only(steps: Any, pivot: Any, log: Any) -> Any:
        done = [step for what, step in log if what == "succeeded"]
        if len(done) < len(log):
            return TODO
        return f"do {steps[len(done)]}" if len(done) < len(steps) else "completed"

    assert points("09-next", forward_only) == 1
    assert "log: refused reserve: you say 'TODO', expected 'compensated'" in told("09-next", forward_only)


def test_an_answer_that_changes_its_lists_is_told_by_asking_again() -> None:
    def pops(steps: Any, pivot: Any, log: Any) -> str:
        said = right(steps, pivot, log)
        if log:
            log.pop()
        return said

    assert "asked again with the same lists" in told("09-next", pops)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda steps, pivot, log: None, "you return None"),
        (lambda steps, pivot, log: ("do", "charge"), "you return something of type tuple"),
        (lambda steps, pivot, log: "do " + steps[9], "raised IndexError"),
        (lambda steps, pivot, log: "x" * 500, "…"),
        (lambda steps, pivot, log: next(iter(())), "raised StopIteration"),
    ],
)
def test_what_is_no_move_is_shown_as_it_is(answer: Any, says: str) -> None:
    assert says in told("09-next", answer)
    assert points("09-next", answer) == 0


def test_a_loop_without_end_is_met_once_and_not_at_every_log() -> None:
    met = []

    def endless(steps: Any, pivot: Any, log: Any) -> str:
        met.append(log)
        while log:
            pass
        return "do reserve"

    assert points("09-next", endless) == 0
    assert len(met) < 10


# --- 09-bank ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", RIGHT_BANKS, ids=lambda file: file.stem)
@pytest.mark.parametrize("country", ["NL", "Atlantis"])
def test_a_bank_with_full_marks_survives_a_crash_at_every_point(file: Path, country: str) -> None:
    charge, refund = load(file)
    assert survives("logs", country=country, bank=(charge, refund))
    assert survives("forgets", country=country, bank=(charge, refund))


@pytest.mark.parametrize("file", RIGHT_BANKS, ids=lambda file: file.stem)
def test_a_bank_with_full_marks_takes_nothing_for_an_order_that_was_given_up(file: Path) -> None:
    bank = SlowBank(*load(file))
    store = five_machines()
    saga = charging(store, bank.ask, bank.undo, timeout_s=600)
    saga.run(store, "order-77", order())
    store.clock.sleep(600)
    saga.run(store, "order-77")
    bank.work()
    assert saga.answer(store, "order-77", "charge").outcome is COMPENSATED
    assert bank.paid_cents == 0


def test_every_criterion_of_the_bank_has_scenes_with_two_amounts() -> None:
    asked = {scene.criterion: set[str]() for scene in SCENES.values()}
    for scene in SCENES.values():
        asked[scene.criterion] |= set(scene.asked)
    assert set(asked) == {criterion.name for criterion in exercise("09-bank").criteria}
    assert all({name[1:] for name in names} >= {"order-77", "order-42"} for names in asked.values())


def take_and_give(bank: Any, key: str, cents: int) -> Any:
    return bank.take(cents)


def test_what_is_kept_on_the_bank_and_not_in_its_notes_is_gone_after_a_restart() -> None:
    def charge(bank: Any, key: str, cents: int) -> Any:
        seen = bank.__dict__.setdefault("seen", {})
        if key not in seen:
            seen[key] = bank.take(cents)
        return seen[key]

    assert "Ada's statement: $249.00, $249.00 (asked: charge order-77, charge order-77)" in told(
        "09-bank", (charge, take_and_give)
    )


def test_a_slip_of_a_name_where_nothing_was_done_is_its_own_evidence() -> None:
    def charge(bank: Any, key: str, cents: int) -> Any:
        return bank.notes.setdefault(key, bank.notes.get(key) or bank.take(cents))

    def refund(bank: Any, key: str, cents: int) -> None:
        if key.removesuffix("/undo") not in bank.notes:
            bank.note[key] = True
        elif key not in bank.notes:
            bank.give(cents)
            bank.notes[key] = True

    report = judge(exercise("09-bank"), (charge, refund))
    assert "has no attribute 'note'" in " ".join(str(report).split())
    assert report.misconception is None


def test_a_receipt_is_what_take_gave_and_nothing_else() -> None:
    def charge(bank: Any, key: str, cents: int) -> Any:
        if key not in bank.notes:
            bank.notes[key] = bank.take(cents)
        return bank.notes

    said = told("09-bank", (charge, stub_refund))
    assert "returned: a dict, then a dict, expected 'receipt 1' twice" in said


def test_a_charge_that_calls_itself_for_ever_is_accused_of_no_idea() -> None:
    def charge(bank: Any, key: str, cents: int) -> Any:
        return charge(bank, key, cents)

    report = judge(exercise("09-bank"), (charge, stub_refund))
    assert "RecursionError" in str(report)
    assert report.misconception is None


def test_notes_that_cannot_be_saved_are_said_to_be_so() -> None:
    def charge(bank: Any, key: str, cents: int) -> Any:
        bank.notes[key] = (each for each in ())
        return bank.take(cents)

    assert "your notes hold something that cannot be saved" in told("09-bank", (charge, take_and_give))


def test_giving_back_nothing_is_no_movement() -> None:
    def refund(bank: Any, key: str, cents: int) -> None:
        bank.give(0)

    def charge(bank: Any, key: str, cents: int) -> Any:
        return bank.take(cents)

    said = told("09-bank", (charge, refund))
    assert "Ada's statement: $249.00 (asked: charge order-77, undo order-77, undo order-77), expected" in said


@pytest.mark.parametrize("odd", [(1, 2), [print], (print, print, print), ("charge", "refund"), (None, None)])
def test_odd_pairs_of_functions_are_judged_with_a_sentence(odd: object) -> None:
    assert points("09-bank", odd) == 0
    assert len(told("09-bank", odd)) > 60


# --- 09-sweep -----------------------------------------------------------------------------------------

PLAN = load(ANSWERS / "09-sweep" / "right_by_the_table.py")


def test_a_half_filled_table_hears_what_is_open_and_keeps_its_points() -> None:
    said = told("09-sweep", PLAN | {"order-80": TODO, "trip-7": TODO})
    assert "not chosen yet: trip-7 (2 of 8 open)" in said
    assert "2 of 4 points" in said


def test_a_word_that_is_none_of_the_five_is_named_with_the_five() -> None:
    said = told("09-sweep", PLAN | {"order-83": "restart"})
    assert "order-83: restart, expected one of run it · retry it · leave it" in said


@pytest.mark.parametrize("id", STORIES)
def test_for_every_run_some_word_is_wrong_and_some_is_right(id: str) -> None:
    worth = {word: points("09-sweep", PLAN | {id: word}) for word in WORDS}
    assert max(worth.values()) == 4
    assert min(worth.values()) == 3


@pytest.mark.parametrize("odd", [{}, {"order-1": "run it"}, dict.fromkeys(STORIES, 3), {3: None}])
def test_odd_tables_are_judged_with_a_sentence(odd: Any) -> None:
    assert points("09-sweep", odd) == 0


# --- 09-crash -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd", [(1, 2), ("at the end",), [TODO, "StepCompensated"], ("x" * 200, "y" * 200), []]
)
def test_odd_points_are_judged_with_a_sentence(odd: object) -> None:
    assert points("09-crash", odd) <= 1


def test_the_missing_line_alone_is_a_point() -> None:
    assert points("09-crash", ("at the end", "StepCompensated")) == 1


# --- untouched ----------------------------------------------------------------------------------------


def stub_next(steps: Any, pivot: Any, log: Any) -> Any:
    done = [step for what, step in log if what == "succeeded"]  # noqa: F841  as the notebook gives it
    return TODO


def stub_refund(bank: Any, key: str, cents: int) -> None:
    bank.give(cents)


@pytest.mark.parametrize(
    ("id", "untouched"),
    [
        ("09-next", stub_next),
        ("09-bank", (take_and_give, stub_refund)),
        ("09-sweep", dict.fromkeys(STORIES, TODO)),
        ("09-crash", (TODO, TODO)),
    ],
)
def test_untouched_totals_0(id: str, untouched: object) -> None:
    assert points(id, untouched) == 0
