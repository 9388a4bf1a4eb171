"""Lesson 06, At least once: repeats, late arrivals and crashes, and a handler whose effect survives them."""

from companion.exercises.lesson_06_choose import CHOOSE
from companion.exercises.lesson_06_inbox import INBOX
from companion.exercises.lesson_06_late import LATER
from companion.exercises.lesson_06_settle import SETTLE
from companion.exercises.words import Prediction, Recall

TITLE = "At least once"

NOTE = Prediction(
    id="06-note",
    question="It notes the id first, then takes the money. The process dies between the two, is started "
    "again, and the message comes again. What has Ada paid for order-42?",
    choices={
        "a": "twice: 900",
        "b": "once: 450",
        "c": "nothing: 0",
        "d": "nobody can say: the restart fails",
    },
    answer="c",
    why="Why nothing?",
    reasons={
        "a": "a crash repeats the effect",
        "b": "the id was noted, so she is safe",
        "c": "the note survived and the money did not: the repeat was taken for done",
        "d": "the note is lost with the process, so it starts from nothing",
        "e": "the broker does not deliver again what was begun",
    },
    reason="c",
    says={
        "a": (
            "every crash repeats",
            "That depends on the line that came first. The first version had taken the money; this one had "
            "noted the id.",
        ),
        "b": (
            "the note is the effect",
            "The note says that she was charged. The crash came before that was true.",
        ),
        "d": (
            "memory dies, so try again",
            "`disk.seen` is on the disk, and survives. That is what makes it worse.",
        ),
        "e": (
            "the broker knows",
            "Nobody acknowledged, so it delivered again. Your code threw the repeat away.",
        ),
    },
)

PUT = Prediction(
    id="06-put",
    question="Three addresses for one parcel. First deliveries come in order, but any message may come "
    "again, at any time. Nothing crashes. Is the address right in the end?",
    choices={
        "a": "not always",
        "b": "yes: to put it twice changes nothing",
        "c": "yes, if there is only one worker",
        "d": "never",
    },
    answer="a",
    why="Why not always?",
    reasons={
        "a": "repeats do harm to every handler without an inbox",
        "b": "the repeat of an old one came after a newer one",
        "c": "an address can be set in part",
        "d": "a repeat carries another content",
        "e": "two workers ran at the same moment",
    },
    reason="b",
    says={
        "a": (
            "every handler needs an inbox",
            "A set of paid ids takes any repeat. Here it was not the repeat alone, it was what had come in "
            "between.",
        ),
        "c": ("half an address", "One assignment is whole, or has not happened. Nothing crashed either."),
        "d": (
            "a changed copy",
            "A repeat is the same message, bit for bit: the same id, the same address.",
        ),
        "e": (
            "blames concurrency",
            "One worker, one delivery after the other. Look at the order in which they came.",
        ),
    },
)

SERVED = Recall(
    id="06-recall-served",
    question="The counter takes Ada's order while the kitchen is closed. Which of these needs the kitchen "
    "to be up?",
    choices={"a": "the order is accepted", "b": "the order is served", "c": "both"},
    answer="b",
    says={
        "a": "Accepting needs only somebody who keeps it. Serving needs the kitchen.",
        "b": "Accepted is not served. Between the two somebody must keep the order, and deliver it later: "
        "this lesson.",
        "c": "With calls, yes. With events the order is accepted and waits; only serving needs the kitchen.",
    },
    about="01",
)

SILENT = Recall(
    id="06-recall-silent",
    question="Delivery was down all evening, and Ada had paid. Which event said that her dinner was not "
    "coming?",
    choices={"a": "OrderCancelled", "b": "DeliveryFailed", "c": "none"},
    answer="c",
    says={
        "a": "Nobody cancelled anything. There was a paid order, and then nothing.",
        "b": "Who is down publishes nothing, not even that.",
        "c": "Nothing says so by itself: a dead letter knew, and nobody listens to dead letters.",
    },
    about="04",
)

EXERCISES = (INBOX, SETTLE, CHOOSE, LATER)
PREDICTIONS = (NOTE, PUT)
RECALLS = (SERVED, SILENT)
