"""Lesson 07, The dual write: a row here and a message there, and what a crash in between makes of them."""

from companion.exercises.lesson_07_cures import CURE
from companion.exercises.lesson_07_gap import GAP
from companion.exercises.lesson_07_outbox import OUTBOX
from companion.exercises.lesson_07_relay import RELAY
from companion.exercises.words import Prediction, Recall

TITLE = "The dual write"

SWAP = Prediction(
    id="07-swap",
    question="Save, then publish loses announcements. Somebody swaps the two lines: publish, then save. The "
    "process dies between them, and nobody asks again. What is left?",
    choices={
        "a": "nothing is amiss: the announcement went out",
        "b": "feeds show a post that does not exist",
        "c": "nothing at all: the broker takes the message back",
        "d": "a post that no feed shows, as before",
    },
    answer="b",
    why="Why is there a message without a post?",
    reasons={
        "a": "somebody forgot that the important line must come first",
        "b": "what was published cannot be rolled back, and the row was never written",
        "c": "the broker has not yet seen that the process crashed",
        "d": "a crash loses what is in memory, and the row was in memory",
        "e": "the gap between two lines is short, and this was bad luck",
    },
    reason="b",
    says={
        "a": (
            "the right order heals it",
            "The order decides *which* of the two is missing. That one can be missing, it does not decide.",
        ),
        "c": (
            "one transaction everywhere",
            "The broker got a message and acknowledged it. It knows of no post and of no rollback, now or "
            "later.",
        ),
        "d": (
            "a crash forgets",
            "Nothing in memory matters here. Two machines have kept what they were told, and they were told "
            "different things.",
        ),
        "e": (
            "too short to happen",
            "With 1,000 posts a second, a gap of one millisecond has somebody in it on average at every "
            "moment.",
        ),
    },
)

NUMBERS = Prediction(
    id="07-numbers",
    question="Transaction A takes number 1 and is slow. B takes number 2 and commits. A relay that remembers "
    "the highest number it saw reads the numbers above 0. Then A commits, and the relay reads those above "
    "the highest. What has it published?",
    choices={
        "a": "1, then 2",
        "b": "2, then 1",
        "c": "2, and 1 never",
        "d": "nothing before both are there, then 1 and 2",
    },
    answer="c",
    why="Why was 1 never published?",
    reasons={
        "a": "numbers are given at the commit, and A committed second",
        "b": "the next reading will find it; this one came too early",
        "c": "numbers are taken one after the other, and committed in any order",
        "d": "the database hid it until the other transaction was over",
        "e": "the transactions were not SERIALIZABLE",
    },
    reason="c",
    says={
        "a": (
            "a sequence is the order of commits",
            "A had number 1 long before it committed: it was given at INSERT. That is the whole trouble.",
        ),
        "b": (
            "late is found later",
            "The next reading asks for more than 2, and so do all readings after it.",
        ),
        "d": (
            "reads have no gaps",
            "Number 2 was read while 1 was open: nothing was hidden. A database that hid it would wait for "
            "every transaction that is rolled back, too.",
        ),
        "e": (
            "isolation gives order",
            "SERIALIZABLE forbids results that no order of the transactions explains. B, then the reading, "
            "then A is such an order.",
        ),
    },
)

PIVOT = Recall(
    id="07-recall-pivot",
    question="In a saga, which is the last step that may still be refused?",
    choices={
        "a": "the first one, before anything has happened",
        "b": "the pivot: the step that cannot be undone",
        "c": "the last one, such as the mail",
    },
    answer="b",
    says={
        "a": "Later steps may be refused too, as long as everything before them can be undone.",
        "b": "Before it everything can be undone, after it everything must succeed in the end.",
        "c": "A mail that is refused would leave a saga that can go neither on nor back. The pivot is last.",
    },
    about="05",
)

DIED = Recall(
    id="07-recall-died",
    question="The program dies while events wait in the queue of the bus of lesson 03. Where are they then?",
    choices={
        "a": "gone, and no dead letter tells of them",
        "b": "in the dead letters",
        "c": "still in the queue, for the next start",
    },
    answer="a",
    says={
        "a": "That queue lives in memory. Today nothing in memory may matter.",
        "b": "A dead letter is written by a living program. That queue lived in memory and is gone.",
        "c": "That queue lived in memory and is gone. Today's will be in a table.",
    },
    about="03",
)

EXERCISES = (CURE, OUTBOX, RELAY, GAP)
PREDICTIONS = (SWAP, NUMBERS)
RECALLS = (PIVOT, DIED)
