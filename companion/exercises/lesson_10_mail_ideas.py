"""The wrong ideas about 10-mail: what the evening shows of each."""

from typing import Final

from companion.exercises.lesson_10_world import Phase
from companion.exercises.words import Misconception, Seen

WORKS = "three dinners, three mails, three rows"
REBUILD = "rebuild makes the view anew and mails nobody"
WAITING = "what waits, or failed, is mailed once by the next catch_up"
NEXT = "the next dinner is mailed once, and shown"
RESTART = "after a restart nobody hears twice; what waits, and the next dinner, is mailed"

SAID: Final = {
    "works": "three dinners and the first catch_up",
    "rebuild": "rebuild",
    "waiting": "the catch_up after the rebuild",
    "next": "order-94 comes, catch_up",
    "up again": "the catch_up after the mail server was down",
    "restart": "a new object, its rebuild and catch_up",
    "after it": "the new object, order-96 comes, catch_up",
}


def phase(seen: Seen, name: str) -> Phase:
    there = seen["phases"].get(name)
    return there or {"mails": [], "view": {}, "trouble": "gave back no object", "stopped": False}


def mails(seen: Seen, name: str) -> list[str]:
    return list(phase(seen, name)["mails"])


def _forgets_what_failed(seen: Seen) -> bool:
    """A mail that failed is never tried again by a new object, which knows all that did not fail."""
    return (
        mails(seen, "restart") == ["order-97"]
        and bool(mails(seen, "elsewhere"))
        and "order-95" not in mails(seen, "failed")
    )


IDEAS: Final = (
    Misconception(
        "mails nobody",
        WORKS,
        lambda seen: not any(phase(seen, name)["mails"] for name in SAID),
        "A rebuild that mails nobody is easy if nobody is ever mailed. Is send called at all? And is "
        "anything left to read? Of two loops over one checkpoint, the first takes all the dinners. And what "
        "is kept outside of the object, in the class or the module, still knows the last check's dinners.",
    ),
    Misconception(
        "asks the view whom it mailed",
        REBUILD,
        lambda seen: bool(mails(seen, "rebuild")) and not mails(seen, "next"),
        "A view is no proof of a mail: a rebuild makes its rows anew, and a wrong row keeps a customer "
        "from hearing. A checkpoint is one.",
    ),
    Misconception(
        "catches up on the way",
        REBUILD,
        lambda seen: mails(seen, "rebuild") == ["order-83"] and mails(seen, "again") == ["order-97"],
        "rebuild caught up with everything, and so it mailed order-83. Whoever repairs a table at night "
        "writes to nobody: read the view again, and nothing else.",
    ),
    Misconception(
        "another dict",
        REBUILD,
        lambda seen: (
            not mails(seen, "rebuild")
            and phase(seen, "next")["view"].get("order-94") == 5
            and mails(seen, "next") == ["order-94"]
            and not {"order-83", "order-95"} & phase(seen, "up again")["view"].keys()
        ),
        "self.view = {} is another dict: whoever shows the view looks at the old one. Empty the "
        "one you were given.",
    ),
    Misconception(
        "the old rows stay",
        REBUILD,
        lambda seen: not mails(seen, "rebuild") and "ghost" in phase(seen, "rebuild")["view"],
        "The ghost is still there. A rebuild that keeps the old rows keeps their mistakes.",
    ),
    Misconception(
        "forgets at a restart",
        RESTART,
        lambda seen: (
            not mails(seen, "rebuild") and (len(mails(seen, "restart")) > 3 or _forgets_what_failed(seen))
        ),
        "What only the old object knew is gone with it, and a checkpoint that each new object sets back "
        "or names anew says nothing. Whom you mailed stands in the store: one name, never reset.",
    ),
    Misconception(
        "the mails are set back with the view",
        REBUILD,
        lambda seen: (
            len(mails(seen, "rebuild")) > 3
            and not mails(seen, "waiting")
            and mails(seen, "next") == ["order-94"]
        ),
        "The rebuild sets back the checkpoint by which the mails go, and they are all done again. The view "
        "may be read anew, the mails may not: what the rebuild sets back must be the view's alone.",
    ),
    Misconception(
        "only what is young is mailed",
        WAITING,
        lambda seen: (
            not mails(seen, "waiting")
            and 0
            < len(mails(seen, "restart"))
            == len({*mails(seen, "restart")} & {"order-94", "order-95", "order-97"})
        ),
        "order-83 waited two hours in an outage and is too old to be mailed, for ever. And what is young "
        "is mailed again by each rebuild. Age is not what you want to know.",
    ),
    Misconception(
        "a row is taken for a mail",
        WAITING,
        lambda seen: (
            not any(mails(seen, name) for name in ("rebuild", "waiting", "next"))
            and mails(seen, "after it") == ["order-96"]
        ),
        "order-83 has a row since the rebuild, and order-94 had a wrong one; neither was ever mailed. "
        "That a row stands there says nothing of a mail.",
    ),
    Misconception(
        "passes over what waits",
        WAITING,
        lambda seen: (
            not mails(seen, "rebuild") and not mails(seen, "waiting") and mails(seen, "next") == ["order-94"]
        ),
        "order-83 was in the store and not yet mailed, and after the rebuild it counts as done: its customer "
        "never hears. What a rebuild writes, checkpoint, flag or row, must not say that a mail went out.",
    ),
    Misconception(
        "the checkpoint moves on without the mail",
        WAITING,
        lambda seen: mails(seen, "waiting") == ["order-83"] and not mails(seen, "up again"),
        "The checkpoint is past order-95, and its mail never went out: it moved on before the mail, or "
        "although the mail had failed. First the mail, then the checkpoint: late, or twice, never lost.",
    ),
)
