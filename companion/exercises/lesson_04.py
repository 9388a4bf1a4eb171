"""Lesson 04, Choreography: who listens to what, what a promise needs, and what nobody says."""

from companion.exercises.lesson_04_critical import CRITICAL
from companion.exercises.lesson_04_forever import FOREVER
from companion.exercises.lesson_04_silence import SILENCE
from companion.exercises.lesson_04_star import STAR
from companion.exercises.lesson_04_wire import WIRE
from companion.exercises.words import Prediction, Recall

TITLE = "Choreography"


# ---- 04-driver -----------------------------------------------------------------------------------

DRIVER = Prediction(
    id="04-driver",
    question="Delivery is down all evening. Ada orders. What does she get?",
    choices={
        "a": "a refusal: the order is not accepted",
        "b": "her money back, by itself",
        "c": "paid, confirmed, then silence",
        "d": "the meal, late",
    },
    answer="c",
    why="Why does she hear nothing?",
    reasons={
        "a": "the failure was isolated, so the order was a success",
        "b": "a failed step undoes the steps before it",
        "c": "no event means 'nothing happened', so nobody reacts",
        "d": "the bus keeps the event and delivers it by itself, later",
        "e": "the order was refused before it was paid",
    },
    reason="c",
    says={
        "a": (
            "isolation = success",
            "Payment survived, as promised. Ada's dinner did not.",
        ),
        "b": (
            "automatic rollback",
            "Who would refund? No service reacts to an event that is missing.",
        ),
        "d": (
            "broker saves it",
            "This bus runs in one process: the dead letter sits there until a person redelivers it. "
            "With a broker the meal comes late; still nobody told Ada.",
        ),
        "e": (
            "refused up front",
            "That is the synchronous design: it asks Delivery before it says yes. Here nobody asked.",
        ),
    },
)


# ---- 04-grid -------------------------------------------------------------------------------------

GRID = Prediction(
    id="04-grid",
    question="Six evenings, on each another service is down. Three promises: paid, confirmed, delivered. "
    "How many of the 18 are broken?",
    choices={"a": "3", "b": "6", "c": "9", "d": "18"},
    answer="c",
    why="Which evenings break a promise?",
    reasons={
        "a": "those on which a service is down that publishes one of the events the promise needs",
        "b": "each outage breaks exactly the promise of that service, and no other",
        "c": "all of them: the services form one system",
        "d": "those on which a service is down that listens to one of the events",
    },
    reason="a",
    says={
        "b": (
            "one outage, one promise",
            "Payment breaks three: without its event nothing after it happens.",
        ),
        "c": (
            "one for all",
            "Two rows are all kept. Whoever only listens is missed by nobody's promise.",
        ),
        "d": (
            "listening is being needed",
            "Analytics listens to every event, and its outage breaks nothing.",
        ),
    },
)


# ---- 04-late -------------------------------------------------------------------------------------

LATE = Prediction(
    id="04-late",
    question="45 minutes later Delivery is back, and a person redelivers its dead letter. What happens?",
    choices={
        "a": "Delivery goes on where it stopped: the dinner comes late",
        "b": "the whole order starts again, and Ada pays twice",
        "c": "nothing: the event is too old",
        "d": "Ada is told first, then the dinner comes",
    },
    answer="a",
    why="Why does nobody pay again?",
    reasons={
        "a": "Payment has noticed that it is the same order",
        "b": "a dead letter is one event for one handler; only that handler gets it again",
        "c": "a redelivered event is marked as old, and old events cost nothing",
        "d": "the bus took the first payment back when Delivery failed",
    },
    reason="b",
    points=0,
    says={
        "a": (
            "the service remembers",
            "Payment was not even called. It remembers nothing; lesson 06 changes that.",
        ),
        "c": (
            "old events are harmless",
            "No event knows its age. Delivered to Payment again, it would be charged again.",
        ),
        "d": (
            "undone by itself",
            "Nothing was taken back: the money was set aside all the time.",
        ),
    },
)


# ---- Recall --------------------------------------------------------------------------------------

ROUTE = Recall(
    id="04-recall-route",
    question="You re-run the cell that defines OrderPlaced. Why do the old handlers still hear it?",
    choices={
        "a": "the bus routes by the event's name",
        "b": "Python keeps one class per name",
        "c": "the bus calls every handler and lets it decide",
    },
    answer="a",
    about="02",
    says={
        "a": "The cell made a new class of the same name, and the name is what the bus goes by.",
        "b": "Python made a second class, equal in nothing but its name. The bus goes by that name.",
        "c": "A handler is called for the event names it registered for, and for no others.",
    },
)

AGAIN = Recall(
    id="04-recall-again",
    question="Four handlers hear OrderPlaced, and the third raises. Which run again?",
    choices={"a": "all four", "b": "the third", "c": "the third and the fourth", "d": "none"},
    answer="b",
    about="03",
    says={
        "a": "Then Payment would charge again because Analytics failed. Each handler is retried alone.",
        "b": "Each handler is tried again alone, and becomes a dead letter alone.",
        "c": "The fourth ran once, when its turn came. Only the one that failed is tried again.",
        "d": "The bus tries the third again, three times in all, then keeps it as a dead letter.",
    },
)


EXERCISES = (WIRE, STAR, SILENCE, CRITICAL, FOREVER)
PREDICTIONS = (DRIVER, GRID, LATE)
RECALLS = (ROUTE, AGAIN)
