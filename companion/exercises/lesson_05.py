"""Lesson 05, Orchestration and sagas: somebody is in charge, and must know when not to turn back."""

from companion.exercises.lesson_05_last import LAST
from companion.exercises.lesson_05_plan import PLAN
from companion.exercises.lesson_05_saga import SAGA
from companion.exercises.lesson_05_undo import UNDO
from companion.exercises.words import Prediction, Recall

TITLE = "Orchestration and sagas"


# ---- 05-mail -------------------------------------------------------------------------------------

MAIL = Prediction(
    id="05-mail",
    question="All well until the mail: paid, and the parcel has left. Then the mail server fails once, for a "
    "second. The rule: if any step fails, undo the steps before. What is true when all is over?",
    choices={
        "a": "the order stands, only the mail is missing",
        "b": "the parcel comes back, the money goes back",
        "c": "Ada has the parcel and the money, and the books count a machine that is not there",
        "d": "all as before the mail: the orchestrator stopped with an error",
    },
    answer="c",
    why="Why is the money back with Ada?",
    reasons={
        "a": "the orchestrator knows that a mail matters less than a parcel, so it kept the parcel",
        "b": "the rule restores what was before; the parcel will come back too, only later",
        "c": "the rule undoes every step that has an undo, and a parcel on the truck has none",
        "d": "an error ended the program, and the bank took the money back by itself",
        "e": "the undos came in the wrong order: money first, then the shelf",
    },
    reason="c",
    says={
        "a": (
            "importance is known",
            "You know that. The rule says any step; nobody told the orchestrator which one matters less.",
        ),
        "b": (
            "compensation is a rollback",
            "A parcel on the truck has no undo. What had one was undone, and that was called done.",
        ),
        "d": (
            "a failure ends the program",
            "Catching it is the orchestrator's job. It caught it, obeyed the rule and ended COMPENSATED. "
            "That is the trouble.",
        ),
        "e": (
            "order of the undos",
            "Newest first, as it should be. The question is whether to turn back at all.",
        ),
    },
)


# ---- 05-wrap -------------------------------------------------------------------------------------

WRAP = Prediction(
    id="05-wrap",
    question="Gift wrap becomes a step between charge and ship; it can be refused, and undone. How many of "
    "the four services that exist must then listen to something else, choreographed and orchestrated?",
    choices={"a": "0 and 0", "b": "0 and 4", "c": "2 and 0", "d": "4 and 1"},
    answer="c",
    why="Why these two?",
    reasons={
        "a": "none, really: a new service only listens, and the other services do not notice it",
        "b": "the four services know their orchestrator, so a new plan reaches all of them",
        "c": "Ship must hear Wrap instead of Charge, and Charge must undo when Wrap fails",
        "d": "each service hears every event, so each must learn the new names",
        "e": "one change is for wrapping and one is for unwrapping",
    },
    reason="c",
    says={
        "a": (
            "adding is free",
            "A listener is free, as Loyalty was in lesson 04. A step in the middle cuts a wire.",
        ),
        "b": (
            "coupled to the orchestrator",
            "They answer whoever asks. The orchestrator knows four services; no service knows it.",
        ),
        "d": (
            "everybody hears everything",
            "A service hears what it registered for. Two of the four registrations changed.",
        ),
        "e": (
            "the newcomer's own",
            "Those two are Wrap's. Asked is who was there before.",
        ),
    },
)


# ---- Recall --------------------------------------------------------------------------------------

LETTER = Recall(
    id="05-recall-letter",
    question="A handler failed for good, after three attempts. Where is its event now?",
    choices={
        "a": "gone: the bus gave it up",
        "b": "among the dead letters, until somebody reads them",
        "c": "back with the publisher",
    },
    answer="b",
    about="03",
    says={
        "a": "Given up, not thrown away: a dead letter keeps the event and its reason until a person "
        "decides.",
        "b": "A dead letter waits for a person. Nobody is told: remember that when you compare today.",
        "c": "The publisher hears nothing of it. The event lies among the dead letters, with its reason.",
    },
)

CRITICAL = Recall(
    id="05-recall-critical",
    question="Which events are critical for a promise?",
    choices={
        "a": "all that the promise's events follow from",
        "b": "all that follow from the promise's events",
        "c": "all of them, so that nothing is lost",
    },
    answer="a",
    about="04",
    says={
        "a": "Its causes, and theirs. Break one, and the promise is broken.",
        "b": "Those come afterwards: if they fail, the promise has been kept. Critical are its causes.",
        "c": "Then nothing is. Analytics heard every event, and no promise needed it. Critical are the "
        "causes.",
    },
)


EXERCISES = (SAGA, PLAN, UNDO, LAST)
PREDICTIONS = (MAIL, WRAP)
RECALLS = (LETTER, CRITICAL)
