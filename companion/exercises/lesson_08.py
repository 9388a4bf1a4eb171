"""Lesson 08, Event sourcing: keep what happened, compute what is, and append only on what you know."""

from companion.exercises.lesson_08_evolve import EVOLVE
from companion.exercises.lesson_08_fee import FEE
from companion.exercises.lesson_08_handle import HANDLE
from companion.exercises.lesson_08_skew import SKEW
from companion.exercises.lesson_08_specify import SPECIFY
from companion.exercises.words import Prediction, Recall

TITLE = "Event sourcing"

MACHINES = Prediction(
    id="08-machines",
    question="The same two machines. Instead of the row there are events: both machines read all of them, "
    "then each appends its withdrawal, and nobody looks whether anything came in between. "
    "What is written afterwards?",
    choices={
        "a": "a balance of $100: one of the two withdrawals is lost",
        "b": "both withdrawals, and a balance of -$300",
        "c": "one withdrawal: the second one is refused",
        "d": "both withdrawals, and replaying them is an error",
    },
    answer="b",
    why="Why does it say -$300?",
    reasons={
        "a": "the last one who writes wins",
        "b": "an append overwrites nothing, so both facts stand there and both count",
        "c": "the store saw the balance fall below zero and let it pass",
        "d": "the second machine must have read after the first had paid",
        "e": "the two appends mixed: each of them was stored only in part",
    },
    reason="b",
    says={
        "a": (
            "a row in disguise",
            "That is the row. An append adds an event behind the last one; there is nothing it could "
            "overwrite.",
        ),
        "c": (
            "the store knows the rules",
            "The store has never heard of balances. It keeps what you have decided, and whoever decides on "
            "old news decides wrongly.",
        ),
        "d": (
            "one after the other",
            "Then it would have read $100.00 and said no. Both read $500.00; the run says so.",
        ),
        "e": (
            "whole means right",
            "Each append was whole, and each event is true. Each rested on a balance that had been true a "
            "moment before.",
        ),
    },
)

DAY = Prediction(
    id="08-day",
    question='account-123 as in the table. The bank prints a statement: "balance on 2024-01-31". '
    "Which amount stands on it?",
    choices={"a": "$510", "b": "$800", "c": "$810", "d": "$1,010"},
    answer="c",
    why="Why $810?",
    reasons={
        "a": "it is today's balance, with nothing taken away",
        "b": "a date means its first moment, midnight",
        "c": "everything counts that happened before the midnight that ends the day",
        "d": "what was paid in until then, and the interest",
    },
    reason="c",
    says={
        "a": (
            "the present taken for the past",
            "$510 is today. The withdrawal of 1 February is in it, and on 31 January it had not happened.",
        ),
        "b": (
            "a day is its first moment",
            "Up to the midnight with which the day begins there are $800. A bank's statement means the whole "
            "day, and the interest came on it.",
        ),
        "d": (
            "what went out is forgotten",
            "That is what came in. $200 left on 5 January, and the account knows it.",
        ),
    },
    points=0,
)

IDS = Recall(
    id="08-recall-id",
    question="A worker charges a card and must notice when the same message comes again. "
    "Where must it write the message's id?",
    choices={
        "a": "anywhere, before it charges",
        "b": "anywhere, after it has charged",
        "c": "together with the charge, in one transaction",
    },
    answer="c",
    says={
        "a": "Noted and not charged, if it dies in between: the message comes again and counts as a repeat.",
        "b": "Charged and not noted, if it dies in between: the message comes again and is charged again.",
        "c": "Together or not at all: then no crash can come between the two.",
    },
    about="06",
)

WRONG = Recall(
    id="08-recall-wrong",
    question="You published OrderPlaced with the wrong total. What do you do?",
    choices={
        "a": "change the event where it is stored",
        "b": "delete it and publish it again",
        "c": "publish another fact that corrects it",
    },
    answer="c",
    says={
        "a": "Others have read it and acted on it. What you change now is not what they know.",
        "b": "It was published, and that stays true. Who has read it will not forget it.",
        "c": "A fact is not changed. A second one says what was wrong, and reaches all who read the first.",
    },
    about="02",
)

EXERCISES = (EVOLVE, HANDLE, FEE, SKEW, SPECIFY)
PREDICTIONS = (MACHINES, DAY)
RECALLS = (IDS, WRONG)
