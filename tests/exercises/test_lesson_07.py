"""Lesson 07: the figures its demos stand on, and the edges of what its checks see."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_07_cures import CURES, points_of
from companion.exercises.registry import lesson
from companion.lab import CrashPoints, crash_points
from companion.scenarios import posting
from companion.scenarios.numbered_table import NumberedTable
from companion.scenarios.outbox_order import outbox_order

ROOT = Path(__file__).resolve().parents[2]
ANNOUNCED, EXISTS, ONCE = posting.PROMISES


def struck(run: Any, asked: Any = posting.PROMISES, **how: Any) -> CrashPoints:
    return crash_points(run, asked, disk=posting.fresh, **how)


def broken(grid: CrashPoints) -> list[int]:
    return [sum(name in row.broken for row in grid.rows) for name in grid.columns]


def rights(id: str) -> list[Any]:
    """The right answers on file."""
    found = []
    for file in sorted((ROOT / "tests" / "answers" / "07" / id).glob("right_*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found.append(pytest.param(module.answer, id=file.stem))
    return found


def test_the_lesson_is_worth_20_points_in_five_graded_items() -> None:
    parts = lesson("07")
    assert parts.points == 20
    graded = [each for each in parts.exercises if not each.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert [each.points for each in parts.exercises if each.bonus] == [3]


# --- the figures ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "points", "found"),
    [
        (posting.save_publish, 7, [3, 0, 0]),
        (posting.publish_save, 7, [0, 2, 0]),
        (posting.inside, 6, [0, 2, 0]),
        (posting.sorry, 7, [3, 0, 0]),
        (posting.retry, 7, [3, 0, 0]),
    ],
)
def test_two_writes_have_a_gap_in_any_order(code: Any, points: int, found: list[int]) -> None:
    grid = struck(posting.process(code))
    assert (len(grid.points), broken(grid), grid.strayed) == (points, found, "")


def test_pressing_again_is_broken_at_the_same_points_as_pressing_once() -> None:
    once, again = (
        struck(posting.process(posting.save_publish)),
        struck(posting.process(posting.press_again, again=True)),
    )
    assert again.evidence == once.evidence
    assert broken(again) == [3, 0, 0]


def test_a_second_press_without_the_check_announces_the_post_if_sometimes_twice() -> None:
    grid = struck(posting.process(posting.save_publish, again=True))
    assert broken(grid)[:2] == [0, 0]
    assert broken(grid)[2] > 0


def test_reconcile_loses_nothing_and_repeats() -> None:
    grid = struck(posting.process(posting.save, posting.reconcile))
    assert broken(grid) == [0, 0, 3]


def test_an_outbox_loses_and_invents_nothing_and_its_relay_repeats_at_three_points() -> None:
    grid = struck(posting.outboxed())
    assert broken(grid) == [0, 0, 3]
    assert next(point for point, _ in grid.evidence) == "after publish posts"


def test_a_relay_that_marks_inside_the_transaction_loses_nothing() -> None:
    def mark_inside(outbox: Any, broker: Any) -> None:
        from companion.delivery import Message

        for row in outbox.waiting():
            with outbox.store.transaction() as tx:
                outbox.published(tx, [row])
                broker.send(row.topic, [Message(row.key, row.data)])

    assert broken(struck(posting.outboxed(relay=mark_inside))) == [0, 0, 2]


def test_without_an_inbox_the_feed_repeats_and_with_one_it_never_does() -> None:
    plain = struck(
        posting.outboxed(afterwards=lambda d: posting.read_on(d, inbox=False)), posting.IN_THE_FEED
    )
    assert (broken(plain), len(plain.points)) == ([5], 29)
    assert set(plain.evidence.values()) == {"the feed shows [101, 101], the table holds [101]"}
    kept = struck(posting.outboxed(afterwards=lambda d: posting.read_on(d, inbox=True)), posting.IN_THE_FEED)
    assert kept.ok


def test_a_second_crash_during_the_recovery_changes_nothing() -> None:
    code = posting.outboxed(afterwards=lambda d: posting.read_on(d, inbox=True))
    grid = struck(code, posting.IN_THE_FEED, crashes=2)
    assert grid.ok
    assert not grid.left_out
    assert grid.runs > 800


@pytest.mark.parametrize("create", rights("07-outbox"))
@pytest.mark.parametrize("relay", rights("07-relay"))
def test_right_answers_together_survive_every_crash_on_the_whole_way(create: Any, relay: Any) -> None:
    feed = posting.outboxed(create, relay, lambda disk: posting.read_on(disk, inbox=True))
    assert struck(feed, posting.IN_THE_FEED).ok
    assert broken(struck(posting.outboxed(create, relay)))[:2] == [0, 0]


def test_order_42_is_stored_once_published_twice_and_charged_once() -> None:
    order = outbox_order()
    assert (order.stored, order.published, order.charged_cents) == (1, 2, [450])
    assert [(record.service, record.kind) for record in order.trace] == [
        ("Order", "called"), ("Relay", "failed"), ("Relay", "called"),
        ("Payment", "called"), ("Payment", "called"),
    ]  # fmt: skip


def test_a_number_is_taken_at_insert_and_seen_after_commit() -> None:
    table = NumberedTable()
    slow, quick, gone = table.begin(), table.begin(), table.begin()
    table.commit(quick)
    table.roll_back(gone)
    assert (table.visible(), table.oldest_open()) == ([2], 1)
    table.then(lambda: table.commit(slow))
    assert (table.visible(), table.visible(), table.oldest_open()) == ([2], [1, 2], None)
    table.delete([1])
    assert (table.visible(), table.begin()) == ([2], 4)


# --- the checks -----------------------------------------------------------------------------------------


def stub_create(store: Any, outbox: Any, post: Any) -> None:
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id",
            post.post_id,
            post.content,
        )


def stub_relay(outbox: Any, broker: Any) -> None:
    from companion.delivery import Message

    for row in outbox.waiting():
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except Exception:
            continue


def stub_take(table: Any, memory: Any) -> Any:
    rows = table.visible(memory.get("last", 0))
    if rows:
        memory["last"] = rows[-1]
    return rows


@pytest.mark.parametrize(
    ("id", "untouched"),
    [
        ("07-cures", dict.fromkeys(CURES, TODO)),
        ("07-outbox", stub_create),
        ("07-relay", stub_relay),
        ("07-gap", stub_take),
    ],
)
def test_untouched_totals_0(id: str, untouched: object) -> None:
    assert judge(exercise(id), untouched).points == 0


def test_every_point_that_defeats_a_cure_is_a_right_answer() -> None:
    points = points_of()
    bad = {name: [point for point, left in points[name].items() if left] for name in CURES}
    assert [len(bad[name]) for name in CURES] == [3, 3, 2, 0]
    for sorry in bad["sorry"]:
        for inside in bad["inside"]:
            answer = {"sorry": sorry, "retry": bad["retry"][0], "inside": inside, "reconcile": None}
            assert judge(exercise("07-cures"), answer).points == 4


@pytest.mark.parametrize(
    "point", ["before", "", 3, True, ["after save"], {"after": "save"}, "after safe", b"x"]
)
def test_an_odd_point_is_answered_with_a_sentence(point: object) -> None:
    report = judge(exercise("07-cures"), dict.fromkeys(CURES, point))
    assert not report.fault
    assert report.points == 0
    assert "{" not in str(report)


def test_a_half_filled_table_hears_what_is_open() -> None:
    report = judge(exercise("07-cures"), {"sorry": "after save", "retry": TODO, "insde": "none"})
    assert report.points == 1
    assert "still open: retry, inside, reconcile; not known: insde" in str(report)
    assert report.misconception is None


def test_none_everywhere_earns_nothing() -> None:
    assert judge(exercise("07-cures"), dict.fromkeys(CURES, "none")).points == 0


def endless(*given: Any) -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def spoils(*given: Any) -> Any:
    for each in given:
        if isinstance(each, dict):
            each.clear()
    return [None, "1", object()]


@pytest.mark.parametrize("id", ["07-outbox", "07-relay", "07-gap"])
@pytest.mark.parametrize(
    "odd",
    [endless, spoils, print, None, 3, dict, Exception, lambda *given: given],
    ids=lambda odd: getattr(odd, "__name__", repr(odd)),
)
def test_odd_answers_score_nothing_and_are_told_why(id: str, odd: object) -> None:
    report = judge(exercise(id), odd)
    assert not report.fault, report.fault
    assert report.points == 0, str(report)
    assert len(report.lines) > 1
    assert " at 0x" not in str(report)


@pytest.mark.parametrize(
    ("gives", "told"),
    [
        (lambda table, memory: set(table.visible(0)), "take gave back something of type set"),
        (lambda table, memory: None, "take gave back None"),
        (lambda table, memory: [str(number) for number in table.visible(0)], "gave back '1', a text (str)"),
        (
            lambda table, memory: [[number] for number in table.visible(0)],
            "something that is no whole number",
        ),
    ],
)
def test_what_is_no_list_of_numbers_is_shown_with_its_type(gives: Any, told: str) -> None:
    report = judge(exercise("07-gap"), gives)
    assert not report.fault
    assert told in " ".join(str(report).split())


def test_a_relay_that_sends_without_end_is_stopped() -> None:
    def relay(outbox: Any, broker: Any) -> None:
        from companion.delivery import Message

        while rows := outbox.waiting():
            for row in rows:
                broker.send(row.topic, [Message(row.key, row.data)])

    report = judge(exercise("07-relay"), relay)
    assert not report.fault
    assert "stopped after 40 calls of `send`" in str(report)
    assert report.misconception in (None, "never marks")


def test_a_relay_that_tries_twice_at_once_is_not_accused_of_skipping() -> None:
    def relay(outbox: Any, broker: Any) -> None:
        from companion.delivery import BrokerUnavailable, Message

        for row in outbox.waiting():
            for _ in range(2):
                try:
                    broker.send(row.topic, [Message(row.key, row.data)])
                except BrokerUnavailable:
                    continue
                with outbox.store.transaction() as tx:
                    outbox.published(tx, [row])
                break

    report = judge(exercise("07-relay"), relay)
    assert report.misconception != "skips what cannot be sent now"


def test_a_relay_that_fails_on_an_ordinary_day_is_accused_of_no_idea() -> None:
    def relay(outbox: Any, broker: Any) -> None:
        with outbox.store.transaction():
            for _ in outbox.waiting():  # refused inside a transaction
                pass

    report = judge(exercise("07-relay"), relay)
    assert report.points == 0
    assert report.misconception is None
    assert "called inside `with store.transaction()" in str(report)


def test_an_answer_that_catches_its_own_crash_changes_nothing() -> None:
    def create(store: Any, outbox: Any, post: Any) -> None:
        for _ in range(3):
            try:
                with store.transaction() as tx:
                    stored = tx.execute("SELECT 1 FROM posts WHERE post_id = ?", post.post_id)
                    if not stored:
                        tx.execute("INSERT INTO posts VALUES (?, ?)", post.post_id, post.content)
                if not stored:
                    with store.transaction() as tx:
                        outbox.add(tx, "posts", str(post.post_id), post)
                return
            except BaseException:
                continue

    assert "leaves 1 row, 0 messages" in str(judge(exercise("07-outbox"), create))


# --- what the learner may call --------------------------------------------------------------------------


def cell(name: str) -> str:
    """The code of a cell of the lesson's source."""
    text = (ROOT / "notebooks" / "source" / "07_the_dual_write.py").read_text(encoding="utf-8")
    found = re.search(rf'^# %% name="{name}".*?\n(.*?)(?=^# %%|\Z)', text, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]


def test_the_cells_for_a_real_postgresql_show_what_they_say(
    postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, Any] = {"posting": posting}
    exec(cell("late-commit"), names)
    exec(cell("captured"), names)
    names["late_commit"](postgres_url)
    names["captured"](postgres_url, schema="lesson_07")
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "above 0: [(2, 'quick')]", "above 2: []", "in the log: [(1, '101')]", "published: 1",
    ]  # fmt: skip


def test_two_messages_in_one_transaction_are_told_where_they_are_wrong_and_not_as_a_crash() -> None:
    def twice(store: Any, outbox: Any, post: Any) -> None:
        with store.transaction() as tx:
            if tx.execute(posting.INSERT, post.post_id, post.content):
                for _ in range(2):
                    outbox.add(tx, "posts", str(post.post_id), post)

    report = judge(exercise("07-outbox"), twice)
    verdicts = [line[:4] for line in report.lines[1:-1] if line[0] != " "]
    assert verdicts == ["FAIL", "PASS", "FAIL", "PASS"]
