"""Lesson 03, The event bus: who is called, in which order, and what happens when one of them fails."""

from companion.exercises.lesson_03_bus import BUS
from companion.exercises.lesson_03_isolate import ISOLATE
from companion.exercises.lesson_03_retry import RETRY
from companion.exercises.lesson_03_twice import FAULT
from companion.exercises.words import Prediction, Recall

TITLE = "The event bus"

PAYS = Prediction(
    id="03-pays",
    question="Somebody sorts the imports, so Analytics is registered first and Payment second. Who pays now?",
    choices={
        "a": "Ada pays, as before: Payment was not changed",
        "b": "nobody pays",
        "c": "Ada pays, and the publisher hears of no error",
        "d": "Ada pays twice",
    },
    answer="b",
    why="Why does nobody pay?",
    reasons={
        "a": "Payment has a bug that shows only when it comes second",
        "b": "the error ends the loop, and Payment stands behind it",
        "c": "Analytics consumes the event, so none is left for Payment",
        "d": "the bus takes the payment back because Analytics failed",
    },
    reason="b",
    says={
        "a": (
            "the victim is guilty",
            "Payment's code was not even called. Look for the fault where the error was, not where the "
            "money is missing.",
        ),
        "c": (
            "events are used up",
            "A bus is not a queue of tasks: everybody who listens is to get the event. Here the loop broke "
            "off before it came to Payment.",
        ),
        "d": (
            "automatic rollback",
            "Nothing was taken, so nothing was taken back. A bus undoes nothing; that is lesson 05.",
        ),
    },
)

ORDER = Prediction(
    id="03-order",
    question="OrderPlaced has two handlers: h1, which publishes PaymentAuthorized, and h2. "
    "h3 listens to PaymentAuthorized. In which order do they run?",
    choices={
        "a": "h1, h3, h2",
        "b": "h1, h2, h3",
        "c": "in any order, it may change from run to run",
        "d": "h1 and h2 at the same time, then h3",
    },
    answer="b",
    why="Why does h3 come last?",
    reasons={
        "a": "publish inside a handler is a call: h3 runs before h1 goes on",
        "b": "what is published inside a handler waits until the current event is finished",
        "c": "handlers run in threads of their own, and h3 happened to be slowest",
        "d": "the order is left to chance; this run came out so",
        "e": "h2 comes only after h1 has let the event go",
    },
    reason="b",
    says={
        "a": (
            "depth first",
            "That is a nested call: h3 would know about the payment before h2 knows about the order.",
        ),
        "c": (
            "concurrency",
            "One thread. An event bus in a process is synchronous unless you make it otherwise.",
        ),
        "d": (
            "random",
            "Same registration, same order, every time, here. Across a network you will lose that; "
            "lesson 13.",
        ),
        "e": (
            "stops at the first",
            "h1 does not consume the event. Everybody who listens gets it, and h3's place is another matter.",
        ),
    },
)

NAMES = Recall(
    id="03-recall-names",
    question="ReleaseInventory and InventoryReleased: which is the event?",
    choices={"a": "ReleaseInventory", "b": "InventoryReleased", "c": "both"},
    answer="b",
    says={
        "a": "ReleaseInventory asks for something and may be refused: a command. The event is what is true "
        "afterwards.",
        "b": "An event is a fact, in the past tense. ReleaseInventory asks for something: a command.",
        "c": "Only one of them has happened. ReleaseInventory asks for something and may be refused.",
    },
    about="02",
)

WAITED = Recall(
    id="03-recall-waited",
    question="The kitchen was closed for ten minutes. Where was Ada's order meanwhile, "
    "in the event-driven shop?",
    choices={
        "a": "nowhere, it was refused",
        "b": "with the counter, which kept calling",
        "c": "in a queue where the kitchen finds it",
    },
    answer="c",
    says={
        "a": "That is the shop with calls: it needs the kitchen now. The event-driven shop refused nobody.",
        "b": "The counter had finished long before. Nobody called again: the order waited in a queue.",
        "c": "It waited where the worker can find it. In this lesson that place fits in a few lines, and has "
        "its limits.",
    },
    about="01",
)

EXERCISES = (BUS, RETRY, FAULT, ISOLATE)
PREDICTIONS = (PAYS, ORDER)
RECALLS = (NAMES, WAITED)
