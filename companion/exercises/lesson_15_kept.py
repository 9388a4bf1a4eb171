"""15-kept: what 500 schedules did not find: the shortest that breaks the office that mails first. Bonus."""

from collections.abc import Sequence
from typing import Any

from companion.exercises.budget import call
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

LEGAL = "a broker could do it: known ids, and who was struck comes again"
BREAKS = "afterwards something is wrong"
SHORTEST = "and no schedule is shorter"

MOST = 30  # steps that are played
FEWEST = 4  # a test tries every shorter one
STEPS = 4_000_000  # the course's own code runs here


def _observe(answer: Any) -> Seen:
    from companion.scenarios.tickets import MESSAGES, invariant

    given: Any = plain(list(answer)[: MOST + 1])
    steps = [each.strip() if type(each) is str else each for each in given]
    known = [message.id for message in MESSAGES]
    wrong = _illegal(steps, known)
    seen: Seen = {"steps": steps, "illegal": wrong, "problem": "", "ghost": False, "struck": [], "paid": []}
    if wrong:
        return seen
    struck = [at for at, step in enumerate(steps, 1) if step.endswith("!")]
    seen["struck"] = struck
    paid = [message.id for message in MESSAGES if message.kind == "PaymentCaptured"]
    seen["paid"] = [steps[at - 1] for at in struck if steps[at - 1][:-1] in paid]
    seen["problem"] = _played(steps, known, invariant)
    seen["ghost"] = any("a ticket nobody has" in _played(steps[:at], known, _letters) for at in struck)
    return seen


def _illegal(steps: Sequence[Any], known: Sequence[str]) -> str:
    """Why no broker could deliver so, or ""."""
    if len(steps) > MOST:
        return f"more than {MOST} steps: at most {MOST} are played"
    for at, step in enumerate(steps):
        if type(step) is not str or step.removesuffix("!") not in known:
            said = in_words(step, 20)
            return f"step {at + 1}: {said} is no message; they are {', '.join(known)}, each with or without !"
        if step.endswith("!") and step[:-1] not in steps[at + 1 :]:
            return f"{step[:-1]} was struck and never came again: a broker repeats what was not acknowledged"
    return "" if steps else "there is no step yet"


def _played(steps: Sequence[str], known: Sequence[str], invariant: Any) -> str:
    from companion.lab import replay
    from companion.scenarios.tickets import MESSAGES, by_id, desk, mails_first

    choices = [
        ("crash" if step.endswith("!") else "deliver", known.index(step.removesuffix("!")), step.count("!"))
        for step in steps
    ]
    found: Any = call(
        lambda: replay(choices, mails_first, MESSAGES, invariant, disk=desk, label=by_id), steps=STEPS
    ).value
    return "" if found is None or found.ok else str(found.problem)


def _letters(disk: Any) -> str | None:
    from companion.scenarios.tickets import letters

    return letters(disk)


# --- judging ----------------------------------------------------------------------------------------------


def _legal(seen: Seen) -> Finding | None:
    return Finding("", seen["illegal"]) if seen["illegal"] else None


def _breaks(seen: Seen) -> Finding | None:
    if seen["illegal"]:
        return Finding("", "not played")
    if seen["problem"]:
        return None
    return Finding("", f"{_spoken(seen)}: seats, money, letters and view are as they should be")


def _shortest(seen: Seen) -> Finding | None:
    if seen["illegal"] or not seen["problem"]:
        return Finding("", "nothing is broken yet")
    if len(seen["steps"]) > FEWEST:
        return Finding(f"{FEWEST}", f"{len(seen['steps'])} steps: {seen['problem']}")
    return None


def _spoken(seen: Seen) -> str:
    text = ", ".join(seen["steps"])
    return text if len(text) <= 60 else text[:59] + "…"


def _calm(seen: Seen) -> bool:
    """A legal schedule after which all is well."""
    return not seen["illegal"] and not seen["problem"]


def _at_once(seen: Seen) -> bool:
    """Whether what was struck came again as the very next step, each time."""
    steps = seen["steps"]
    return all(steps[at] == steps[at - 1][:-1] for at in seen["struck"])


def _returned_too_soon(seen: Seen) -> bool:
    """Whether Ada's return came between her payment, struck, and its repetition."""
    steps = seen["steps"]
    if "p1!" not in steps:
        return False
    before, after = steps[: steps.index("p1!")], steps[steps.index("p1!") :]
    return "p1" not in before and "t1" in after[: after.index("p1")]


def _declined_before(seen: Seen) -> bool:
    """Whether a buyer's card was declined before that buyer's payment was struck."""
    steps = seen["steps"]
    return "p5!" in steps and "p2" in steps[: steps.index("p5!")]


KEPT = Exercise(
    id="15-kept",
    title="steps",
    kind="break it",
    points=3,
    bonus=True,
    accepts=(list, tuple),
    example='["r2", "p5!", "p5"]',
    blank=([],),
    observe=_observe,
    criteria=(
        Criterion(LEGAL, 1, _legal),
        Criterion(BREAKS, 1, _breaks),
        Criterion(SHORTEST, 1, _shortest),
    ),
    misconceptions=(
        Misconception(
            "it never came again",
            LEGAL,
            lambda seen: "never came again" in seen["illegal"],
            "A letter without a ticket, for now. But the message was not acknowledged, so it comes again: "
            "play it once more, without the !.",
        ),
        Misconception(
            "a message that nobody sent",
            LEGAL,
            lambda seen: "is no message" in seen["illegal"],
            "Write the ids as they were printed, such as 'p5', and 'p5!' for a crash in the middle of p5.",
        ),
        Misconception(
            "repeats and order will do",
            BREAKS,
            lambda seen: _calm(seen) and not seen["struck"],
            "Without a crash the letter and its ticket are both written. Something has to come between.",
        ),
        Misconception(
            "declined before the letter",
            BREAKS,
            lambda seen: _calm(seen) and not seen["ghost"] and _declined_before(seen),
            "When p5 came the hold was gone already: the money went back, and no letter was written.",
        ),
        Misconception(
            "no payment, no letter",
            BREAKS,
            lambda seen: _calm(seen) and not seen["paid"],
            "What was struck is no payment that came in. A letter follows a ticket, and a ticket a payment.",
        ),
        Misconception(
            "no hold, no letter",
            BREAKS,
            lambda seen: _calm(seen) and not seen["ghost"],
            "Whoever paid had no seat held when the payment was struck, so no letter was out yet. Which "
            "messages have to come before it?",
        ),
        Misconception(
            "a return before the ticket",
            BREAKS,
            lambda seen: _calm(seen) and _returned_too_soon(seen),
            "The letter was out. But a return before there is a ticket changes nothing: the repeat decided "
            "as before.",
        ),
        Misconception(
            "what came between changes nothing",
            BREAKS,
            lambda seen: _calm(seen) and seen["ghost"] and not _at_once(seen),
            "The letter was out, another message came, and the repeat decided as before. Which message takes "
            "away what the payment needs?",
        ),
        Misconception(
            "again at once",
            BREAKS,
            lambda seen: _calm(seen) and seen["ghost"] and _at_once(seen),
            "The letter was out, the repeat decided the same, and the ticket was written after all. What "
            "would make the repeat decide otherwise?",
        ),
        Misconception(
            "more than it takes",
            SHORTEST,
            says="It breaks. A counterexample is kept for those who read it later: which step could be "
            "left out, and it still breaks?",
        ),
    ),
    hints=(
        "Which message would change the decision?",
        "It must come between the crash and the repetition.",
        'Bob\'s first card was declined: ["r2", "p5!", ___, "p5"]',
    ),
)
