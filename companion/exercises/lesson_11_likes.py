"""11-likes: a count that a crash cannot make wrong, and a second tap neither."""

from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.strike import Striking
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

CALM = "undisturbed, run twice: 456 has 3 likes, 460 has 1, and all is read"
CRASH = "crashed at any step and started again: the same"
AGAIN = "crashed a second time while it recovers: the same"
TAPS = "user 13 taps twice: one like; on another post, one more"
STEPS = 40_000
MOST_STEPS = 60
KEPT = ("after commit", "after save_checkpoint")
"""Steps behind which something new is on disk. A crash anywhere else leaves what an earlier one left."""

Log = tuple[tuple[int, int], ...]
RIGHT = {"456": 3, "460": 1}
THREE: Log = ((456, 11), (460, 11), (456, 12), (456, 13))
TWO: Log = ((456, 11), (456, 12))
BOTH: Log = ((460, 11), (456, 11))
TAPPED: Log = ((456, 11), (456, 13), (460, 13), (456, 13), (456, 12), (456, 13))


def _wanted(log: Log) -> dict[int, int]:
    """Likes by post: one for each user."""
    return {post: len({user for each, user in log if each == post}) for post, _ in log}


def _store(log: Log) -> Any:
    from companion.events import VirtualClock
    from companion.scenarios.counting_likes import like, make_likes
    from companion.sourcing import MemoryStore

    store = MemoryStore(clock=VirtualClock())
    make_likes(store)
    for post_id, user in log:
        like(store, post_id, user)
    return store


def _run(answer: Any, store: Any, expect: bool = False) -> str:
    return call(lambda: answer(store) and None, steps=STEPS, expect=expect).trouble


def _counts(store: Any) -> dict[str, Any]:
    """Likes by post, as far as the table can be read."""
    from companion.scenarios.counting_likes import counts

    try:
        return {str(post): plain(n) for post, n in counts(store).items()}
    except Exception:  # a table that is gone, or a transaction left open
        return {}


def _noted(store: Any) -> int:
    """How many likes stand in `liked`."""
    try:
        with store.transaction() as tx:
            return int(tx.execute("SELECT COUNT(*) FROM liked")[0][0])
    except Exception:  # as above
        return 0


def _unread(store: Any) -> int:
    """How many events stand behind the checkpoint."""
    try:
        return sum(1 for _ in store.read_all(after=store.checkpoint("likes")))
    except Exception:  # a transaction left open
        return 0


def _calm(answer: Any, log: Log, times: int = 2) -> dict[str, Any]:
    store = _store(log)
    first = _run(answer, store)
    once = _counts(store)
    troubles = [first, *(_run(answer, store) for _ in range(times - 1))]
    trouble = next((each for each in troubles if each), "")
    return {
        "first": first,
        "once": once,
        "counts": _counts(store),
        "noted": _noted(store),
        "unread": _unread(store),
        "trouble": trouble,
    }


def _later(answer: Any) -> dict[str, Any]:
    """Two likes are counted; then two more come, one of them a second tap."""
    from companion.scenarios.counting_likes import like

    store = _store(TWO)
    first = _run(answer, store)
    like(store, 456, 12, 13)
    return {"trouble": first or _run(answer, store), "counts": _counts(store)}


def _crashes(answer: Any, log: Log, second: bool = False) -> dict[str, Any]:
    """Struck at each step, and with `second` again at each of the recovery: the first that goes wrong."""
    wanted, tried, bad = {str(post): n for post, n in _wanted(log).items()}, 0, 0
    worst: dict[str, Any] = {}
    most = 0
    for place in range(1, MOST_STEPS + 1):
        for next_place in range(1, MOST_STEPS + 1) if second else (0,):
            store = _store(log)
            strikes = [Striking(store, place)]
            _run(answer, strikes[0], expect=True)
            struck = bool(strikes[0].struck)
            if not struck or (second and strikes[0].struck not in KEPT):
                break  # done, or the store is as after an earlier crash
            if second:
                strikes.append(Striking(store, next_place))
                _run(answer, strikes[1], expect=True)
                if not strikes[1].struck:
                    break
            tried += 1
            trouble = _run(answer, store)
            found = _counts(store)
            if found != wanted or trouble:
                bad += 1
                worst = worst or {**_told(strikes, found, trouble), "noted": _noted(store)}
                most = max(most, sum(n for n in found.values() if type(n) is int))
            if second and bad:
                return {"tried": tried, "bad": bad, "worst": worst, "most": most}
        if not struck:
            break
    return {"tried": tried, "bad": bad, "worst": worst, "most": most}


def _told(strikes: list[Striking], found: dict[str, Any], trouble: str) -> dict[str, Any]:
    return {
        "died": [f"{each.struck} ({each.names.count(each.struck)})" for each in strikes],
        "counts": found,
        "trouble": trouble,
    }


def _observe(answer: Any) -> Seen:
    calm, elsewhere = _calm(answer, THREE), _calm(answer, THREE)
    return {
        "calm": calm,
        "elsewhere": elsewhere,
        "crash": _crashes(answer, THREE),
        "twice": _crashes(answer, TWO, second=True),
        "taps": _calm(answer, TAPPED),
        "later": _later(answer),
        "both": _calm(answer, BOTH, times=1),
    }


def _shown(counts: dict[str, Any]) -> str:
    return ", ".join(f"{post} has {n}" for post, n in list(counts.items())[:4]) or "no post has any"


def _right(seen: Seen, name: str, log: Log, story: str) -> Finding | None:
    got, wanted = seen[name], {str(post): n for post, n in sorted(_wanted(log).items())}
    if got["trouble"]:
        return Finding("", f"{story}your code {got['trouble']}")
    if got["counts"] != wanted:
        return Finding(_shown(wanted), f"{story}{_shown(got['counts'])}")
    if got.get("unread"):
        behind = f'the checkpoint "likes" is behind the log by {got["unread"]}'
        return Finding("0", f"{story}the counts are right; {behind}")
    return None


def _works(seen: Seen) -> Finding | None:
    calm, wrong = seen["calm"], _right(seen, "calm", THREE, "")
    again = calm["trouble"] or calm["counts"] != RIGHT
    if wrong is not None and not calm["first"] and calm["once"] == RIGHT and again:
        wrong = Finding(wrong.expected, f"right once; run again with nothing new, {wrong.evidence}")
    return wrong


def _forgets(seen: Seen) -> Finding | None:
    """What the process remembers is of no use to the next one."""
    if seen["elsewhere"]["counts"] == seen["calm"]["counts"]:
        return None
    return _right(seen, "elsewhere", THREE, "the same likes in another database: ")


def _crash(name: str) -> Any:
    def judge(seen: Seen) -> Finding | None:
        if (forgets := _forgets(seen)) is not None:
            return forgets
        worst = seen[name]["worst"]
        if seen["calm"]["trouble"]:
            return Finding("", f"your code {seen['calm']['trouble']}")
        if _works(seen) is not None:
            return Finding("", "not judged: undisturbed it goes wrong already")
        if name == "twice" and seen["crash"]["worst"]:
            return Finding("", "it goes wrong after one crash already")
        if not worst:
            return None if seen["crash"]["tried"] else Finding("", "your code takes no step on the store")
        died = f"died {', then '.join(worst['died'])}, started again: "
        if worst["trouble"]:
            return Finding("", f"{died}your code {worst['trouble']}")
        wanted = _wanted(TWO if name == "twice" else THREE)
        return Finding(
            _shown({str(post): n for post, n in sorted(wanted.items())}), died + _shown(worst["counts"])
        )

    return judge


def _taps(seen: Seen) -> Finding | None:
    if (forgets := _forgets(seen)) is not None:
        return forgets
    story = "13 likes 456 three times and 460 once, 11 and 12 like 456: "
    wrong = _right(seen, "taps", TAPPED, story)
    if wrong is not None:
        return wrong
    return _right(
        seen, "later", (*TWO, (456, 13)), "11 and 12 are counted; later 12 taps again, and 13 likes: "
    )


def _crashed_with(seen: Seen, test: Any) -> bool:
    worst = seen["crash"]["worst"]
    return bool(worst) and not worst["trouble"] and test(worst["counts"].get("456", 0))


def _double(seen: Seen) -> bool:
    return bool(seen["taps"]["counts"].get("456") == 5)


LIKES = Exercise(
    id="11-likes",
    title="catch_up",
    kind="bug hunt",
    points=6,
    signature="catch_up(store)",
    returns=False,
    observe=_observe,
    gate=(Criterion(CALM, 0, _works),),
    criteria=(
        Criterion(CRASH, 3, _crash("crash")),
        Criterion(AGAIN, 1, _crash("twice")),
        Criterion(TAPS, 2, _taps),
    ),
    misconceptions=(
        Misconception(
            "no checkpoint",
            CALM,
            lambda s: (
                s["calm"]["once"] == RIGHT
                and s["calm"]["counts"] != {}
                and s["calm"]["unread"] == len(THREE)
                and _forgets(s) is None
            ),
            "Each run begins with the first event again, and whoever waits for a position waits in vain. The "
            "checkpoint says how far it has come: read on from there, and save it.",
        ),
        Misconception(
            "a transaction in a transaction",
            CALM,
            lambda s: "WrongUse: save_checkpoint" in s["calm"]["trouble"],
            "`store.save_checkpoint` begins a transaction of its own, and one is open. Inside, ask the "
            "transaction: `tx.save_checkpoint`.",
        ),
        Misconception(
            "COUNT is never run",
            CALM,
            lambda s: _only_notes(s) and not s["taps"]["counts"],
            "Likes were noted, and COUNT was never run. Run it where a like is new: then NEW gives back a "
            "list of one row. For a known one it is empty, and without RETURNING always.",
        ),
        Misconception(
            "the other way round",
            CALM,
            lambda s: _only_notes(s) and bool(s["taps"]["counts"]),
            "Nothing the first time, and a like with the second tap. A row that comes back means: this pair "
            "is *new*.",
        ),
        Misconception(
            "a repeat is an error",
            TAPS,
            lambda s: "UNIQUE constraint failed: liked" in s["taps"]["trouble"],
            "The second tap raised an error, and the view stands still there, with everything behind it. "
            "`ON CONFLICT DO NOTHING` asks instead of failing.",
        ),
        Misconception(
            "remembers in the process",
            CRASH,
            lambda s: _forgets(s) is not None,
            "What the process remembers, who was counted or how far it came, is gone when it dies, and not "
            "true of another database. Keep it where the counts are: in `liked`, and in the checkpoint.",
        ),
        Misconception(
            "noted, and not counted",
            CRASH,
            lambda s: _crashed_with(s, lambda n: n < 3) and s["crash"]["worst"]["noted"] == len(THREE),
            "The like was noted in one transaction and counted in another, and the process died in between: "
            "it is known, and never will be counted.",
        ),
        Misconception(
            "the checkpoint first",
            CRASH,
            lambda s: _crashed_with(s, lambda n: n < 3),
            "Now a crash loses a like instead: the checkpoint is past it, and it was never counted. Two "
            "lines, two orders, two wrongs.",
        ),
        Misconception(
            "the checkpoint at the end",
            CRASH,
            lambda s: _crashed_with(s, lambda n: n > 3) and _at_the_end(s),
            "All likes are counted, and one checkpoint is saved behind them: after a crash every one of them "
            "is counted again.",
        ),
        Misconception(
            "count, then checkpoint",
            CRASH,
            lambda s: _crashed_with(s, lambda n: n == 4),
            "The count was committed, the checkpoint was not, and the like was handed out again. Two things "
            "that must be true together stand in two transactions.",
        ),
        Misconception(
            "one like for each user",
            TAPS,
            lambda s: (
                s["taps"]["counts"].get("456") == 3
                and "460" not in s["taps"]["counts"]
                and s["both"]["counts"] == {"460": 1}
            ),
            "User 13 likes 460 too, and that was not counted. A like is known by post *and* user.",
        ),
        Misconception(
            "takes back twice",
            AGAIN,
            lambda s: not s["crash"]["bad"] and _too_few(s["twice"]["worst"]),
            "What was counted without its checkpoint is taken back at the start, and after a second crash it "
            "is taken back again. A repair can crash, too. What needs none is safer: together or not at all.",
        ),
        Misconception(
            "noted, and counted all the same",
            TAPS,
            lambda s: _double(s) and s["taps"]["noted"] == len(set(TAPPED)),
            "`liked` knows the second tap, and it was counted. Whether a pair is new is what NEW gives back: "
            "one row, or an empty list. Count only with a row.",
        ),
        Misconception(
            "a second tap is taken for a new like",
            TAPS,
            lambda s: _double(s) and not s["taps"]["noted"],
            "Every crash is survived, and user 13 counts three times: the log says the same again, later, in "
            "an event of its own. No checkpoint protects from that. `liked` has a key: ask it.",
        ),
    ),
    hints=(
        "Which two things must never be seen apart? And what tells a second tap from a first?",
        "A transaction makes two writes one. A key makes a repeat a no-op: INSERT … ON CONFLICT DO NOTHING "
        "RETURNING says whether it was new.",
        "with store.transaction() as tx:\n"
        "    if tx.execute(NEW, post_id, user_id):\n"
        "        tx.execute(COUNT, post_id)\n"
        '    tx.save_checkpoint("likes", each.position)',
    ),
)


def _only_notes(seen: Seen) -> bool:
    """Likes were noted in `liked`, and none was counted."""
    calm = seen["calm"]
    return bool(not calm["once"] and not calm["counts"] and calm["noted"] and not calm["trouble"])


def _too_few(worst: dict[str, Any]) -> bool:
    return bool(worst) and not worst["trouble"] and worst["counts"].get("456", 0) < len(TWO)


def _at_the_end(seen: Seen) -> bool:
    """Whether more than one like at once came again."""
    return bool(seen["crash"]["most"] > len(THREE) + 1)
