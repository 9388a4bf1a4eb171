"""Lesson 10, Living with history: read what was written long ago, and know whom a change breaks."""

from companion.exercises.lesson_10_deploy import DEPLOY
from companion.exercises.lesson_10_mail import MAIL
from companion.exercises.lesson_10_snapshot import SNAPSHOT
from companion.exercises.lesson_10_upcast import UPCAST
from companion.exercises.words import Prediction, Recall

TITLE = "Living with history"

RENAME = Prediction(
    id="10-rename",
    question="total_cents becomes amount_cents: int = 0. The schema number stays, no upcaster is there. "
    "The log holds three dinners of last year, $45.50 in all, and the program sums amount_cents over what it "
    "reads. What does it say?",
    choices={
        "a": "nothing: there is an error when the program starts",
        "b": "nothing: there is an error when it reads the first dinner",
        "c": "$0.00",
        "d": "$45.50",
    },
    answer="c",
    why="Why $0.00?",
    reasons={
        "a": "the class was checked against the log when it was defined, and the log was found to be empty",
        "b": "the missing field was an error, and the program went on",
        "c": "the old name is not known and is ignored; the new one is missing and takes its default",
        "d": "fields are matched by their place, and the place of the amount has moved",
        "e": "the old events were rewritten when the class changed",
    },
    reason="c",
    says={
        "a": (
            "a type knows its data",
            "A class never meets the log. What stands there was written by a program that no longer exists.",
        ),
        "b": (
            "a missing field is always an error",
            "Only without a default: that was the run before. The default was added to make this very error "
            "go away.",
        ),
        "d": (
            "fields have a place",
            "JSON goes by name. Order does not matter; a name that nobody knows is ignored.",
        ),
        "e": (
            "the log follows the class",
            "Nobody touched the events. The bytes still say total_cents.",
        ),
    },
)

GRID = Prediction(
    id="10-grid",
    question="The seven small changes of the list, each alone. How many leave all three as they should "
    "be: the new program reads the old log, the old program reads a new event, and the new program finds the "
    "right revenue, of old and new dinners together?",
    choices={"a": "one", "b": "two", "c": "four", "d": "six"},
    answer="a",
    why="Why is schema 2 with an upcaster not among them?",
    reasons={
        "a": "an upcaster loses cents",
        "b": "the new field has no default",
        "c": "a program that knows schema 1 cannot read an event of schema 2",
        "d": "it changes the old events",
        "e": "it is among them: it is the safe way",
    },
    reason="c",
    says={
        "a": (
            "every upcaster rounds",
            "This one changes a name. The revenue is $55.50, as it should be.",
        ),
        "b": (
            "defaults cure everything",
            "The default was the silent one: it read the old log and found $0.00 in it.",
        ),
        "d": (
            "history is rewritten",
            "The old events are as they were. Only what is read of them has changed.",
        ),
        "e": (
            "the cure has no order",
            "Roll back now: the old program meets one event of schema 2 and stands still, with everything "
            "behind it.",
        ),
    },
)

FEE = Recall(
    id="10-recall-fee",
    question="A bank takes a fee of $1 for each withdrawal; `evolve` takes it off. Tonight it becomes $2. "
    "What happens to yesterday's balances?",
    choices={
        "a": "nothing: they were computed yesterday",
        "b": "they change with the code, because the fee stands in no event",
        "c": "they change in the store: the old events get the new fee",
    },
    answer="b",
    says={
        "a": "Nothing computed is kept. A balance is folded again, by the code of today.",
        "b": "What depends on today belongs into an event. This lesson is about the events that are there.",
        "c": "The store changes no event. The same events are folded by other code.",
    },
    about="08",
)

PIVOT = Recall(
    id="10-recall-pivot",
    question="A saga: reserve, charge, ship, mail. Which of its steps can be refused and not undone?",
    choices={
        "a": "the first: nothing has happened yet",
        "b": "the pivot: the last one that can be refused; after it there is only forward",
        "c": "none: every step has its compensation",
    },
    answer="b",
    says={
        "a": "Before it there is nothing to undo. It can be undone itself, if a later step is refused.",
        "b": "What comes after it is tried until it works. A mail comes last: nobody can unsend it.",
        "c": "A parcel that is on its way is not called back, and a mail cannot be unsent.",
    },
    about="05",
)

EXERCISES = (UPCAST, DEPLOY, MAIL, SNAPSHOT)
PREDICTIONS = (RENAME, GRID)
RECALLS = (FEE, PIVOT)
