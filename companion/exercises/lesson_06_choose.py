"""06-choose: for each of six effects the cheapest protection that holds, judged by running them."""

import difflib
import re
from functools import cache
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import Plain, plain
from companion.exercises.schedules import EXPLORING_STEPS
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

PAID, TILL, SWITCH, ADDRESS, TOLD, MAIL = (
    "paid ids",
    "till",
    "light switch",
    "address",
    "told twice",
    "mail",
)
SEEDS = 60  # a protection that breaks does so within the first few
NOTHING, INBOX, VERSION, KEY = "nothing", "inbox", "version", "request key"


def _name(of: str) -> str:
    return f"{of}: it holds, and nothing cheaper does"


NAMES = {
    PAID: _name("paid ids"),
    TILL: _name("till and light switch"),
    ADDRESS: _name("address"),
    TOLD: _name("told twice"),
    MAIL: _name("mail"),
}


def _observe(answer: Any) -> Seen:
    from companion.scenarios.protections import EFFECTS

    given = {plain(key): plain(value) for key, value in dict.items(answer) if type(plain(key)) is str}
    strange = [name for name in given if name not in EFFECTS]
    return {
        "strange": strange,
        "near": [next(iter(difflib.get_close_matches(str(name), EFFECTS, 1, 0.5)), "") for name in strange],
        "rows": {effect: _row(effect, given.get(effect)) for effect in EFFECTS},
    }


def _row(effect: str, chosen: Plain) -> dict[str, Any]:
    """What one choice comes to: whether it holds, on which schedule it breaks, what would cost less."""
    from companion.scenarios.protections import PROTECTIONS

    row: dict[str, Any] = {"open": chosen is None or chosen == {"todo": True}, "chosen": chosen}
    word = re.sub(r"[-_\s]+", " ", chosen).strip().lower() if type(chosen) is str else ""
    if word not in PROTECTIONS:
        return {**row, "known": False}
    found = _tried(effect, word)
    cheaper = next((each for each in PROTECTIONS if _tried(effect, each).ok), word)
    row |= {"known": True, "chosen": word, "holds": found.ok, "cheapest": cheaper}
    if found.ok:
        return row
    steps = [{"kind": s.kind, "label": s.label, "index": s.index, "point": s.point, "late_s": s.late_s}
             for s in found.schedule]  # fmt: skip
    said = [f"{s.label}{' (crash: ' + s.point + ')' if s.kind == 'crash' else ''}" for s in found.schedule]
    return {**row, "problem": found.problem, "order": ", ".join(said), "schedule": steps}


@cache
def _tried(effect: str, protection: str) -> Any:
    """What came of it. In a `call`, because code that Python makes (a dataclass's) counts as the answer's."""
    from companion.scenarios.protections import ALL_FAULTS, try_out

    return call(try_out, effect, protection, ALL_FAULTS, SEEDS, steps=EXPLORING_STEPS).value


def _judge(seen: Seen, effect: str) -> Finding | None:
    row = seen["rows"][effect]
    if row["open"]:
        still = sum(each["open"] for each in seen["rows"].values())
        return Finding("", f"{effect}: not chosen yet; rows still open: {still}" + _misspelt(seen))
    if not row["known"]:
        return Finding('"nothing", "inbox", "version" or "request key"', f"{effect}: {_as_written(row)}")
    if not row["holds"]:
        said = f"{effect}, protected by {row['chosen']}, delivered {row['order']}: {row['problem']}"
        return Finding("", said, schedule=tuple(row["schedule"]))
    if row["cheapest"] != row["chosen"]:
        return Finding(
            "", f"{effect}: {row['chosen']} holds, and so does {row['cheapest']}, which costs less"
        )
    return None


def _as_written(row: dict[str, Any]) -> str:
    return f"{row['chosen']!r}" if type(row["chosen"]) is str else "not a text"


def _misspelt(seen: Seen) -> str:
    if not seen["strange"]:
        return ""
    near = seen["near"][0]
    return f"; nothing is called {seen['strange'][0]!r}" + (f", did you mean {near!r}?" if near else "")


def _counted_wrong(protection: str) -> Any:
    """Whether this was chosen for the one of the till and the light switch that the learner is shown."""

    def recognise(seen: Seen) -> bool:
        shown = TILL if _judge(seen, TILL) is not None else SWITCH
        return bool(_chose(shown, protection)(seen))

    return recognise


def _chose(effect: str, *protections: str) -> Any:
    """Whether this effect got one of these, and it was wrong."""
    return lambda seen: seen["rows"][effect]["chosen"] in protections


CHOOSE = Exercise(
    id="06-choose",
    title="the protections",
    kind="design",
    points=5,
    accepts=(dict,),
    example='{"till": "inbox"}',
    blank=({},),
    observe=_observe,
    criteria=(
        Criterion(NAMES[PAID], 1, lambda seen: _judge(seen, PAID)),
        Criterion(NAMES[TILL], 1, lambda seen: _judge(seen, TILL) or _judge(seen, SWITCH)),
        Criterion(NAMES[ADDRESS], 1, lambda seen: _judge(seen, ADDRESS)),
        Criterion(NAMES[TOLD], 1, lambda seen: _judge(seen, TOLD)),
        Criterion(NAMES[MAIL], 1, lambda seen: _judge(seen, MAIL)),
    ),
    misconceptions=(
        Misconception(
            "a sum survives repeats",
            NAMES[TILL],
            _counted_wrong(NOTHING),
            "The same message twice, and it counted twice. Adding and switching survive another order, not a "
            "repeat.",
        ),
        Misconception(
            "version for sums",
            NAMES[TILL],
            _counted_wrong(VERSION),
            "The older message came later and was skipped as old. A version keeps the newest and drops the "
            "rest: right for an address, and here every message counts.",
        ),
        Misconception(
            "idempotent, so nothing",
            NAMES[ADDRESS],
            _chose(ADDRESS, NOTHING),
            "Twice in a row changes nothing. But the old address came after the new one, and won.",
        ),
        Misconception(
            "knows repeats, so keeps order",
            NAMES[ADDRESS],
            _chose(ADDRESS, INBOX, KEY),
            "Nothing was repeated here: m1 is a message nobody has seen, so it was let through. What knows "
            "repeats does not know *older*.",
        ),
        Misconception(
            "told twice, one id",
            NAMES[TOLD],
            _chose(TOLD, INBOX),
            "The sender published twice, so there are two messages with two ids. What is the same in both?",
        ),
        Misconception(
            "told twice, no memory",
            NAMES[TOLD],
            _chose(TOLD, NOTHING),
            "One payment was told twice, and it counted twice: nobody remembered the first. What is the same "
            "in both messages?",
        ),
        Misconception(
            "told twice, one version",
            NAMES[TOLD],
            _chose(TOLD, VERSION),
            "The sender counted its second telling as a newer one. A version says what is newer, not what is "
            "the same.",
        ),
        Misconception(
            "a mail is in the database",
            NAMES[MAIL],
            _chose(MAIL, INBOX),
            "The process died between the mail and the commit. Your note was rolled back, the mail was not: "
            "only the mail service can know that it has sent this one.",
        ),
        Misconception(
            "only the newest is mailed",
            NAMES[MAIL],
            _chose(MAIL, VERSION),
            "The older message came later and was skipped, so somebody has no mail. Each order is to have "
            "its own.",
        ),
        Misconception(
            "nobody minds a second mail",
            NAMES[MAIL],
            _chose(MAIL, NOTHING),
            "Ada has two mails about one order. Somebody must know that the first one went out.",
        ),
        Misconception(
            "belt and braces",
            NAMES[PAID],
            _chose(PAID, INBOX, KEY),
            "An id that is in the set already changes nothing, in any order. The set *is* the memory: a "
            "second one costs a row for each message.",
        ),
        Misconception(
            "newest wins, everywhere",
            NAMES[PAID],
            _chose(PAID, VERSION),
            "order-42 was dropped, because order-43 came first and was newer. In a set each one counts.",
        ),
        Misconception(
            "dearer than needed",
            NAMES[TILL],
            _counted_wrong(KEY),
            "It holds. But a request key needs somebody who knows what is one thing; the message's id is "
            "there already.",
        ),
    ),
    hints=(
        "Ask each effect three questions: once more, what then? In another order? And what if the process "
        "dies right after it?",
        "Every message counts, and a repeat must not: an inbox. Only the newest counts: a version. The same "
        "thing under two ids, or outside of the database: a request key.",
        '"paid ids": "nothing" and "address": "version". Two of the others need an inbox, two a request key.',
    ),
)
