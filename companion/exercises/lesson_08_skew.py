"""08-skew: an order of steps that breaks a contract over two streams, and streams that keep it."""

from collections.abc import Mapping
from typing import Any, Final

from companion.exercises.lesson_08_money import dollars
from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

BREAKS = "your steps break the contract, and the store refuses nobody"
KEEPS = "with your streams no order of the steps breaks it"
FREE = "with your streams Grace's machine is not refused because of Ada"

STEPS: Final = ("A1", "A2", "B1", "B2")
MOST: Final = 12


def _observe(answer: Any) -> Seen:
    from companion.scenarios.contract import OWN_STREAM

    pair = list(answer)
    if len(pair) != 2:
        return {"trouble": "wanted are both: [steps, streams]", "steps": {}, "streams": {"of": {}}}
    steps, streams = pair
    return {"trouble": "", "steps": _played(steps), "streams": _stored(streams, tuple(OWN_STREAM))}


def _played(steps: Any) -> dict[str, Any]:
    """What the learner's order of steps comes to; `problem` if it cannot be played."""
    from companion.scenarios.contract import play

    read = plain(steps)
    if read == {"todo": True}:
        return {"problem": "steps is still TODO", "said": []}
    if not isinstance(read, list) or not all(type(each) is str for each in read):
        return {"problem": 'steps is a list of steps such as ["A1", "A2"]', "said": []}
    given = [str(each).strip().upper() for each in read][:MOST]
    strange = next((each for each in given if each not in STEPS), None)
    twice = next((each for each in given if given.count(each) > 1), None)
    if strange or twice:
        stranger = f"{strange} is none of the four steps {', '.join(STEPS)}"
        problem = stranger if strange else f"{twice} stands in it twice"
        return {"problem": problem, "given": given, "said": []}
    early = next(
        (each for each in given if each[1] == "2" and f"{each[0]}1" not in given[: given.index(each)]), ""
    )
    if early:
        return {
            "problem": f"{early} without {early[0]}1 before it",
            "early": early,
            "given": given,
            "said": [],
        }
    run = play(given)
    return {
        "problem": "",
        "given": given,
        "said": run.said,
        "together": run.together_cents,
        "conflicts": run.conflicts,
    }


def _stored(streams: Any, accounts: tuple[str, ...]) -> dict[str, Any]:
    """What the learner's streams do in each order of steps, and to Grace."""
    from companion.scenarios.contract import ORDERS, play

    if not isinstance(streams, Mapping):
        return {"problem": "streams is a dict: an account's name to the name of its stream", "of": {}}
    read = plain({each: streams[each] for each in accounts if each in streams})
    assert isinstance(read, dict)
    missing = [each for each in accounts if type(read.get(each)) is not str or not str(read[each]).strip()]
    if missing:
        return {"problem": f"streams gives no stream, as a text, for {', '.join(missing)}", "of": {}}
    of = {each: str(read[each]).strip() for each in accounts}
    runs = [(list(order), play(order, of)) for order in ORDERS]
    broken = [(order, run.together_cents) for order, run in runs if run.together_cents < 0]
    waits = [path for path in GRACE if play(path, of).conflicts]
    return {"problem": "", "of": of, "broken": broken, "waits": [list(path) for path in waits]}


GRACE: Final = (("G1", "A1", "A2", "G2"), ("G1", "B1", "B2", "G2"))
"""Grace's machine reads, one of Ada's reads and pays, then Grace's pays."""


def _breaks(seen: Seen) -> Finding | None:
    steps = seen["steps"]
    if seen["trouble"] or steps["problem"]:
        return Finding("", seen["trouble"] or steps["problem"])
    if steps["together"] >= 0:
        return Finding(
            "", f"{'; '.join(steps['said']) or 'nothing happens'}: together {dollars(steps['together'])}"
        )
    return None


def _keeps(seen: Seen) -> Finding | None:
    streams = seen["streams"]
    if seen["trouble"] or streams["problem"]:
        return Finding("", "not judged: see above" if seen["trouble"] else streams["problem"])
    if streams["broken"]:
        order, cents = streams["broken"][0]
        of = streams["of"]
        where = f"savings in {of['savings']!r:.40}, checking in {of['checking']!r:.40}"
        return Finding("", f"{where}: after {' '.join(order)} together {dollars(cents)}")
    return None


def _free(seen: Seen) -> Finding | None:
    streams = seen["streams"]
    if seen["trouble"] or streams["problem"]:
        return Finding("", "not judged: see above" if seen["trouble"] else streams["problem"])
    if streams["waits"]:
        told = "Grace's machine reads, Ada takes money out, and Grace's machine is refused: ConcurrencyError"
        return Finding("", told)
    if streams["broken"]:
        return Finding("", "not judged: first the contract must be kept")
    return None


def _given(seen: Seen) -> list[str]:
    return list(seen["steps"].get("given", [])) if not seen["steps"].get("problem") else []


SKEW = Exercise(
    id="08-skew",
    title="savings and checking",
    kind="design",
    points=3,
    accepts=(list, tuple),
    example="[steps, streams]",
    blank=([TODO, {each: each for each in ("savings", "checking", "grace")}],),
    observe=_observe,
    criteria=(
        Criterion(BREAKS, 1, _breaks),
        Criterion(KEEPS, 1, _keeps),
        Criterion(FREE, 1, _free),
    ),
    misconceptions=(
        Misconception(
            "appends before it has read",
            BREAKS,
            lambda seen: bool(seen["steps"].get("early")),
            "A machine that has read nothing has decided nothing, and has no version to expect.",
        ),
        Misconception(
            "one machine is enough",
            BREAKS,
            lambda seen: len({each[0] for each in _given(seen)}) == 1,
            "One machine alone keeps the contract: nothing happens between its reading and its writing.",
        ),
        Misconception(
            "one after the other",
            BREAKS,
            lambda seen: (
                len(_given(seen)) == 4 and [each[0] for each in _given(seen)] in (list("AABB"), list("BBAA"))
            ),
            "The second machine read after the first had paid, and knew of it. In which order would it not?",
        ),
        Misconception(
            "only one of them pays",
            BREAKS,
            lambda seen: (
                len(_given(seen)) == 3 and sum("reads $600.00" in said for said in seen["steps"]["said"]) == 2
            ),
            "Both have read the same $600. The contract breaks when both act on it.",
        ),
        Misconception(
            "each version guards all",
            KEEPS,
            lambda seen: len(set(seen["streams"]["of"].values())) == 3,
            "Each machine expected the right version, each of its own stream, and each was right: nobody had "
            "written there. A rule is guarded only by the version of a stream that holds all it speaks of.",
        ),
        Misconception(
            "the wrong two together",
            KEEPS,
            lambda seen: len(set(seen["streams"]["of"].values())) == 2,
            "The contract speaks of savings and checking, and these two still stand in different streams.",
        ),
        Misconception(
            "one stream for the whole bank",
            FREE,
            lambda seen: bool(seen["streams"]["of"]) and len(set(seen["streams"]["of"].values())) == 1,
            "The contract is kept, and now every customer waits for every other. A stream is as large as the "
            "rule it guards, and no larger.",
        ),
    ),
    hints=(
        "When is what machine B has read no longer true? And which stream's version would have told it?",
        "Both must have read before the first of them pays. A rule is guarded by the version of a stream "
        "that holds everything the rule speaks of, and nothing else.",
        "steps = ['A1', 'B1', ...]\nstreams: savings and checking get the same name, grace gets another",
    ),
)
