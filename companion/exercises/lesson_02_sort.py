"""02-sort: twenty messages of one code base, each with what its sender meant.

Which are facts, and which facts need a better name?
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from companion.exercises.plain import plain
from companion.exercises.todo import TODO
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

# Name: (family, kind, what its sender wrote).
_KNOWN, _ASKED, _ANSWERED, _MISNAMED = "plain facts", "requests", "questions and documents", "misnamed facts"
MESSAGES: Final = {
    "OrderPlaced": (_KNOWN, "event", "Ada has ordered."),
    "PaymentProcessed": (_KNOWN, "event", "Her card was charged."),
    "UserRegistered": (_KNOWN, "event", "Ben has an account since a minute ago."),
    "DriverAssigned": (_KNOWN, "event", "Driver 7 brings order-42. It is decided."),
    "OrderSentToKitchen": (_KNOWN, "event", "The ticket hangs in the kitchen."),
    "StockRanOut": (_KNOWN, "event", "We sold the last coffee machine."),
    "RegisterUser": (_ASKED, "command", "Open an account for Ben, unless his address is taken."),
    "ShipParcel": (_ASKED, "command", "Send order-42 today, if the van is not full."),
    "ScheduleDelivery": (_ASKED, "command", "Find a free hour tomorrow and book it."),
    "InventoryShouldBeReleased": (_ASKED, "command", "Payment failed: put the items back on the shelf."),
    "PasswordReset": (_ASKED, "command", "Give Ben a new password, if his link is still valid."),
    "GetUnpaidOrders": (_ANSWERED, "query", "Which orders has nobody paid?"),
    "IsSeatFree": (_ANSWERED, "query", "Can I still have 12A?"),
    "CustomerSnapshot": (_ANSWERED, "document", "All we know about Ada, as of now."),
    "PriceList": (_ANSWERED, "document", "What everything costs this week."),
    "Invoice": (_ANSWERED, "document", "order-42, line by line."),
    "PlaceOrder": (_MISNAMED, "event", "Ada placed order-43 a second ago."),
    "ProcessingPayment": (_MISNAMED, "event", "The card was charged. It took two seconds."),
    "TransferOut": (_MISNAMED, "event", "$200 left account 123 on January 5."),
    "StockLow": (_MISNAMED, "event", "At 9:14 the shelf fell below five machines."),
}

KINDS: Final = ("event", "command", "query", "document")
# What a better name may speak of: the thing of the old name, or the thing of its sender's sentence.
_THINGS = {
    "PlaceOrder": "order ordered",
    "ProcessingPayment": "payment card charge charged",
    "TransferOut": "transfer transferred money account amount balance fund funds dollars",
    "StockLow": "stock inventory shelf machine machines",
}
# Words of another fact about the same thing.
_ANOTHER = {
    "PlaceOrder": "accepted cancelled canceled confirmed declined delivered dispatched fulfilled packed paid "
    "prepared processed refused rejected sent shipped",
    "ProcessingPayment": "cancelled canceled declined failed refunded refused rejected started",
    "TransferOut": "arrived cancelled canceled closed credited declined deposited failed in opened received "
    "refused",
    "StockLow": "added emptied filled increased out raised refilled replenished restocked rose sold",
}
_SAYS_NOTHING = "updated changed modified happened occurred handled"

FACTS = "plain facts are events"
REQUESTS = "requests are commands"
QUESTIONS = "questions and documents are told apart"
MISNAMED = "misnamed facts are events all the same"
BETTER = "each misnamed fact has a name that tells it"
ONLY = "nothing else got another name"


def read_kind(text: object) -> str:
    """The kind somebody typed, in full or only its beginning, in any case; "" for anything else."""
    typed = text.strip().lower() if type(text) is str else ""
    return next((kind for kind in KINDS if typed and f"{kind}s".startswith(typed)), "")


def _renamed(old: str, new: object) -> dict[str, Any]:
    """What is wrong with a better name, in a sentence; "" if it tells the fact."""
    from companion.naming import lint, words

    if type(new) is not str or not any(letter.isalpha() for letter in new):
        return {"new": str(plain(new)), "kind": "", "problem": "wanted is a name as a text"}
    verdict, parts = lint(new), words(new)
    problem = ""
    if verdict.kind != "event":
        problem = f"the linter calls it {verdict.kind}: {verdict.reason}"
    elif old in _THINGS and not set(_THINGS[old].split()) & set(parts):
        problem = f'its sender wrote "{MESSAGES[old][2]}", and the name no longer says of what it speaks'
    elif set(_ANOTHER.get(old, "").split()) & set(parts):
        problem = f'its sender wrote "{MESSAGES[old][2]}", and that is another fact'
    elif set(_SAYS_NOTHING.split()) & set(parts):
        problem = "it says that something happened, and not what"
    return {"new": new, "kind": verdict.kind, "problem": problem}


def _observe(answer: Any) -> Seen:
    pair = list(answer)
    if len(pair) != 2 or not all(isinstance(part, dict) for part in pair):
        return {"trouble": "wanted are the two dicts: [kinds, better]", "kinds": {}, "better": {}}
    kinds, better = pair
    if any(map(read_kind, better.values())) and not any(map(read_kind, kinds.values())):
        return {
            "trouble": "the two dicts are the other way round: [kinds, better]",
            "kinds": {},
            "better": {},
        }
    return {
        "trouble": "",
        "kinds": {name: read_kind(kinds.get(name)) for name in MESSAGES},
        "typed": {name: plain(kinds.get(name)) for name in MESSAGES},
        "better": {
            str(old): _renamed(str(old), new)
            for old, new in better.items()
            if new is not None and new is not TODO and new != old
        },
    }


def _family(family: str, seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", seen["trouble"] if family == _KNOWN else "not judged: see above")
    for name, (of, kind, sentence) in MESSAGES.items():
        said = seen["kinds"][name]
        if of == family and said != kind:
            typed = seen["typed"][name]
            given = f"you said {said}" if said else _unreadable(typed)
            return Finding("", f'{name}: {given}. Its sender wrote: "{sentence}"')
    return None


def _unreadable(typed: object) -> str:
    if typed is None or typed == {"todo": True}:
        return "no kind yet"
    return f"{typed!r} is none of {', '.join(KINDS)}"


def _better(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", "not judged: see above")
    old = _not_told(seen)
    if not old:
        return None
    if old not in seen["better"]:
        return Finding("", f'{old} has no better name yet. Its sender wrote: "{MESSAGES[old][2]}"')
    renamed = seen["better"][old]
    return Finding("", f"{old} → {renamed['new']}: {renamed['problem']}")


def _not_told(seen: Seen) -> str:
    """The first misnamed fact without a name that tells it: the report speaks of this one; "" if none."""
    return next((old for old in _THINGS if seen["better"].get(old, {"problem": "none"})["problem"]), "")


def _only(seen: Seen) -> Finding | None:
    if seen["trouble"]:
        return Finding("", "not judged: see above")
    if old := _needless(seen):
        if old not in MESSAGES:
            return Finding("", f"{old} is none of the twenty messages")
        told = f"{old} got another name, {seen['better'][old]['new']}"
        return Finding("", f'{told}. Its sender wrote: "{MESSAGES[old][2]}"')
    if all(seen["better"].get(old, {"problem": "none"})["problem"] for old in _THINGS):
        return Finding("", "not judged yet: first, one misnamed fact needs a name that tells it")
    return None


def _needless(seen: Seen) -> str:
    """The first name in `better` that needs no better one: the report speaks of this one; "" if none."""
    return next((old for old in seen["better"] if old not in _THINGS), "")


def _called(name: str, *kinds: str) -> Callable[[Seen], bool]:
    return lambda seen: seen["kinds"].get(name) in kinds


def _new(seen: Seen, suffixes: tuple[str, ...]) -> str:
    """The name the report speaks of, if it is the old one with one of `suffixes` glued on, else ""."""
    old = _not_told(seen)
    new = str(seen["better"].get(old, {"new": ""})["new"])
    return new if new.lower() in [(old + end).lower() for end in suffixes] else ""


def _request_renamed(seen: Seen, *kinds: str) -> str:
    """The renamed one that the report speaks of, if it is a request whose new name is one of `kinds`."""
    old = _needless(seen)
    asked = MESSAGES.get(old, ("",))[0] == _ASKED
    return old if asked and seen["better"][old]["kind"] in kinds else ""


SORT = Exercise(
    id="02-sort",
    title="twenty messages",
    kind="sort",
    points=6,
    accepts=(list, tuple),
    example="[kinds, better]",
    blank=([{name: {"todo": True} for name in MESSAGES}, {}],),
    observe=_observe,
    criteria=(
        Criterion(FACTS, 1, partial(_family, _KNOWN)),
        Criterion(REQUESTS, 1, partial(_family, _ASKED)),
        Criterion(QUESTIONS, 1, partial(_family, _ANSWERED)),
        Criterion(MISNAMED, 1, partial(_family, _MISNAMED)),
        Criterion(BETTER, 1, _better),
        Criterion(ONLY, 1, _only),
    ),
    misconceptions=(
        Misconception(
            "a fact ends in -ed",
            FACTS,
            lambda seen: (
                all(seen["kinds"].get(name) != "event" for name in ("OrderSentToKitchen", "StockRanOut"))
                and seen["kinds"].get("OrderPlaced") == "event"
            ),
            "OrderSentToKitchen, StockRanOut: facts without -ed at the end. Read the sentence.",
        ),
        Misconception(
            "a request in the clothes of a fact",
            REQUESTS,
            lambda seen: "event" in [seen["kinds"].get(name) for name in _of(_ASKED)],
            lambda seen: (
                f"{_first(seen, _ASKED, 'event')}: its sender wants something done, and may be refused. "
                "Whatever the name says, it has not happened yet."
            ),
        ),
        Misconception(
            "a query taken for a command",
            QUESTIONS,
            _called("GetUnpaidOrders", "command"),
            "GetUnpaidOrders changes nothing and wants an answer. A command wants a change.",
        ),
        Misconception(
            "a document taken for an event",
            QUESTIONS,
            lambda seen: "event" in [seen["kinds"].get(name) for name in _of(_ANSWERED)],
            lambda seen: (
                f"{_first(seen, _ANSWERED, 'event')} says how things are, not that something happened. "
                "It may be sent again tomorrow, with nothing new in it."
            ),
        ),
        Misconception(
            "the name decides",
            MISNAMED,
            lambda seen: "command" in [seen["kinds"].get(name) for name in _of(_MISNAMED)],
            lambda seen: (
                f"{_first(seen, _MISNAMED, 'command')} sounds like a request, and its sender tells what has "
                "happened. The sentence decides. That is why the name is bad."
            ),
        ),
        Misconception(
            "glues on -ed",
            BETTER,
            lambda seen: bool(_new(seen, ("ed", "d"))),
            lambda seen: (
                f"{_new(seen, ('ed', 'd'))}: the ending is on the wrong word. "
                "Thing first, then what happened to it."
            ),
        ),
        Misconception(
            "adds 'Event'",
            BETTER,
            lambda seen: bool(_new(seen, ("event",))),
            lambda seen: f"{_new(seen, ('event',))} says what it is in the type system, not what happened.",
        ),
        Misconception(
            "a state taken for an event",
            BETTER,
            lambda seen: (
                seen["kinds"].get("StockLow") == "event"
                and seen["better"].get("StockLow", {"kind": "state"})["kind"] == "state"
                and len(seen["better"]) > 0
                and _not_told(seen) == "StockLow"
            ),
            "StockLow is a condition. When did it become true, and what happened then?",
        ),
        Misconception(
            "renames a request",
            ONLY,
            lambda seen: bool(_request_renamed(seen, "event")),
            lambda seen: (
                f"{_request_renamed(seen, 'event')}: a command with a past-tense name is still a command; "
                "now its receiver thinks it is done."
            ),
        ),
        Misconception(
            "a better request",
            ONLY,
            lambda seen: bool(_request_renamed(seen, "command")),
            lambda seen: (
                f"{seen['better'][_request_renamed(seen, 'command')]['new']} is a good name for a request. "
                "Only facts get a better name here: leave it out."
            ),
        ),
    ),
    hints=(
        "Cover the names and read only the sentences. "
        "Who knows already that it has happened, who wants something?",
        "Fact → event. Wants a change, may be refused → command. Wants an answer → query. "
        "Says how things are → document. Four facts have names that say something else.",
        'better = {"PlaceOrder": "OrderPlaced", "ProcessingPayment": "Payment___", '
        '"TransferOut": "Money___", "StockLow": "Stock___BelowMinimum"}',
    ),
)


def _of(family: str) -> list[str]:
    return [name for name, (of, _, _) in MESSAGES.items() if of == family]


def _first(seen: Seen, family: str, kind: str) -> str:
    return next((name for name in _of(family) if seen["kinds"].get(name) == kind), "")
