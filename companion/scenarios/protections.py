"""Six effects a message can have, and four protections against deliveries that are repeated, late, or cut off
by a crash.

An effect and its protection's note are one transaction, together or not at all. The exception is the mail:
it has been sent, and no transaction takes it back. Amounts are in cents, versions count per sender.
Lesson 06 chooses between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from companion.diagrams import Picture, grid
from companion.lab import Counterexample, Disk, Survived, explore

__all__ = ["ALL_FAULTS", "EFFECTS", "PROTECTIONS", "properties", "try_out"]

ALL_FAULTS = ("duplicate", "reorder", "crash")
PROTECTIONS = ("nothing", "inbox", "version", "request key")
"""What a handler may have, the cheapest first."""


class Message(msgspec.Struct, frozen=True):
    """A message: its `id`; `key`, what it is about, whoever tells it how often; its `version`, which its
    sender counts; and what it brings.
    """

    id: str
    key: str
    version: int
    brings: Any


class Effect(msgspec.Struct, frozen=True):
    """`act(disk, message)` is the effect, `wrong(disk)` None or a sentence, `outside` says that it is in no
    database of ours.
    """

    messages: tuple[Message, ...]
    act: Callable[[Any, Message], None]
    wrong: Callable[[Any], str | None]
    outside: bool = False


def _unlike(name: str, found: Any, expected: Any) -> str | None:
    return None if found == expected else f"{name} {found}, expected {expected}"


def _add(disk: Any, sent: Message) -> None:
    disk.cents += sent.brings


def _total(disk: Any) -> str | None:
    owed = {sent.key: sent.brings for sent in disk.sent}
    return _unlike("the till holds", disk.cents, sum(owed.values()))


def _tick_off(disk: Any, sent: Message) -> None:
    disk.paid = sorted({*disk.paid, sent.brings})


def _all_paid(disk: Any) -> str | None:
    owed = sorted({sent.brings for sent in disk.sent})
    return _unlike("paid:", ", ".join(disk.paid) or "nobody", ", ".join(owed))


def _toggle(disk: Any, sent: Message) -> None:
    disk.on = not disk.on


def _lit(disk: Any) -> str | None:
    named = {True: "on", False: "off"}
    return _unlike("the light is", named[disk.on], named[len(disk.sent) % 2 == 1])


def _move(disk: Any, sent: Message) -> None:
    disk.address = sent.brings


def _newest(disk: Any) -> str | None:
    newest = max(disk.sent, key=lambda sent: sent.version, default=None)
    return _unlike("the parcel goes to", disk.address, newest.brings if newest else "nowhere")


def _post(disk: Any, sent: Message) -> None:
    disk.mails = [*disk.mails, sent.brings]


def _one_mail_each(disk: Any) -> str | None:
    return _unlike(
        "mails about", ", ".join(sorted(disk.mails)), ", ".join(sorted(s.brings for s in disk.sent))
    )


def _three(*brings: Any) -> tuple[Message, ...]:
    return tuple(Message(f"m{n}", f"k{n}", n, each) for n, each in enumerate(brings, 1))


EFFECTS = {
    "paid ids": Effect(_three("order-42", "order-43", "order-44"), _tick_off, _all_paid),
    "till": Effect(_three(450, 520, 450), _add, _total),
    "light switch": Effect(_three("click", "click", "click"), _toggle, _lit),
    "address": Effect(_three("Oak St 1", "Elm St 9", "Ash St 3"), _move, _newest),
    "told twice": Effect(
        (
            Message("m1", "order-42", 1, 450),
            Message("m2", "order-42", 2, 450),
            Message("m3", "order-43", 3, 520),
        ),
        _add,
        _total,
    ),
    "mail": Effect(_three("order-42", "order-43", "order-44"), _post, _one_mail_each, outside=True),
}
"""By name: a list of paid orders, a sum, a toggle, the newest address, a payment its sender told under two
ids, a mail."""


def try_out(
    effect: str, protection: str, faults: Sequence[str] = ALL_FAULTS, seeds: int = 200
) -> Survived | Counterexample:
    """Deliver the effect's messages to a handler with this protection, under these faults; the smallest
    schedule after which the effect is wrong, if there is one. Raises KeyError and `UnknownName`.
    """
    chosen, note = EFFECTS[effect], _NOTES[protection]

    def handle(disk: Any, sent: Message) -> None:
        if not note(disk, sent):
            return
        chosen.act(disk, sent)
        if chosen.outside and protection in ("inbox", "version"):
            disk.clock.point("mail sent")  # the note is in our database, the mail is not
        disk.notes = [*disk.notes, (sent.id, sent.version, sent.key)]

    return explore(
        lambda disk: lambda sent: handle(disk, sent), chosen.messages, chosen.wrong, faults=faults,
        seeds=seeds, disk=_disk, label=lambda sent: str(sent.id),
    )  # fmt: skip


_NOTES: dict[str, Callable[[Any, Message], bool]] = {
    "nothing": lambda disk, sent: True,
    "inbox": lambda disk, sent: sent.id not in [id for id, _, _ in disk.notes],
    "version": lambda disk, sent: sent.version > max((v for _, v, _ in disk.notes), default=0),
    "request key": lambda disk, sent: sent.key not in [key for _, _, key in disk.notes],
}
"""Whether a message is still to be acted on, as far as the notes of this protection know."""


def _disk() -> Disk:
    return Disk(cents=0, paid=[], on=False, address="nowhere", mails=[], notes=[])


def properties() -> Picture:
    """Five handlers under three faults: which of them is still right afterwards."""
    handlers = {
        "add to a sum": ("till", "nothing"),
        "switch a light": ("light switch", "nothing"),
        "put an address": ("address", "nothing"),
        "put it if newer": ("address", "version"),
        "add to a set of ids": ("paid ids", "nothing"),
    }
    faults = {"repeated, also late": "duplicate", "in another order": "reorder", "crash": "crash"}
    cells = [[try_out(*of, (fault,)).ok for fault in faults.values()] for of in handlers.values()]
    return grid(
        list(handlers), list(faults), cells, corner="handler",
        title="What survives what, without an inbox",
    )  # fmt: skip
