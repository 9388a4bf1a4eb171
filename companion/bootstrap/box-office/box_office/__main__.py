"""The command line: `python -m box_office COMMAND`.

request NAME, pay NAME, decline NAME, return NAME, each with --id ID to send the same message again; show;
rebuild; work (with Kafka); crowd N (N messages, for those who want to kill it on the way).
"""

from __future__ import annotations

import argparse
import uuid
from collections.abc import Iterator

from companion.events import CompanionError, Event

from . import letters, settings
from .messages import Message
from .office import Office

KINDS = {
    "request": "TicketRequested", "pay": "PaymentCaptured", "decline": "PaymentDeclined",
    "return": "TicketReturned",
}  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    asked = _parsed(arguments)
    try:
        office = Office(settings.open_store(), letters.into(settings.LETTERS))
        if asked.command in KINDS:
            _tell(office, Message(asked.id or str(uuid.uuid4()), KINDS[asked.command], asked.name))
        elif asked.command == "crowd":
            for message in crowd(asked.n):
                _report(message, office.handle(message))
        elif asked.command == "work":
            _work(office)
        elif asked.command == "rebuild":
            office.door.rebuild()
        else:
            office.catch_up()
            for buyer, word in office.door.rows().items():
                print(f"{buyer}: {word}")
    except (CompanionError, ImportError, OSError) as problem:
        print(problem)
        return 1
    return 0


def crowd(n: int) -> Iterator[Message]:
    """The first `n` messages of a long evening, the same each time: each buyer asks and pays, and the one
    before gives the ticket back.
    """
    kinds = ("TicketRequested", "PaymentCaptured", "TicketReturned")
    for number in range(n):
        who, step = divmod(number, 3)
        yield Message(f"m{number}", kinds[step], f"buyer-{who - 1 if step == 2 else who}")


def _tell(office: Office, message: Message) -> None:
    if settings.KAFKA:
        from companion.engines import KafkaBroker

        from .broker import publish

        publish(KafkaBroker(settings.KAFKA), message)
        print(f"{message.id}: published")
        return
    _report(message, office.handle(message))


def _report(message: Message, new: list[Event]) -> None:
    """Print what followed from a message."""
    said = ", ".join(f"{type(fact).__name__} {getattr(fact, 'buyer', '')}" for fact in new)
    print(f"{message.id}: {said or 'nothing new'}", flush=True)


def _work(office: Office) -> None:
    if not settings.KAFKA:
        print("There is no Kafka to work for: set BOX_OFFICE_KAFKA to its host:port.")
        return
    from companion.engines import KafkaBroker

    from .broker import worker

    print("Handling messages. Ctrl-C ends it; what was in hand comes again.", flush=True)
    try:
        worker(KafkaBroker(settings.KAFKA), office).run()
    except KeyboardInterrupt:
        print("Stopped.")


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m box_office", description="A box office with two seats.")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, kind in KINDS.items():
        one = commands.add_parser(command, help=f"send {kind}")
        one.add_argument("name", help="the buyer")
        one.add_argument("--id", help="the message's id; give one twice to send a message twice")
    commands.add_parser("show", help="the view: who stands where")
    commands.add_parser("rebuild", help="build the view anew from the log")
    commands.add_parser("work", help="handle what comes from Kafka, until Ctrl-C")
    commands.add_parser("crowd", help="handle N messages").add_argument("n", type=int)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
