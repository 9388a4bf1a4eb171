"""What the report says for answers that are right, wrong, absent, of the wrong kind, or out to do harm."""

import collections
import copy
import decimal
import json
import math
import pickle
import sys
import types
from dataclasses import replace
from typing import Any

import pytest

from companion.exercises.budget import call
from companion.exercises.judging import WIDTH, Report, judge, score
from companion.exercises.plain import MOST
from companion.exercises.shown import Shown
from companion.exercises.telling import beside
from companion.exercises.todo import TODO
from companion.exercises.watching import watch
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen


def observe(answer: Any) -> Seen:
    basket = [1, 2, 3]
    outcome = call(answer, basket, watch=True)
    return {**outcome.seen(), "empty": call(answer, []).seen()["value"]}


def sums(seen: Seen) -> Finding | None:
    if seen["value"] == 6 and type(seen["value"]) is int:
        return None
    return Finding(expected="6", evidence=f"total([1, 2, 3]) gave {beside(seen['value'], 6)}")


def leaves_alone(seen: Seen) -> Finding | None:
    return Finding(expected="", evidence="the basket is changed afterwards") if seen["mutated"] else None


def starts_at_zero(seen: Seen) -> Finding | None:
    return None if seen["empty"] == 0 else Finding(expected="0", evidence=f"total([]) gave {seen['empty']}")


TOTAL = Exercise(
    id="90-total",
    title="total",
    kind="write",
    points=4,
    signature="total(basket)",
    observe=observe,
    criteria=(
        Criterion("adds up", 2, sums),
        Criterion("leaves the basket alone", 1, leaves_alone),
        Criterion("an empty basket costs nothing", 1, starts_at_zero),
    ),
    misconceptions=(
        Misconception("counts", "adds up", lambda seen: seen["value"] == 3, "You counted the lines."),
        Misconception("eats the basket", "leaves the basket alone", lambda seen: True, "Others need it too."),
    ),
    hints=("nudge", "concept", "code"),
)
ON_FILE = {
    "counts": (Shown(("adds up", "leaves the basket alone"), (), ""),),
    "eats the basket": (Shown(("leaves the basket alone",), (), ""),),
}


def told(answer: Any, times: int = 2) -> Report:
    """What somebody hears whose exercise has wrong answers on file."""
    return judge(TOTAL, answer, times, ON_FILE)


def test_a_right_answer_gets_full_marks_in_words() -> None:
    report = judge(TOTAL, lambda basket: sum(basket))
    assert (report.points, report.possible, report.misconception) == (4, 4, None)
    assert [line[:4] for line in report.lines] == ["90-t", "PASS", "PASS", "PASS", "4 of"]


def test_a_wrong_answer_gets_the_evidence_and_its_misconception_by_name() -> None:
    report = told(len)
    assert report.points == 2
    assert report.misconception == "counts"
    assert str(report).splitlines()[1:4] == [
        f"FAIL  {'adds up':<80}   0/2",
        "      total([1, 2, 3]) gave 3, expected 6",
        "      looks like: counts. You counted the lines.",
    ]
    assert report.lines[-1] == '2 of 4 points. Three hints: hint("90-total")'


def test_only_the_first_misconception_that_fits_is_named() -> None:
    def both(basket: list[int]) -> int:
        n = len(basket)
        basket.clear()
        return n

    assert told(both).misconception == "counts"
    assert str(told(both)).count("looks like") == 1


def test_the_first_time_the_symptom_is_told_and_no_name() -> None:
    report = told(len, times=1)
    assert report.misconception is None
    assert list(report.lines) == [
        "90-total  total",
        f"FAIL  {'adds up':<80}   0/2",
        "      total([1, 2, 3]) gave 3, expected 6",
        f"PASS  {'leaves the basket alone':<80}   1/1",
        f"PASS  {'an empty basket costs nothing':<80}   1/1",
        "Does it still fail after a change? Then the next check says what it looks like.",
        '2 of 4 points. Three hints: hint("90-total")',
    ]


def test_where_nothing_could_be_named_no_name_is_promised() -> None:
    assert "next check" not in str(told(lambda basket: 5, times=1))
    assert "next check" not in str(told(sum, times=1))


def test_an_error_that_no_evidence_tells_is_the_evidence() -> None:
    report = told(lambda basket: basket.total)
    [first, *others] = report.findings.values()
    assert first.evidence.startswith(
        "your code raised AttributeError: 'list' object has no attribute 'total' in"
    )
    assert first.expected == ""
    assert "note:" not in str(report)
    assert not any("AttributeError" in other.evidence for other in others)


def test_an_error_that_some_evidence_tells_is_not_told_twice() -> None:
    says = Criterion("adds up", 4, lambda seen: Finding("", f"your code {seen['trouble']}"))
    first = Criterion("is there", 0, lambda seen: Finding("", "it is not there"))
    task = replace(TOTAL, criteria=(first, says), misconceptions=())
    assert str(judge(task, lambda basket: 1 / 0)).count("ZeroDivisionError") == 1
    assert "it is not there" in str(judge(task, lambda basket: 1 / 0))


def test_evidence_that_ends_like_the_expected_text_is_not_said_to_be_of_another_type() -> None:
    twice = Criterion("adds up", 4, lambda seen: Finding("A, B", "the others ran A, B, A, B"))
    report = judge(replace(TOTAL, criteria=(twice,), misconceptions=()), lambda basket: 7)
    assert report.lines[2].strip() == "the others ran A, B, A, B, expected A, B"


def test_a_long_reason_is_told_once_and_a_short_one_where_it_belongs() -> None:
    def twice(evidence: str) -> Exercise:
        wrong = Finding("", evidence)
        both = tuple(Criterion(name, 2, lambda seen: wrong) for name in ("adds up", "is whole"))
        return replace(TOTAL, criteria=both, misconceptions=())

    long = "your code raised TypeError: total() takes 0 positional arguments but 1 was given"
    for evidence, told in ((long, [long, "as above"]), ("total([]) gave 7", ["total([]) gave 7"] * 2)):
        report = judge(twice(evidence), lambda basket: 7)
        assert [line.strip() for line in report.lines[2:5:2]] == told


def test_no_line_is_wider_than_the_page() -> None:
    long = "word " * 60
    wide = replace(
        TOTAL, criteria=(Criterion("adds up", 4, lambda seen: Finding("", long)),), misconceptions=()
    )
    assert max(len(line) for line in judge(wide, len).lines) <= WIDTH


def test_the_same_answer_gives_the_same_lines() -> None:
    assert judge(TOTAL, len).lines == judge(TOTAL, len).lines


def stub(basket: list[int]) -> Any:
    return TODO


def calls_a_stub(basket: list[int]) -> Any:
    return stub(basket)


@pytest.mark.parametrize("blank", [TODO, stub, [TODO, TODO], {"a": TODO}])
def test_a_stub_is_not_attempted_yet(blank: Any) -> None:
    report = judge(TOTAL, blank)
    assert report.lines == ("90-total  total: not attempted yet",)
    assert not report.attempted


def test_code_that_ends_with_the_stub_s_line_is_told_so() -> None:
    report = judge(TOTAL, calls_a_stub)
    assert report.lines == ("90-total  total: not attempted yet (it still returns TODO)",)
    assert not report.attempted


def test_a_half_written_class_is_told_which_method_is_missing() -> None:
    class Half:
        def on(self, name: str) -> str:
            return name

        def publish(self, event: object) -> Any:
            return TODO

    report = judge(replace(TOTAL, signature="class Half"), Half)
    assert report.lines == ("90-total  total: not attempted yet (publish still returns TODO)",)


def test_a_half_filled_table_hears_how_much_is_open_and_no_name() -> None:
    table = replace(TOTAL, signature="", accepts=(dict,), observe=lambda answer: observe(len))
    half = {"a": 1, "b": TODO, "c": [TODO, 2]}
    report = judge(table, half, 2, ON_FILE)
    assert report.lines[1] == "2 of 4 are still open: TODO"
    assert (report.misconception, report.failing) == (None, "")
    assert judge(table, {"a": TODO, "b": 1}, 2, ON_FILE).lines[1] == "1 of 2 is still open: TODO"
    assert judge(table, {"a": 1}, 2, ON_FILE).misconception == "counts"


def test_what_the_exercise_lists_as_blank_is_not_attempted() -> None:
    data = replace(TOTAL, signature="", accepts=(list,), blank=([],))
    assert not judge(data, []).attempted
    assert judge(data, [1]).attempted


async def coroutine(basket: list[int]) -> int:
    return sum(basket)


class Chameleon:
    """Equal to everything, and prints as the right answer."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 6

    def __repr__(self) -> str:
        return "6"


class SixText(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


def loops(basket: list[int]) -> int:
    while True:
        try:
            pass
        except BaseException:
            continue


def exits(basket: list[int]) -> int:
    sys.exit(0)


def interrupts(basket: list[int]) -> int:
    raise KeyboardInterrupt


def prints(basket: list[int]) -> None:
    print(sum(basket))


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (coroutine, "total is written with async def"),
        ("total", 'your answer is a text (str); wanted is the function itself: check("90-total", total)'),
        (None, "if you wrote total(...), leave the brackets away"),
        (6, "your answer is a number (int); wanted is the function itself"),
        (lambda: 6, "wanted is total(basket); yours takes (): the parameters do not fit"),
        (lambda a, b: 6, "yours takes (a, b): the parameters do not fit"),
        (loops, "your code stopped after 200,000 steps: does a loop never end?"),
        (exits, "your code raised SystemExit: 0"),
        (interrupts, "your code raised KeyboardInterrupt"),
        (prints, "you printed 6 and returned None"),
        (lambda basket: None, "total([1, 2, 3]) gave None, expected 6"),
        (lambda basket: math.nan, "total([1, 2, 3]) gave nan, expected 6"),
        (lambda basket: Chameleon(), "total([1, 2, 3]) gave something of type Chameleon, expected 6"),
        (lambda basket: "6", "total([1, 2, 3]) gave '6' (a text), expected 6"),
        (lambda basket: SixText("5"), "total([1, 2, 3]) gave '5', expected 6"),
        (lambda basket: basket.clear() or 6, "the basket is changed afterwards"),
    ],
)
def test_strange_answers_get_a_fair_score_and_a_useful_sentence(
    answer: Any, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report = judge(TOTAL, answer)
    assert sentence in " ".join(str(report).split())
    assert report.points < 4
    assert not report.fault
    assert capsys.readouterr() == ("", "")


def test_an_answer_whose_attributes_explode_is_survived() -> None:
    class Trap:
        def __getattribute__(self, name: str) -> Any:
            while True:
                pass

        def __call__(self, basket: list[int]) -> int:
            return 6

    assert judge(TOTAL, Trap()).points < 4


def test_defaults_of_the_learner_s_parameters_are_not_printed() -> None:
    def answer(basket: list[int], till: Any, extra: object = object()) -> int:
        return 6

    assert "yours takes (basket, till, extra): the parameters" in str(judge(TOTAL, answer))


def test_further_parameters_with_defaults_fit() -> None:
    assert judge(TOTAL, lambda basket, start=0: sum(basket, start)).points == 4


def test_a_class_is_wanted_where_the_exercise_says_class() -> None:
    shop = replace(
        TOTAL, signature="class Shop", observe=lambda shop: observe(lambda b: call(shop).value.total(b))
    )

    class Shop:
        def total(self, basket: list[int]) -> int:
            return sum(basket)

    class Untouched:
        def total(self, basket: list[int]) -> Any:
            return TODO

    assert judge(shop, Shop).points == 4
    assert not judge(shop, Untouched).attempted
    assert 'wanted is the class itself: check("90-total", Shop)' in " ".join(str(judge(shop, Shop())).split())


def test_what_one_observation_outgrows_costs_no_other_and_counts_as_never_ending() -> None:
    def observes(answer: Any) -> Seen:
        return {"heard": [[1]] * 10 * MOST, "value": 6, "mutated": False, "empty": 0}

    watched = watch(replace(TOTAL, observe=observes), sum)
    assert list(watched.seen) == ["heard", "value", "mutated", "empty"]
    assert watched.seen["heard"][-1] == {"cut": "size"}
    assert watched.errors == ("stopped",)


def test_after_a_call_that_was_stopped_the_others_are_stopped_sooner() -> None:
    def observes(answer: Any) -> Seen:
        return {"stopped": [call(answer, [1]).steps for _ in range(3)]}

    watched = watch(replace(TOTAL, observe=observes), loops)
    assert watched.seen == {"stopped": [200_000, 20_000, 20_000]}


def test_an_answer_of_a_subclass_is_of_the_type_that_is_wanted() -> None:
    table = replace(TOTAL, signature="", accepts=(dict,), observe=lambda answer: observe(lambda b: sum(b)))
    assert judge(table, collections.defaultdict(int, a=1)).points == 4
    numbers = replace(TOTAL, signature="", accepts=(int, float), observe=lambda answer: observe(sum))
    assert judge(numbers, decimal.Decimal("4.5")).points == 4
    assert "your answer is True or False (bool); wanted is" in str(judge(numbers, True))


@pytest.mark.parametrize("kind", [types.MappingProxyType, collections.UserDict, collections.ChainMap])
def test_any_mapping_will_do_where_a_dict_is_wanted(kind: Any) -> None:
    table = replace(
        TOTAL,
        signature="",
        accepts=(dict,),
        blank=({},),
        observe=lambda answer: observe(sum) | {"kind": type(answer).__name__},
    )
    assert judge(table, kind({"a": 1})).points == 4
    assert watch(table, kind({"a": 1})).seen["kind"] == "dict"
    assert not judge(table, kind({})).attempted
    listed = replace(table, accepts=(list,))
    assert f"your answer is of type {kind.__name__}; wanted is a list" in str(judge(listed, kind({"a": 1})))


class Endless(collections.UserDict[str, int]):
    def __iter__(self) -> Any:
        while True:
            yield "a"


class Refusing(collections.UserDict[str, int]):
    def keys(self) -> Any:
        raise KeyError("milk")


@pytest.mark.parametrize(("answer", "says"), [(Endless(a=1), "does a loop never end?"), (Refusing(), "milk")])
def test_a_mapping_that_cannot_be_read_is_refused_with_a_sentence(answer: Any, says: str) -> None:
    report = judge(replace(TOTAL, signature="", accepts=(dict,)), answer)
    assert report.points == 0
    assert says in str(report)
    assert not report.fault


def test_data_of_another_type_is_answered_with_an_example() -> None:
    data = replace(TOTAL, signature="", accepts=(list,), example='["A", "B"]')
    assert 'your answer is a text (str); wanted is a list, such as ["A", "B"]' in str(judge(data, "AB"))


def test_while_a_gate_fails_nothing_counts() -> None:
    gated = replace(
        TOTAL, gate=(Criterion("still takes a basket", 0, lambda seen: Finding("", "it does not")),)
    )
    report = judge(gated, lambda basket: sum(basket))
    assert report.points == 0
    assert "what worked before must work again before points count" in str(report)


def test_a_gate_that_holds_is_worth_nothing() -> None:
    gated = replace(TOTAL, gate=(Criterion("still takes a basket", 0, lambda seen: None),))
    report = judge(gated, lambda basket: sum(basket))
    assert report.points == 4
    assert report.lines[1].split()[-1] == "gate"


def test_bonus_points_say_so() -> None:
    assert judge(replace(TOTAL, bonus=True), sum).lines[-1] == "4 of 4 bonus points."


@pytest.mark.parametrize(
    "broken",
    [
        replace(TOTAL, observe=lambda answer: {}["missing"]),
        replace(TOTAL, observe=lambda answer: [1]),  # type: ignore[arg-type, return-value]  # the fault
        replace(TOTAL, criteria=(Criterion("adds up", 4, lambda seen: seen["missing"]),), misconceptions=()),
    ],
)
def test_a_fault_of_the_exercise_is_not_blamed_on_the_learner(broken: Exercise) -> None:
    report = judge(broken, sum)
    assert report.fault
    assert "This check met something its author did not foresee" in " ".join(str(report).split())


def test_the_two_halves_pass_only_what_survives_json() -> None:
    watched = watch(TOTAL, lambda basket: Chameleon())
    moved = replace(watched, seen=json.loads(json.dumps(watched.seen)))
    assert score(TOTAL, moved).lines == judge(TOTAL, lambda basket: Chameleon()).lines


def test_criteria_never_meet_the_learner_s_own_object() -> None:
    met: list[Any] = []

    def meets(seen: Seen) -> None:
        met.append(seen["value"])

    raw = replace(
        TOTAL,
        observe=lambda answer: {"value": call(answer, []).value},
        criteria=(Criterion("adds up", 4, meets),),
        misconceptions=(),
    )
    judge(raw, lambda basket: Chameleon())
    assert met[0] is not Chameleon
    assert type(met[0]) is dict


def test_a_fault_that_is_expected_makes_no_remark() -> None:
    quiet = replace(
        TOTAL, observe=lambda answer: call(answer, [1], expect=True, watch=True).seen() | {"empty": 0}
    )
    assert "note:" not in str(judge(quiet, lambda basket: 1 / 0))


def test_todo_is_one_object_however_it_is_copied() -> None:
    assert copy.deepcopy(TODO) is pickle.loads(pickle.dumps(TODO)) is TODO
    assert repr(TODO) == "TODO"
    assert not TODO
