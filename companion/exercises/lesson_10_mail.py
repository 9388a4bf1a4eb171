"""10-mail: a view that can be made anew without writing to anybody a second time."""

from typing import Any

from companion.exercises.lesson_10_mail_ideas import (
    IDEAS,
    NEXT,
    REBUILD,
    RESTART,
    SAID,
    WAITING,
    WORKS,
    phase,
)
from companion.exercises.lesson_10_world import CENTS, EARLY, Phase, World
from companion.exercises.plain import plain
from companion.exercises.telling import in_words
from companion.exercises.words import Criterion, Exercise, Finding, Seen

OLD_ORDERS = tuple(each for each in CENTS if each != "order-96")
"""What was ordered before the restart."""


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
    world.view["order-94"] = 5
    world.order("order-94")
    world.play("next", lambda: dinners.catch_up())
    world.order("order-95")
    world.down = True
    world.play("down", lambda: dinners.catch_up(), expect=True)
    world.down = False
    world.play("up again", lambda: dinners.catch_up())

    def restart() -> None:
        start()
        made["dinners"].rebuild()
        made["dinners"].catch_up()

    _wait(world, timedelta(minutes=1))
    world.order("order-97")
    world.play("again", lambda: dinners.rebuild())
    world.play("restart", restart)
    world.order("order-96")
    world.play("after it", lambda: made["dinners"].catch_up())
    return {"phases": {**_plain(world.phases), "elsewhere": _elsewhere(answer), "failed": _failed(answer)}}


def _elsewhere(answer: Any) -> Phase:
    """Another store, whose orders have the same numbers: nobody of it was mailed yet."""
    world = World()
    for order_id in EARLY:
        world.order(order_id)
    world.play("works", lambda: answer(world.store, world.view, world.send).catch_up())
    seen: Phase = _plain(world.phases)["works"]
    return seen


def _failed(answer: Any) -> Phase:
    """The second of two mails fails, the process ends, another one catches up: all that was mailed."""
    world = World()
    for order_id in ("order-94", "order-95"):
        world.order(order_id)
    world.refused = "order-95"
    world.play("down", lambda: answer(world.store, world.view, world.send).catch_up(), expect=True)
    world.refused = ""
    world.play("failed", lambda: answer(world.store, world.view, world.send).catch_up())
    return {**_plain(world.phases)["failed"], "mails": sorted(world.mails)}


def _wait(world: Any, time: Any) -> None:
    world.store.clock.advance(time.total_seconds())


def _plain(phases: dict[str, Phase]) -> dict[str, Any]:
    return {name: {**each, "view": plain(each["view"])} for name, each in phases.items()}


def _listed(mails: list[str]) -> str:
    return ", ".join(mails[:6]) + (" …" if len(mails) > 6 else "") if mails else "nobody"


def _stopped(seen: Seen, *names: str) -> Finding | None:
    for name in names:
        trouble = phase(seen, name)["trouble"]
        if trouble:
            return Finding("", f"{SAID[name]}: your code {trouble}")
    return None


def _for_ever(seen: Seen) -> Finding | None:
    """An error of `send` may come out of catch_up; a loop that waits for the mail server may not."""
    trouble = phase(seen, "down")["trouble"]
    if not phase(seen, "down")["stopped"]:
        return None
    return Finding("", f"order-95 came, and send raised, each time it was called: your code {trouble}")


def _rows(seen: Seen, name: str, *orders: str) -> str:
    """What is wrong with these rows of the view; "" if nothing."""
    view = phase(seen, name)["view"]
    for each in orders:
        if view.get(each) != CENTS[each]:
            got = in_words(view[each]) if each in view else "missing"
            return f"the row of {each} is {got}, ordered for {CENTS[each]} cents"
    return ""


def _strange(seen: Seen, name: str) -> str:
    """A row that nobody ordered; "" if there is none."""
    strange = [each for each in phase(seen, name)["view"] if each not in CENTS]
    return f"the view holds {strange[0]}, which nobody ordered" if strange else ""


def _works(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "works")
    if stopped is not None:
        return stopped
    mails = phase(seen, "works")["mails"]
    if sorted(mails) != sorted(EARLY):
        return Finding(_listed(list(EARLY)), f"mails went to {_listed(mails)}")
    wrong = _rows(seen, "works", *EARLY) or _strange(seen, "works")
    return Finding("", wrong) if wrong else None


def _rebuild(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "rebuild")
    if stopped is not None:
        return stopped
    mails = phase(seen, "rebuild")["mails"]
    if mails:
        return Finding("nobody", f"rebuild mailed {_listed(mails)}")
    wrong = _rows(seen, "rebuild", *EARLY) or _strange(seen, "rebuild")
    return Finding("", f"after rebuild {wrong}") if wrong else None


def _waiting(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "rebuild", "waiting", "up again") or _for_ever(seen)
    if stopped is not None:
        return stopped
    again = _again(seen)
    if again is not None:
        return again
    mails = [each for name in ("rebuild", "waiting") for each in phase(seen, name)["mails"]]
    if mails != ["order-83"]:
        told = f"order-83 came in before the rebuild; that and the next catch_up mailed {_listed(mails)}"
        return Finding("order-83", told)
    mails = [each for name in ("down", "up again") for each in phase(seen, name)["mails"]]
    if mails != ["order-95"]:
        told = f"order-95 came, and send raised; that catch_up and the next mailed {_listed(mails)}"
        return Finding("order-95", told)
    return None


def _next(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "next")
    if stopped is not None:
        return stopped
    again = _again(seen)
    if again is not None:
        return again
    mails = phase(seen, "next")["mails"]
    if mails != ["order-94"]:
        told = "order-94 came, and a wrong row of it stood in the view already; catch_up mailed"
        return Finding("order-94", f"{told} {_listed(mails)}")
    wrong = _rows(seen, "next", "order-94")
    return Finding("", wrong) if wrong else None


def _restart(seen: Seen) -> Finding | None:
    stopped = _stopped(seen, "restart", "after it")
    if stopped is not None:
        return stopped
    mails = phase(seen, "restart")["mails"]
    again = [each for each in mails if each != "order-97"]
    if again:
        return Finding("nobody", f"a new object on the same store, rebuild, catch_up: {_listed(again)} again")
    mails = [*phase(seen, "again")["mails"], *mails]
    if mails != ["order-97"]:
        told = "order-97 came, then a rebuild; a new object, its rebuild and catch_up mailed"
        return Finding("order-97", f"{told} {_listed(mails)}")
    mails = phase(seen, "after it")["mails"]
    if mails != ["order-96"]:
        return Finding("order-96", f"after the restart order-96 came; catch_up mailed {_listed(mails)}")
    wrong = "" if _rebuild(seen) else _rows(seen, "restart", *OLD_ORDERS)
    if wrong:
        return Finding("", f"a new object on the same store, rebuild, catch_up: {wrong}")
    mails = phase(seen, "elsewhere")["mails"]
    if sorted(mails) != sorted(EARLY):
        told = "another store, orders of the same numbers: the first catch_up mailed"
        return Finding(_listed(list(EARLY)), f"{told} {_listed(mails)}")
    if _waiting(seen) is None and (mails := phase(seen, "failed")["mails"]) != ["order-94", "order-95"]:
        told = (
            "order-94 and order-95 came, send raised at the second; that catch_up and a new object's mailed"
        )
        return Finding("order-94, order-95", f"{told} {_listed(mails)}")
    return None


def _again(seen: Seen) -> Finding | None:
    """What the untouched code does, or a rebuild that does nothing: then nothing can be said of who comes
    after."""
    if set(phase(seen, "rebuild")["mails"]) & set(EARLY):
        return Finding("", "not judged: first a rebuild must mail nobody a second time")
    view = phase(seen, "rebuild")["view"]
    if (view.get("ghost"), view.get("order-71")) == (1, 7):
        return Finding("", "not judged: the rebuild left the view as it was")
    return None


MAIL = Exercise(
    id="10-mail",
    title="Dinners",
    kind="bug hunt",
    points=5,
    signature="class Dinners",
    returns=False,
    observe=_observe,
    gate=(Criterion(WORKS, 0, _works),),
    criteria=(
        Criterion(REBUILD, 2, _rebuild),
        Criterion(WAITING, 1, _waiting),
        Criterion(NEXT, 1, _next),
        Criterion(RESTART, 1, _restart),
    ),
    misconceptions=IDEAS,
    hints=(
        "Two jobs hang on one checkpoint. Which of them may be done again?",
        "A view can be thrown away and made anew. A mail cannot be unsent: give it a checkpoint of its own, "
        "which nobody resets.",
        "for each in self.store.subscribe('mailer'): …   # mail, and nothing else\n"
        "for each in self.store.subscribe('view'): …   # the row, and nothing else\n"
        "rebuild: empty the view, reset 'view', read it again",
    ),
)
