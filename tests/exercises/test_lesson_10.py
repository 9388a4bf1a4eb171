"""Lesson 10: the figures its demos stand on, and the edges of what its checks see."""

import itertools
from typing import Any

import msgspec
import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_10_deploy import CASES, Case
from companion.exercises.registry import lesson

ALL = [case for cases in CASES.values() for case in cases]


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("10")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


def test_573_of_the_prices_up_to_100_dollars_lose_a_cent() -> None:
    assert (int(19.99 * 100), int(4.35 * 100)) == (1998, 434)
    assert sum(int(cents / 100 * 100) != cents for cents in range(1, 10_001)) == 573


PYTHON = {"string": str, "integer": int, "number": float, "boolean": bool}
SAMPLE = {"string": "x", "integer": 5, "number": 5.5, "boolean": True}


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.says)
def test_whom_a_document_breaks_is_what_a_real_decoder_cannot_read(case: Case) -> None:
    broken = []
    for consumer, reads in case.contracts.items():
        fields = [(field, PYTHON[wanted]) for field, wanted in reads.items()]
        decoder = msgspec.json.Decoder(msgspec.defstruct(consumer, fields))
        if not all(_reads(decoder, sample) for sample in _samples(case)):
            broken.append(consumer)
    assert broken == list(case.broken)


def _samples(case: Case) -> list[dict[str, Any]]:
    there = [(True,) if always else (True, False) for _, always in case.offers.values()]
    return [
        {
            field: SAMPLE[case.offers[field][0]]
            for field, is_there in zip(case.offers, each, strict=True)
            if is_there
        }
        for each in itertools.product(*there)
    ]


def _reads(decoder: Any, sample: dict[str, Any]) -> bool:
    try:
        decoder.decode(msgspec.json.encode(sample))
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize("id", ["10-upcast", "10-deploy"])
def test_a_stub_is_not_attempted(id: str) -> None:
    report = judge(exercise(id), lambda first, second: TODO)
    assert report.points == 0
    assert not report.misconception


def test_two_steps_that_only_fail_one_after_the_other_are_found() -> None:
    def answer(version: int, fields: dict[str, Any]) -> dict[str, Any]:
        if version == 1:
            rest = {name: value for name, value in fields.items() if name != "total"}
            return {**rest, "total_cents": round(fields["total"] * 100)}
        return {**fields, "tip_cents": fields["tip_cents"], "currency": "USD", "channel": None}

    report = judge(exercise("10-upcast"), answer)
    assert report.points == 4
    assert "1 → 2 → 3: your code raised KeyError: 'tip_cents'" in str(report)


def test_a_breaks_that_changes_what_it_was_handed_is_told() -> None:
    def answer(offers: Any, contracts: Any) -> Any:
        contracts.clear()
        return {}

    assert "your code changed what it was given" in " ".join(
        str(judge(exercise("10-deploy"), answer)).split()
    )


class TwoCheckpoints:
    """Full marks; what each test below changes is one fault."""

    def __init__(self, store: Any, view: Any, send: Any) -> None:
        self.store, self.view, self.send = store, view, send

    def catch_up(self) -> None:
        self.look()
        for each in self.store.subscribe("mailer"):
            self.send(each.event.order_id)

    def look(self) -> None:
        for each in self.store.subscribe("view"):
            self.view[each.event.order_id] = each.event.total_cents

    def rebuild(self) -> None:
        self.view.clear()
        self.store.reset_checkpoint("view")
        self.look()


def test_a_mail_that_failed_costs_nothing_where_the_checkpoint_comes_after_it() -> None:
    assert judge(exercise("10-mail"), TwoCheckpoints).points == 5


def test_a_rebuild_that_never_ends_is_stopped_and_told() -> None:
    class Endless(TwoCheckpoints):
        def rebuild(self) -> None:
            while True:
                self.store.head()

    report = judge(exercise("10-mail"), Endless)
    assert "does a loop never end" in str(report)
    assert report.points < 5


def test_methods_that_print_are_not_told_to_return_what_nobody_reads() -> None:
    class Talks(TwoCheckpoints):
        def rebuild(self) -> None:
            print("rebuilding")

    report = judge(exercise("10-mail"), Talks)
    assert report.points < 5
    assert "you printed" not in str(report)


def test_a_dinners_without_a_rebuild_is_told_so() -> None:
    class Half:
        def __init__(self, store: Any, view: Any, send: Any) -> None:
            self.store, self.send = store, send

        def catch_up(self) -> None:
            for each in self.store.subscribe("mailer"):
                self.send(each.event.order_id)

    report = judge(exercise("10-mail"), Half)
    assert report.points == 0
    assert "the row of order-70 is missing" in str(report)


@pytest.mark.parametrize("before", [["deposit"] * 9, [3], [None, "fee"]])
def test_a_list_that_cannot_be_played_is_told_what_happens_here(before: Any) -> None:
    report = judge(exercise("10-snapshot"), before)
    assert report.points == 0
    assert 'there are "deposit" and "fee"' in str(report)
