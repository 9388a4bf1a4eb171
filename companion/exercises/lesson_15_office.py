"""15-office: a box office that survives repeats, reordering and crashes, and sells tickets all the same."""

from dataclasses import replace
from typing import Any

from companion.exercises.lesson_15_office_runs import SEEDS, observe
from companion.exercises.schedules import broken
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

QUIET = "a quiet day: Cy and Dee have tickets, Ada and Bob their money"
SEATS = "seats: never three, nobody twice, in turn, none free beside a line"
MONEY = "money: each payment is a ticket, or was given back once"
AGREE = "letters and view say what the log says"
KEPT = "the kept schedules: no letter without its ticket, no ticket without its letter"


# --- judging ----------------------------------------------------------------------------------------------


def _quiet_day(seen: Seen) -> Finding | None:
    finding = _wrong_day(seen)
    return Finding("", seen["decided"]) if finding and seen["decided"] else finding


def _wrong_day(seen: Seen) -> Finding | None:
    from companion.scenarios.tickets import QUIET_DAY

    for day in seen["days"]:
        if day["trouble"]:
            return Finding("", f"your code {day['trouble']}")
    for told in seen["days"][0]["odd"]:
        return Finding("the id of the message that it follows from", told)
    first, second = ({key: day[key] for key in QUIET_DAY} for day in seen["days"])
    if first == QUIET_DAY and second != first:
        return Finding(
            "the same as on the first",
            f"the same day again, on an empty disk: {_ended(second)}",
        )
    told = seen["days"][0]["silent"] + _ended(first)
    return None if first == QUIET_DAY else Finding(_ended(QUIET_DAY), told)


def _ended(day: dict[str, Any]) -> str:
    return f"tickets {_listed(day['tickets'])}; refunded {_listed(day['refunded'])}"


def _listed(names: Any) -> str:
    return " and ".join(names) if names else "nobody"


def _broken(found: dict[str, Any]) -> Finding | None:
    """What `broken` says, and where a crash struck."""
    finding = broken(found)
    struck = [step["point"] for step in found["schedule"] if step["kind"] == "crash"]
    if finding is None or not struck:
        return finding
    said = f"delivered {found['order']}, crashed {' and '.join(struck)}: {found['problem']}"
    return replace(finding, evidence=said)


def _seats(seen: Seen) -> Finding | None:
    if (finding := _broken(seen["seats"])) is not None:
        return finding
    if seen["twice"]:
        return Finding("", f"r9 is Ada's second request: {seen['twice']}")
    if seen["back"]:
        return Finding("", f"r9 is Ada's second request: {seen['back']}")
    if seen["asked"] or seen["again"]:
        return Finding("", seen["asked"] or seen["again"])
    if seen["repeat"] and seen["money"]["ok"]:  # else it is told there
        return Finding("", f"a request that was decided before comes again: {seen['repeat']}")
    if seen["race"]:
        return Finding("", f"a second desk sold just before your append: {seen['race']}")
    return None


def _money(seen: Seen) -> Finding | None:
    if (finding := _broken(seen["money"])) is not None:
        return finding
    return Finding("", f"p9 is Ada's second payment: {seen['paid']}") if seen["paid"] else None


def _agree(seen: Seen) -> Finding | None:
    finding = _broken(seen["letters"])
    if finding is None and "letter" in seen["last"]:
        return Finding("", seen["last"])
    finding = finding or _broken(seen["view"])
    if finding is None and seen["last"]:
        return Finding("", seen["last"])
    if finding is None and not seen["tried"]["issued"]:
        return Finding("", f"in {SEEDS} schedules no ticket was issued: there is nothing to say")
    return finding


def _kept_ones(seen: Seen) -> Finding | None:
    if seen["kept"]:  # which messages it has is the bonus exercise's
        order, _, struck = seen["kept"].partition(", crashed ")
        told = f", crashed {struck}" if struck else f": {order.partition(': ')[2] or order}"
        return Finding("", f"a kept schedule{told}")
    return (
        None if seen["tried"]["issued"] else Finding("", "no ticket was issued, so no letter could go wrong")
    )


# --- what people get wrong --------------------------------------------------------------------------------


def _problem(seen: Seen, name: str) -> str:
    return str(seen[name]["problem"])


def _crashed(seen: Seen, name: str) -> bool:
    return any(step["kind"] == "crash" for step in seen[name]["schedule"])


def _paid_back_twice(seen: Seen, crashed: bool) -> bool:
    return "refunded twice" in _problem(seen, "money") and _crashed(seen, "money") is crashed


def _forgetful(seen: Seen) -> bool:
    first, second = ({key: day[key] for key in ("tickets", "refunded")} for day in seen["days"])
    return first != second or (_paid_back_twice(seen, True) and not seen["days"][0]["beside"])


def _at(seen: Seen, name: str, *labels: str) -> bool:
    return list(seen[name]["labels"]) == list(labels)


def _ends(seen: Seen, name: str, *labels: str) -> bool:
    """Whether one of these messages came last: what it led to is what went wrong."""
    return any(seen[name]["labels"][-1:] == [label] for label in labels)


def _paid_in_line(seen: Seen) -> bool:
    """Whether whoever waits in the end paid before a seat came free."""
    from companion.scenarios.tickets import MESSAGES

    paid = {
        each.buyer
        for each in MESSAGES
        if each.kind != "TicketRequested" and each.id in seen["seats"]["labels"]
    }
    return any(f"{buyer} waits" in _problem(seen, "seats") for buyer in paid)


def _marked_before(seen: Seen) -> bool:
    """A letter is missing where the crash struck behind a checkpoint, and nowhere before it."""
    return bool(seen["marked"]) and not seen["sent"]


def _unsent(seen: Seen) -> bool:
    """A letter is missing after a crash on the last message, and never without a crash."""
    calm = bool(seen["letters"]["problem"]) and not _crashed(seen, "letters")
    return "there is no letter" in seen["last"] and not calm


OFFICE = Exercise(
    id="15-office",
    title="build",
    kind="write",
    points=10,
    signature="build(disk)",
    returns=False,
    observe=observe,
    criteria=(
        Criterion(QUIET, 2, _quiet_day),
        Criterion(SEATS, 2, _seats),
        Criterion(MONEY, 2, _money),
        Criterion(AGREE, 2, _agree),
        Criterion(KEPT, 2, _kept_ones),
    ),
    misconceptions=(
        Misconception(
            "refunds everybody",
            QUIET,
            lambda seen: seen["days"][0]["tickets"] == [] and len(seen["days"][0]["refunded"]) == 4,
            "Every payment is given back: nobody who paid had a seat held. Does a fact follow from "
            "TicketRequested? Nothing bad happens here, and nothing good: the four invariants begin with "
            "*never*, and only the quiet day asks what the office is for.",
        ),
        Misconception(
            "remembers in Python",
            MONEY,
            _forgetful,
            "What your code remembers outside the disk is gone in a crash, and a second office never had "
            "it. The log is on the disk, and each fact in it says `because` of which message.",
        ),
        Misconception(
            "a list beside the log",
            MONEY,
            lambda seen: bool(seen["days"][0]["beside"]),
            "The facts were on the disk, your own list of ids was not yet, and the process died in "
            "between: two writes. The log holds the ids already.",
        ),
        Misconception(
            "a declined card frees any seat",
            MONEY,
            lambda seen: (
                seen["money"]["labels"][-1:] == ["p2"] and "refunded never" in _problem(seen, "money")
            ),
            "Bob has paid with his second card, then the news of his first one came, and his seat was gone. "
            "A declined card frees a seat that is *held*, and no other.",
        ),
        Misconception(
            "asks once more, sits twice",
            SEATS,
            lambda seen: bool(seen["twice"]) and bool(seen["seats"]["ok"]),
            "Ada had a place, and asked once more under another id: no repeat of a message, and still one "
            "person. Look where she stands.",
        ),
        Misconception(
            "refunds a return without a ticket",
            MONEY,
            lambda seen: "t1" in seen["money"]["labels"] and "refunded twice" in _problem(seen, "money"),
            "A return came from somebody who has no ticket yet, and money went back. Nothing follows from "
            "it: look where the buyer stands.",
        ),
        Misconception(
            "no inbox",
            MONEY,
            lambda seen: _paid_back_twice(seen, False),
            "One payment came twice, and was given back twice. Each fact says `because`: was something "
            "decided because of this message already?",
        ),
        Misconception(
            "keeps the money",
            MONEY,
            lambda seen: (
                _at(seen, "money", "p1")
                and "was refunded never" in _problem(seen, "money")
                and "Bob" not in seen["days"][0]["tickets"]  # else a declined card is taken for a paid one
            ),
            "Ada paid without a held seat, and got neither a ticket nor her money. Somebody has to undo "
            "what another service did: a refund.",
        ),
        Misconception(
            "no refund on return",
            MONEY,
            lambda seen: (
                _ends(seen, "money", "t1")
                and "refunded never" in _problem(seen, "money")
                and len(seen["days"][0]["refunded"]) < 2  # else it went to somebody else
            ),
            "A ticket came back, and its money stayed with you. Released and refunded belong in one append.",
        ),
        Misconception(
            "who pays is in",
            SEATS,
            lambda seen: (
                "seats are given away" in _problem(seen, "seats")
                and _ends(seen, "seats", "p1", "p3", "p4", "p5")
            ),
            "A payment came from somebody without a held seat, and became a ticket. Late money is given "
            "back: the seat is another's.",
        ),
        Misconception(
            "sells what it has not",
            SEATS,
            lambda seen: (
                "seats are given away" in _problem(seen, "seats")
                and _ends(seen, "seats", "r1", "r2", "r3", "r4")
            ),
            "Somebody asked, two seats were held or sold, and a third was held. Count those who are held "
            "and those who have a ticket before you hold one more.",
        ),
        Misconception(
            "not in turn",
            SEATS,
            lambda seen: "had waited longer" in _problem(seen, "seats"),
            "Somebody waited longer. `places` names those in line in the order in which they came: the "
            "first of them is next.",
        ),
        Misconception(
            "one fact at a time",
            SEATS,
            lambda seen: "a seat is free" in _problem(seen, "seats") and _crashed(seen, "seats"),
            "The seat was released, the process died, and the next in line was never told: your decision "
            "was two appends. All facts of one decision go into one append: all of them, or none.",
        ),
        Misconception(
            "nobody moves up",
            SEATS,
            lambda seen: (
                "a seat is free" in _problem(seen, "seats")
                and _ends(seen, "seats", "p2", "t1")
                and not _crashed(seen, "seats")
                and not _paid_in_line(seen)
            ),
            "A seat came free, and nobody in the line was told. Who waits longest gets it at once, in the "
            "same decision.",
        ),
        Misconception(
            "appends whatever happened since",
            SEATS,
            lambda seen: (
                "given away" in seen["race"]
                and bool(seen["seats"]["ok"])
                and not seen["twice"] + seen["back"] + seen["repeat"]
            ),
            "A second desk sold the last seat after you had looked. `expected=len(facts)` says what your "
            "decision rests on, and the store refuses it when that is no longer true.",
        ),
        Misconception(
            "the checkpoint before the letter",
            AGREE,
            _marked_before,
            "The checkpoint said that the fact was dealt with, the process died, and its letter was not in "
            "the box. Asking for the next fact saves the checkpoint of the one before: deal with each "
            "before you ask for the next.",
        ),
        Misconception(
            "nothing new, nothing done",
            AGREE,
            lambda seen: _unsent(seen) and not seen["later"],
            "The facts are in the log, the process died, and the message came again: nothing new followed "
            "from it, and your code stopped there. Letters and view follow the log also then.",
        ),
        Misconception(
            "the letter behind the append",
            AGREE,
            _unsent,
            "The ticket is in the log, the process died, and when the message came again there was nothing "
            "new to decide. Letters follow the log: read it with a subscription of their own, whose "
            "checkpoint is on the disk.",
        ),
        Misconception(
            "a letter without a ticket",
            AGREE,
            lambda seen: "a ticket nobody has" in _problem(seen, "letters") and not _crashed(seen, "letters"),
            "A letter went out, and no ticket was issued because of that message. Only `TicketIssued` is "
            "worth a letter.",
        ),
        Misconception(
            "the view is added to",
            AGREE,
            lambda seen: _crashed(seen, "view") or (seen["view"]["ok"] and "the view" in seen["last"]),
            "The fact is in the log, the process died, and nobody told the view. Compute it again from the "
            "whole log, also when a message changes nothing.",
        ),
        Misconception(
            "the view is one step behind",
            AGREE,
            lambda seen: (
                "the view says nothing" in _problem(seen, "view")
                and not _crashed(seen, "view")
                and seen["first"]
                and not seen["repeated"]
            ),
            "No crash was needed: the view lacks what was decided last. Compute it behind the append, from "
            "what the log holds then.",
        ),
        Misconception(
            "who left stays in the view",
            AGREE,
            lambda seen: "the log says nothing" in _problem(seen, "view") and not _crashed(seen, "view"),
            "A seat was released, and the view still has its buyer. Computed from the whole log, the new "
            "view takes the place of the old one; nothing is added to it.",
        ),
        Misconception(
            "the letter before the append",
            KEPT,
            lambda seen: "a ticket nobody has" in seen["kept"],
            "500 schedules did not find it. The letter was sent, the process died before the append, "
            "another message came between, and the repeat decided otherwise. Nobody takes a letter back: "
            "it follows the log.",
        ),
        Misconception(
            "a letter for whom it is true by now",
            KEPT,
            lambda seen: "there is no letter" in seen["kept"],
            "500 schedules did not find it. The ticket was issued, and given back before you came to its "
            "letter: none was sent. A letter follows its fact, whatever became of it.",
        ),
    ),
    hints=(
        "What does the log already know, so that you need not remember it?",
        "A decision is one append: all its facts, or none. Letters follow the log by a subscription of "
        "their own; the view is computed from the whole log.",
        "if any(fact.because == message.id for fact in facts): return []\n"
        "match message.kind, places(facts).get(message.buyer): …\n"
        'for each in disk.store.subscribe("post"): …',
    ),
)
