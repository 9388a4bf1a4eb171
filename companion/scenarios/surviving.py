"""The shop, killed at every point of an order's life: which orchestrator, asking which services, survives?

Two orchestrators do the same four steps. `forgets` is a plain function that begins again from the front after
a crash; the other is a `Saga`, whose log says how far it came. Two kinds of services answer them: some note
the key of each request together with its effect, some take no notes. `survives` crashes each pair at every
point, starts it again, and asks whether the books balance and whether each effect happened at most once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from companion.events import Clock, Event, Trace, VirtualClock
from companion.lab import Crash, CrashPoints, StoreDisk, crash_points
from companion.sagas import Saga, SagaData, SagaRun, Step
from companion.sourcing import EventStore, MemoryStore, Refused
from companion.sourcing.decider import Decider

from . import shop_saga as shop
from .keyed import Ask, Ledger, Service, asking
from .slow_bank import Bank, Doing, Work

__all__ = [
    "EFFECTS", "ID", "SERVICES", "SHELF", "Open", "book", "books", "colleague", "five_machines", "forgetful",
    "forgets", "killed", "once", "refunded_twice", "run_until_it_ends", "survives", "types",
]  # fmt: skip

Open = Callable[[Clock], EventStore]
ID: Final = "order-77"
SHELF: Final = 5
BALANCE, ONCE = "the books balance", "each effect once"
EFFECTS = ("StockReserved", "CardCharged", "ParcelDispatched", "ConfirmationMailed")
SERVICES: Final = {
    "reserve": ("Inventory", shop.inventory, "stock"),
    "charge": ("Payment", shop.payment, "payment:{order_id}"),
    "ship": ("Shipping", shop.shipping, "parcel:{order_id}"),
    "mail": ("Email", shop.mail, "mail:{order_id}"),
}


def forgets(steps: Sequence[Step], order: SagaData) -> None:
    """An orchestrator without a memory: started again after a crash, it begins at the front."""
    done: list[Step] = []
    for step in steps:
        try:
            step.action(order, f"shop:{ID}/{step.name}")
        except Refused:
            for back in reversed(done):
                if back.compensation:
                    back.compensation(order, f"shop:{ID}/{back.name}/undo")
            return
        done.append(step)


def survives(
    orchestrator: str = "logs",
    *,
    keys: bool = True,
    country: str = "NL",
    van_after_restart: bool = False,
    bank: tuple[Work, Work] | None = None,
    crashes: int = 1,
    stores: Callable[[], Open | None] = lambda: None,
) -> CrashPoints:
    """The grid of crash points for order-77, a coffee machine for $249.00 from a shelf of five.

    `orchestrator` is "forgets" or "logs". `keys=False`: no service notes the keys of its requests. With
    `country="Atlantis"` the carrier refuses; with `van_after_restart` it has no van today and has one when
    the program is started again. `bank`, a pair `(charge, refund)`, takes the place of Payment. `stores()`
    gives each run a way to open its own store on a clock, and to open it again; None for one in memory.
    """
    if orchestrator not in ("forgets", "logs"):
        raise ValueError(f"orchestrator={orchestrator!r}: there are 'forgets' and 'logs'")
    order = shop.order(ID, country=country)

    def run(disk: StoreDisk) -> None:
        disk.starts = disk.starts + 1
        no_van = van_after_restart and disk.starts == 1
        steps = [_step(disk, name, keys=keys, no_van=no_van) for name in SERVICES]
        if bank is not None:
            steps[1] = _paid_at(disk, bank)
        if orchestrator == "logs":
            Saga("shop", steps).run(disk.store, ID, order)
        else:
            forgets([_seen(disk, step) for step in steps], SagaData(order))

    return crash_points(run, {BALANCE: books, ONCE: once}, disk=lambda: _shop(stores()), crashes=crashes)


def five_machines() -> MemoryStore:
    """A shop's store on virtual time, traced, with five coffee machines on the shelf."""
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    shop.deliver_stock(store, SHELF)
    return store


def killed(times: int) -> Doing:
    """What kills the process `times` times where it is put, and then does nothing."""
    left = ["killed"] * times

    def strike(data: SagaData, key: str) -> None:
        if left:
            raise Crash(left.pop())

    return strike


def run_until_it_ends(store: EventStore, saga: Saga, order: Mapping[str, Any]) -> SagaRun:
    """Run the saga of `order`, and start it again whenever its process was killed; where it stands then."""
    while True:
        try:
            return saga.run(store, order["order_id"], order)
        except Crash as crash:
            print(crash)


def types(store: EventStore, stream: str) -> str:
    """The names of the events of `stream`, in order."""
    return " ".join(event.type for event in store.read(stream))


def book(store: EventStore, order_id: str = ID) -> str:
    """What Payment wrote down for an order: each fact with its cents."""
    facts: list[tuple[str, Any]] = [(each.type, each.event) for each in store.read(f"payment:{order_id}")]
    return ", ".join(f"{name} {event.amount_cents}" for name, event in facts)


def books(disk: StoreDisk) -> str | None:
    """Money and stock moved both or neither, and a parcel left only if they did."""
    sold, left = shop.shipped(disk.store, ID), shop.on_the_shelf(disk.store)
    paid = shop.paid_cents(disk.store, ID) + sum(disk.account[0])
    if (paid, left) == ((shop.PRICE_CENTS, SHELF - 1) if sold else (0, SHELF)):
        return None
    money = f"{'-' if paid < 0 else ''}${abs(paid) / 100:.2f}"
    return f"{'a parcel' if sold else 'no parcel'}, {money} paid, {left} on the shelf"


def once(disk: StoreDisk) -> str | None:
    """No machine was reserved twice, no card charged twice, and so on."""
    happened = [each.type for each in disk.store.read_all(limit=1_000)]
    counts = {name: happened.count(name) for name in EFFECTS}
    counts["CardCharged"] += sum(cents > 0 for cents in disk.account[0])
    many = [f"{name} {count} times" for name, count in counts.items() if count > 1]
    return ", ".join(many) or None


def forgetful(service: Service, *, keeps_charges: bool = False) -> Service:
    """`service` without its notes: it does what it is asked, as often as it is asked. With `keeps_charges`
    it forgets only what it has undone.
    """

    def decide(ask: Ask, ledger: Ledger) -> list[Event]:
        done = ledger.done if ask.undo or keeps_charges else frozenset[str]()
        undone = ledger.undone if keeps_charges and not ask.undo else frozenset[str]()
        return list(service.decide(ask, Ledger(done, undone, ledger.left)))

    return Decider(service.initial, decide, service.evolve)


def colleague(store: EventStore) -> Saga:
    """The shop whose Payment keeps the keys of its charges and not those of its refunds."""
    steps = list(shop.shop_saga(store).steps)
    service = "Payment", forgetful(shop.payment, keeps_charges=True), "payment:{order_id}"
    steps[1] = Step("charge", asking(store, *service), asking(store, *service, undo=True))
    return Saga("shop", steps)


def refunded_twice() -> CrashPoints:
    """`colleague` at every crash point, where the carrier refuses: how often is Ada refunded?"""

    def run(disk: StoreDisk) -> None:
        colleague(disk.store).run(disk.store, ID, shop.order(ID, country="Atlantis"))

    def refunded_once(disk: StoreDisk) -> str | None:
        paid = shop.paid_cents(disk.store, ID)
        return None if not paid else f"-${-paid / 100:.2f} paid for nothing"

    return crash_points(run, {"refunded once": refunded_once}, disk=_shop)


def _shop(open: Open | None = None) -> StoreDisk:
    disk = StoreDisk(open, starts=0, account=([], {}))
    shop.deliver_stock(disk.store, SHELF)
    return disk


def _step(disk: StoreDisk, name: str, *, keys: bool, no_van: bool) -> Step:
    service, decider, stream = SERVICES[name]
    asked = disk.store, service, decider if keys else forgetful(decider), stream
    action, undo = asking(*asked), None if name == "mail" else asking(*asked, undo=True)
    if name == "ship" and no_van:
        return Step(name, _no_van, undo, pivot=True)
    return Step(name, action, undo, pivot=name == "ship")


def _no_van(data: Mapping[str, Any], key: str) -> None:
    raise Refused("the carrier has no van today")


def _seen(disk: StoreDisk, step: Step) -> Step:
    """The step with a crash point before and after its action, where a saga has them too."""

    def action(data: Any, key: str) -> None:
        disk.clock.point(f"before action {step.name}")
        try:
            step.action(data, key)
        finally:
            disk.clock.point(f"after action {step.name}")

    return Step(step.name, action, step.compensation, pivot=step.pivot)


def _paid_at(disk: StoreDisk, work: tuple[Work, Work]) -> Step:
    """The step charge at a bank on this disk: each request is one transaction, money and notes together."""

    def at_the_bank(do: Work) -> Any:
        def act(data: Mapping[str, Any], key: str) -> object:
            bank = Bank()
            bank.statement, bank.notes = deepcopy(disk.account)
            receipt = do(bank, key, data["pieces"] * data["price_cents"])
            disk.clock.point("before the bank saves")
            disk.account = bank.statement, bank.notes
            disk.clock.point("after the bank saved")
            return receipt

        return act

    charge, refund = work
    return Step("charge", at_the_bank(charge), at_the_bank(refund))
