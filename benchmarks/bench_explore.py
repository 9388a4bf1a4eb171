"""How many schedules `explore` plays a second, beside the physical limit: the handler called as often, and no
more.

Run `python benchmarks/bench_explore.py`. Both sides take turns (A B B A …) over at least five rounds; printed
are median, minimum and maximum. A schedule has about 20 deliveries: ten events, each delivered one to three
times. Every round checks its result: nothing may break, and the deliveries are counted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

from companion.lab import Disk, Survived, explore

SCHEDULES = 1_000
ROUNDS = 7


class Order(NamedTuple):
    order_id: str
    total_cents: int


ORDERS = tuple(Order(f"order-{n}", 450 + n) for n in range(10))
TOTAL_CENTS = sum(order.total_cents for order in ORDERS)


def take_payment(till: Disk, order: Order) -> None:
    """The handler of both sides: idempotent, so that a thousand schedules survive."""
    if order.order_id not in till.paid:
        till.paid.append(order.order_id)
        till.total_cents += order.total_cents


def build(till: Disk) -> Callable[[Order], None]:
    return lambda order: take_payment(till, order)


def right_total(till: Disk) -> str | None:
    if till.total_cents == TOTAL_CENTS:
        return None
    return f"the till holds {till.total_cents}, expected {TOTAL_CENTS}"


def new_till() -> Disk:
    return Disk(total_cents=0, paid=[])


def ours(faults: tuple[str, ...]) -> int:
    """Explore; returns the deliveries made."""
    found = explore(build, ORDERS, right_total, disk=new_till, faults=faults, seeds=SCHEDULES)
    assert isinstance(found, Survived) and found.schedules == SCHEDULES, str(found)
    return found.deliveries


def limit(deliveries: int) -> int:
    """The same handler, called as often in the same number of fresh lunch hours; returns the calls made."""
    each = [ORDERS[n % len(ORDERS)] for n in range(deliveries // SCHEDULES)]
    for _ in range(SCHEDULES):
        till = new_till()
        handler = build(till)
        for order in each:
            handler(order)
        assert right_total(till) is None
    return len(each) * SCHEDULES


def seconds(run: Callable[[], int]) -> float:
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def measure(faults: tuple[str, ...]) -> None:
    deliveries = ours(faults)
    sides: dict[str, Callable[[], int]] = {
        "explore": lambda: ours(faults),
        "limit": lambda: limit(deliveries),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS):
        for name in sides if number % 2 == 0 else reversed(sides):
            taken[name].append(seconds(sides[name]))
    print(f"\n{', '.join(faults)}: {deliveries / SCHEDULES:.1f} deliveries a schedule")
    for name, times in taken.items():
        rates = sorted(SCHEDULES / each for each in times)
        print(
            f"  {name:8} {statistics.median(rates):9,.0f} schedules/s"
            f"   (min {rates[0]:,.0f}, max {rates[-1]:,.0f})"
            f"   {1_000 * statistics.median(times):6.0f} ms for 1,000"
        )
    ratio = statistics.median(taken["limit"]) / statistics.median(taken["explore"])
    print(f"  ratio to the limit {ratio:.2f}   (target: 1,000 schedules of 20 deliveries within 500 ms)")


def main() -> int:
    print(f"Python {sys.version.split()[0]}, {ROUNDS} rounds of {SCHEDULES:,} schedules a side, interleaved")
    measure(("duplicate", "reorder"))
    measure(("duplicate", "reorder", "delay", "crash"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
