"""Lesson 02, Events are facts: an event that cannot change, a name that says what happened, and smells of
those that do neither."""

from companion.exercises.lesson_02_frozen import FROZEN
from companion.exercises.lesson_02_rule import RULE
from companion.exercises.lesson_02_smells import SMELLS
from companion.exercises.lesson_02_sort import SORT
from companion.exercises.words import Prediction, Recall

TITLE = "Events are facts"

TUPLE = Prediction(
    id="02-tuple",
    question="The field is now `items: tuple[str, ...]`, the struct is frozen, and the caller passes a list. "
    "What does the event hold?",
    choices={
        "a": "a tuple: the list is converted",
        "b": "nothing: a TypeError",
        "c": "the caller's own list",
    },
    answer="c",
    why="Why the list?",
    reasons={
        "a": "the constructor does not look at annotations; msgspec reads them when it decodes bytes",
        "b": "frozen was left out",
        "c": "a list is a kind of tuple",
        "d": "the list was copied, and the copy is a list too",
    },
    reason="a",
    says={
        "b": (
            "frozen would have helped",
            "The class is frozen: assigning to the field is refused. Frozen does not guard what is in it.",
        ),
        "c": (
            "list and tuple are related",
            "They are two types, and neither derives from the other. Python never asked.",
        ),
        "d": (
            "passing copies",
            "Nothing was copied: the caller appended to its own list, and the event changed with it.",
        ),
    },
)

ED = Prediction(
    id="02-ed",
    question='"An event is a word ending in -ed." Which rule is wrong most often on forty names?',
    choices={
        "a": 'name.endswith("ed")',
        "b": '"ed" in name',
        "c": 'saying "no event" every time',
        "d": "the rule that looks at the last word only and knows irregular verbs",
    },
    answer="b",
    why='Why is `"ed" in name` the worst?',
    reasons={
        "a": "it looks at letters where words decide: ScheduleDelivery, PedalSensor, CreditNote",
        "b": "irregular verbs: it misses Sent, Stolen and Won",
        "c": "it is case-sensitive and misses capitals",
        "d": "most names are no events, so every rule that ever says yes loses",
    },
    reason="a",
    says={
        "b": (
            "irregular verbs explain it all",
            "All three rules in -ed miss Sent and Stolen. What this one does besides is saying yes to names "
            "that only contain the letters.",
        ),
        "c": (
            "a matter of capitals",
            "No name here holds -ED in capitals. The letters e and d stand next to each other in words "
            "that are no verbs.",
        ),
        "d": (
            "no is always safer",
            "The rule for the last word says yes as well, and is the best of the five. "
            "Saying yes to the right ones is the art.",
        ),
    },
)

BROKER = Recall(
    id="02-recall-broker",
    question="An order is accepted by events. What must be up at that moment?",
    choices={
        "a": "the counter",
        "b": "the counter and the broker",
        "c": "the counter and everybody who listens",
        "d": "nothing",
    },
    answer="b",
    says={
        "a": "Who holds the order while the kitchen is down? Somebody has to: the broker must be up too.",
        "b": "The counter takes it, the broker holds it. Listeners may come later.",
        "c": "Listeners are needed to serve the order, later. That is what events bought in lesson 01.",
        "d": "Somebody must take the order and somebody must hold it: counter and broker.",
    },
    about="01",
)

WAIT = Recall(
    id="02-recall-wait",
    question="A customer every 4 minutes, and the kitchen was closed for ten. "
    "What did events do to the last customer's wait?",
    choices={
        "a": "nothing: served on time",
        "b": "made it long: the queue never drained",
        "c": "ended it: turned away",
    },
    answer="b",
    says={
        "a": "Accepting was instant, cooking was not: the orders queued for the kitchen.",
        "b": "Nobody was turned away, and the last one waited longest. Events move the wait.",
        "c": "That was the shop with calls. With events nobody was turned away; they were late.",
    },
    about="01",
)

EXERCISES = (FROZEN, SORT, SMELLS, RULE)
PREDICTIONS = (TUPLE, ED)
RECALLS = (BROKER, WAIT)
