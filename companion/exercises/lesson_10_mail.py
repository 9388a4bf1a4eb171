"""10-mail: a view that can be made anew without writing to anybody a second time."""

from typing import Any, Final

from companion.exercises.lesson_10_world import CENTS, EARLY, Phase, World
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Misconception, Seen

WORKS = "three dinners, three mails, three rows"
REBUILD = "rebuild makes the view anew and mails nobody"
WAITING = "what waits, or failed, is mailed once by the next catch_up"
NEXT = "the next dinner is mailed once, and shown"
RESTART = "after a restart nobody hears twice, and the next dinner is mailed"


def _observe(answer: Any) -> Seen:
    from datetime import timedelta

    world = World()
    made: dict[str, Any] = {}

    def start() -> None:
        made["dinners"] = answer(world.store, world.view, world.send)

    def begin() -> None:
        start()
        made["dinners"].catch_up()

    for order_id in EARLY:
        world.order(order_id)
    world.play("works", begin)
    if "dinners" not in made:
        return {"phases": _plain(world.phases)}
    dinners = made["dinners"]
    world.view.update({"ghost": 1, "order-71": 7})
    world.order("order-83")
    _wait(world, timedelta(hours=2))
    world.play("rebuild", lambda: dinners.rebuild())
    world.play("waiting", lambda: dinners.catch_up())
    world.view["order-94"] = 0
    world.order("order-94")
    world.play("next", lambda: dinners.catch_up())
    world.order("order-95")
    world.down = 1
    world.play("down", lambda: dinners.catch_up(), expect=True)
    world.down = 0
    world.play("up again", lambda: dinners.catch_up())

    def restart() -> None:
        start()
        made["dinners"].rebuild()
        made["dinners"].catch_up()

    _wait(world, timedelta(minutes=1))
    world.play("restart", restart)
    world.order("order-96")
    world.play("after it", lambda: made["dinners"].catch_up())
    return {"phases": _plain(world.phases)}


def _wait(world: Any, time: Any) -> None:
    world.store.clock.advance(time.total_seconds())


def _plain(phases: dict[str, Phase]) -> dict[str, Any]:
    return {
        name: {"mails": each["mails"], "view": plain(each["view"]), "trouble": each["trouble"]}
        for name, each in phases.items()
    }


def _phase(seen: Seen, name: str) -> Phase:
    there = seen["phases"].get(name)
    return there or {"mails": [], "view": {}, "trouble": "gave back no object"}


def _listed(mails: list[str]) -> str:
    return ", ".join(mails[:6]) + (" …" if len(mails) > 6 else "") if mails else "nobody"


def _stopped(seen: Seen, *names: str) -> Finding | None:
    for name in names:
        trouble = _phase(seen, name)["trouble"]
        if trouble:
            return Finding("", f"{SAID[name]}: your code {trouble}")
    return None


SAID: Final = {
    "works": "three dinners and the first catch_up",
    "rebuild": "rebuild",
    "waiting": "the catch_up after the rebuild",
    "next": "order-94 comes, catch_up",
    "up again": "the catch_up after the mail server was down",
    "restart": "a new object, its rebuild and catch_up",
    "after it": "the new object, order-96 comes, catch_up",
}


def _rows(seen: Seen, name: str, *orders: str) -> str:
    """What is wrong with these rows of the view; "" if nothing."""
    view = _phase(seen, name)["view"]
    for each in orders:
        if view.get(each) != CENTS[each]:
            got = in_words(view[each]) if each in view else "missing"
            return f"the row of {each} is {got}, ordered for {CENTS[each]} cents"
    return ""


def _strange(seen: Seen, name: str) -> str:
    """A row that nobody ordered; "" if there is none."""
    strange = [each for each in _phase(seen, name)["view"] if each not in CENTS]
    return f"the view holds {strange[0]}, which nobody ordered" if strange else ""


def _works(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "works")
    if stopped is not None:
        return stopped
    mails = _phase(seen, "works")["mails"]
    if sorted(mails) != sorted(EARLY):
        return Finding(_listed(list(EARLY)), f"mails went to {_listed(mails)}")
    wrong = _rows(seen, "works", *EARLY) or _strange(seen, "works")
    return Finding("", wrong) if wrong else None


def _rebuild(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "rebuild")
    if stopped is not None:
        return stopped
    mails = _phase(seen, "rebuild")["mails"]
    if mails:
        return Finding("nobody", f"rebuild mailed {_listed(mails)}")
    wrong = _rows(seen, "rebuild", *EARLY) or _strange(seen, "rebuild")
    return Finding("", f"after rebuild {wrong}") if wrong else None


def _waiting(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "rebuild", "waiting", "up again")
    if stopped is not None:
        return stopped
    again = _again(seen)
    if again is not None:
        return again
    mails = [each for name in ("rebuild", "waiting") for each in _phase(seen, name)["mails"]]
    if mails != ["order-83"]:
        told = f"order-83 came in before the rebuild; that and the next catch_up mailed {_listed(mails)}"
        return Finding("order-83", told)
    mails = [each for name in ("down", "up again") for each in _phase(seen, name)["mails"]]
    if mails != ["order-95"]:
        told = f"send raised once, for order-95; that catch_up and the next mailed {_listed(mails)}"
        return Finding("order-95", told)
    return None


def _next(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "next")
    if stopped is not None:
        return stopped
    again = _again(seen)
    if again is not None:
        return again
    mails = _phase(seen, "next")["mails"]
    if mails != ["order-94"]:
        told = "order-94 came, and a wrong row of it stood in the view already; catch_up mailed"
        return Finding("order-94", f"{told} {_listed(mails)}")
    wrong = _rows(seen, "next", "order-94")
    return Finding("", wrong) if wrong else None


def _restart(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "restart", "after it")
    if stopped is not None:
        return stopped
    mails = _phase(seen, "restart")["mails"]
    if mails:
        return Finding("nobody", f"a new object on the same store, rebuild, catch_up: {_listed(mails)} again")
    mails = _phase(seen, "after it")["mails"]
    if mails != ["order-96"]:
        return Finding("order-96", f"after the restart order-96 came; catch_up mailed {_listed(mails)}")
    return None


def _again(seen: Seen) -> Finding | None:
    """What the untouched code does, or a rebuild that does nothing: then nothing can be said of who comes
    after."""
    if set(_phase(seen, "rebuild")["mails"]) & set(EARLY):
        return Finding("", "not judged: first a rebuild must mail nobody a second time")
    view = _phase(seen, "rebuild")["view"]
    if (view.get("ghost"), view.get("order-71")) == (1, 7):
        return Finding("", "not judged: the rebuild left the view as it was")
    return None


def _mails(seen: Seen, name: str) -> list[str]:
    return list(_phase(seen, name)["mails"])


MAIL = Exercise(
    id="10-mail",
    title="Dinners",
    kind="bug hunt",
    points=5,
    signature="class Dinners",
    observe=_observe,
    gate=(Criterion(WORKS, 0, _works),),
    criteria=(
        Criterion(REBUILD, 2, _rebuild),
        Criterion(WAITING, 1, _waiting),
        Criterion(NEXT, 1, _next),
        Criterion(RESTART, 1, _restart),
    ),
    misconceptions=(
        Misconception(
            "mails nobody",
            WORKS,
            lambda seen: not any(_phase(seen, name)["mails"] for name in SAID),
            "A rebuild that mails nobody is easy if nobody is ever mailed. Is send called at all? And is "
            "anything left to read? Of two loops over one checkpoint, the first takes all the dinners.",
        ),
        Misconception(
            "asks the view whom it mailed",
            REBUILD,
            lambda seen: bool(_mails(seen, "rebuild")) and not _mails(seen, "next"),
            "A view is no proof of a mail: a rebuild makes its rows anew, and a wrong row keeps a customer "
            "from hearing. A checkpoint is one.",
        ),
        Misconception(
            "catches up on the way",
            REBUILD,
            lambda seen: _mails(seen, "rebuild") == ["order-83"] and not _mails(seen, "restart"),
            "rebuild caught up with everything, and so it mailed order-83. Whoever repairs a table at night "
            "writes to nobody: read the view again, and nothing else.",
        ),
        Misconception(
            "another dict",
            REBUILD,
            lambda seen: (
                not _mails(seen, "rebuild")
                and _phase(seen, "next")["view"].get("order-94") == 0
                and _mails(seen, "next") == ["order-94"]
                and not {"order-83", "order-95"} & _phase(seen, "up again")["view"].keys()
            ),
            "self.view = {} is another dict: whoever shows the view looks at the old one. Empty the "
            "one you were given.",
        ),
        Misconception(
            "the old rows stay",
            REBUILD,
            lambda seen: not _mails(seen, "rebuild") and "ghost" in _phase(seen, "rebuild")["view"],
            "The ghost is still there. A rebuild that keeps the old rows keeps their mistakes.",
        ),
        Misconception(
            "forgets at a restart",
            RESTART,
            lambda seen: not _mails(seen, "rebuild") and len(_mails(seen, "restart")) > 3,
            "What only the old object knew is gone with it, and a checkpoint that each new object sets back "
            "or names anew says nothing. Whom you mailed stands in the store: one name, never reset.",
        ),
        Misconception(
            "the mails are set back with the view",
            REBUILD,
            lambda seen: (
                len(_mails(seen, "rebuild")) > 3
                and not _mails(seen, "waiting")
                and _mails(seen, "next") == ["order-94"]
            ),
            "The view and the mails hang on one checkpoint, or on two that are both set back. Reset one for "
            "the view, and the mails are done again.",
        ),
        Misconception(
            "only what is young is mailed",
            WAITING,
            lambda seen: (
                not _mails(seen, "waiting")
                and 0
                < len(_mails(seen, "restart"))
                == len({*_mails(seen, "restart")} & {"order-94", "order-95"})
            ),
            "order-83 waited two hours in an outage and is too old to be mailed, for ever. And what is young "
            "is mailed again by each rebuild. Age is not what you want to know.",
        ),
        Misconception(
            "a row is taken for a mail",
            WAITING,
            lambda seen: (
                not any(_mails(seen, name) for name in ("rebuild", "waiting", "next"))
                and _mails(seen, "after it") == ["order-96"]
            ),
            "order-83 has a row since the rebuild, and order-94 had a wrong one; neither was ever mailed. "
            "That a row stands there says nothing of a mail.",
        ),
        Misconception(
            "passes over what waits",
            WAITING,
            lambda seen: (
                not _mails(seen, "rebuild")
                and not _mails(seen, "waiting")
                and _mails(seen, "next") == ["order-94"]
            ),
            "order-83 was in the store and not yet mailed. The rebuild read past it in silence, or set the "
            "mailer's checkpoint to the end: its customer never hears.",
        ),
        Misconception(
            "the checkpoint comes before the mail",
            WAITING,
            lambda seen: _mails(seen, "waiting") == ["order-83"] and not _mails(seen, "up again"),
            "The checkpoint is past order-95, and its mail never went out: it moved on before the mail, or "
            "although the mail had failed. First the mail, then the checkpoint: late, or twice, never lost.",
        ),
    ),
    hints=(
        "Two jobs hang on one checkpoint. Which of them may be done again?",
        "A view can be thrown away and made anew. A mail cannot be unsent: give it a checkpoint of its own, "
        "which nobody resets.",
        "for each in self.store.subscribe('mailer'): …   # mail, and nothing else\n"
        "for each in self.store.subscribe('view'): …   # the row, and nothing else\n"
        "rebuild: empty the view, reset 'view', read it again",
    ),
)
