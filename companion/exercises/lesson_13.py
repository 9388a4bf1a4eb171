"""Lesson 13, Order, partitions, scale: what a key orders, who waits behind whom, and how many are enough."""

from companion.exercises.lesson_13_key import KEY
from companion.exercises.lesson_13_nearby import NEARBY
from companion.exercises.lesson_13_order import ORDER
from companion.exercises.lesson_13_size import SIZE
from companion.exercises.words import Prediction, Recall

TITLE = "Order, partitions, scale"

THIRD = Prediction(
    id="13-third",
    question="Four partitions with 100 messages each, and one group. In a round each member handles one "
    "message. Two members need 200 rounds. You start with three instead. How many rounds?",
    choices={"a": "133", "b": "150", "c": "200", "d": "267"},
    answer="c",
    why="Why 200 rounds?",
    reasons={
        "a": "the three share the 400 messages",
        "b": "each machine more helps a little",
        "c": "one of the three still has two partitions, and the slowest decides",
        "d": "the members lose time by agreeing who does what",
        "e": "the third is idle",
    },
    reason="c",
    says={
        "a": ("members share messages", "They share partitions: two, one and one."),
        "b": (
            "every machine helps a little",
            "It helped the one whose partition it took. The other still has two, and is as busy as before.",
        ),
        "d": (
            "agreeing costs",
            "Nobody agreed on anything in these rounds: the partitions were dealt out before the first one.",
        ),
        "e": ("one too many", "It has a partition of its own and handles 100. The fifth would be idle."),
    },
)

BUSY = Prediction(
    id="13-busy",
    question="Pricing has one worker and needs exactly 1 s for a ride. Rides come by chance, on average one "
    "every two seconds: the worker is busy half of the time, and a ride waits 0.5 s on average before it "
    "begins. Traffic grows until it is busy 95 % of the time. How long does a ride wait now?",
    choices={"a": "about 1 s", "b": "about 2 s", "c": "8 to 10 s", "d": "not at all: it is below 100 %"},
    answer="c",
    why="Why 8 to 10 s?",
    reasons={
        "a": "waiting grows as traffic does",
        "b": "waiting grows with the square of traffic",
        "c": "what is left idle shrank from 50 % to 5 %, and the wait goes with one over it",
        "d": "below 100 % nobody waits, except for the first moments",
        "e": "the queue never empties any more",
    },
    reason="c",
    says={
        "a": (
            "a straight line",
            "Twice the traffic would be twice the wait, if nobody came while another is served.",
        ),
        "b": (
            "a gentle curve",
            "At 80 % it is 1.94 s, and the last steps cost most: look at the end of the curve.",
        ),
        "d": (
            "enough on average",
            "On average it is enough. Rides come in clumps, and at 95 % there is hardly an idle moment to "
            "make up for one.",
        ),
        "e": (
            "nearly full is full",
            "It does empty, again and again. Above 100 % it would not, and there would be no average wait.",
        ),
    },
)

REDRIVEN = Recall(
    id="13-recall-redriven",
    question="Version 1 of an address became a dead letter. Version 2 was handled. Then version 1 is "
    "redriven. What stands on the parcel, if the handler simply sets it?",
    choices={
        "a": "version 2: it is newer",
        "b": "version 1: it came last",
        "c": "neither: a redriven message is only shown to a person",
    },
    answer="b",
    says={
        "a": "Only if the handler compares versions. This one sets whatever comes.",
        "b": "A message that comes again has lost its place in the order. Today: how to give it back.",
        "c": "It is delivered again like any other, and says that it was redriven.",
    },
    about="06",
)

GAP = Recall(
    id="13-recall-gap",
    question="A relay reads rows by a number that the database counts up. Number 7 commits after number 8 "
    "was read. What happens to 7?",
    choices={
        "a": "it is read next time: the relay looks for what it has not read",
        "b": "it is passed over, if the relay asks only for what is above 8",
        "c": "it cannot be: numbers are given in the order of commits",
    },
    answer="b",
    says={
        "a": "A relay with a high-water mark asks for what is above the mark, and 7 is below.",
        "b": "The number is given early, the commit comes late. Two clerks with one pile have no order.",
        "c": "The number is given when the row is written. The commit may come at any time after that.",
    },
    about="07",
)

EXERCISES = (KEY, ORDER, NEARBY, SIZE)
PREDICTIONS = (THIRD, BUSY)
RECALLS = (REDRIVEN, GAP)
