# %% [markdown] name="title" tags=["slide"]
# # Order, partitions, scale
#
# Friday night, 40 rides. Nothing fails, nothing is lost, nothing comes twice. For 35 of 40 riders "You have paid" comes
# before their ride is over. Somebody had chosen a key, "so that each type is in order".
#
# Afterwards you can
# - choose a key, and say what it orders, what it does not, and what it overloads,
# - give lost order back, and say what that costs,
# - say who waits behind whom: partitions, members, a queue that is 95 % busy.
#
# 35 minutes · 20 points, 3 bonus points
#
# `Dispatch` is for home: 10 minutes more, in the same 20 points.

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("13")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 06 and 07, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("13-recall-redriven", "b")
recall("13-recall-gap", "b")
### END SOLUTION
### STUB recall("13-recall-redriven", TODO)
### STUB recall("13-recall-gap", TODO)

# %% [markdown] name="night-words" tags=["slide"]
# ## A night, keyed by type
#
# A ride is seven facts: `RideRequested`, `DriverMatched`, `DriverArrived`, `RideStarted`, `RideCompleted`,
# `PaymentProcessed`, `RideRated`. They go to one topic with four partitions. Each message has a *key*, a text that
# decides which partition it stands in; here it is the fact's *type*.
#
# Four programs share the partitions, and each handles one message in a round. Counted: rides with a fact *out of order*,
# and those *paid too early*, before the end. The picture shows five.

# %% name="night-run"
from companion.scenarios.rides_night import by_ride, by_type, draw, night

friday = night(by_type)
print(friday)
draw(by_type, title="Keyed by type: ride-3 is in three lanes, and no lane knows the others")

# %% [markdown] name="ride-words" tags=["slide"]
# ## Who listens?
#
# Nobody is told to act. Five services react, each for itself:
#
# | service | reacts to | does |
# |---|---|---|
# | Matching | RideRequested | finds nearby drivers, takes the nearest who is free |
# | Notification | what riders wait for | sends push notifications |
# | Pricing | RideCompleted | calculates the fare |
# | Payment | FareCalculated | charges the rider |
# | Analytics | everything | logs ride data |
#
# `FareCalculated` makes eight: something has to take the fare from Pricing to Payment. `RideRated` is no reaction: a
# person decides.

# %% name="ride-run"
from companion.diagrams import flow
from companion.scenarios.rides_delivery import city, one_ride, over_broker

rides, broker, pushed = city()
print("driver:", one_ride(rides, over_broker(rides, broker)))
print("pushed:", ", ".join(pushed))
flow(broker.trace, title="A ride: five services, and nobody is in charge")

# %% [markdown] name="down-words" tags=["slide"]
# ## Pricing is down for a whole ride
#
# Each service is a consumer group of its own: its own place in the topic, its own **lag**. Four of them work. Pricing
# comes back when the rider has given her stars.
#
# The last facts are then: rated before paid. Is that wrong? Nobody promised that order: a rating does not wait for a
# payment.

# %% name="down-run"
from companion.scenarios.rides_delivery import relay, workers
from companion.scenarios.settling import settle

rides, broker, pushed = city()
crew, publishing = workers(rides, broker), relay(rides, broker)
pricing = crew.pop("Pricing")
one_ride(rides, lambda: settle(publishing, crew.values()))
print("lag:", {name: broker.lag("rides", name) for name in ("Pricing", *crew)})
settle(publishing, [pricing, *crew.values()])
print("Pricing is back:", *[each.type for each in rides.store.read_all()][4:])

# %% [markdown] name="acid-words" tags=["slide"]
# ## Where a ride is written
#
# The rides themselves are rows in PostgreSQL. Its transactions are **ACID**: whole or not at all (atomic), true to the
# table's rules (consistent), unseen until they are done (isolated), and still there after a crash (durable).
#
# Row and fact belong in one transaction: the outbox of lesson 07. Here the store in memory runs it; on PostgreSQL the
# same function runs (further).

# %% name="acid-setup" tags=["skip"]
from companion.delivery import Outbox
from companion.events import VirtualClock
from companion.scenarios.rides_events import RideRequested
from companion.sourcing import MemoryStore

RIDES = "CREATE TABLE rides (ride_id TEXT NOT NULL PRIMARY KEY, rider TEXT NOT NULL, status TEXT NOT NULL)"


def rows(store):
    with store.transaction() as tx:
        return tx.execute("SELECT * FROM rides")

# %% name="acid-run"
def book(store):
    outbox = Outbox(store)
    asked = RideRequested(ride_id="ride-7", rider="Ada", latitude=52.3731, longitude=4.8926)
    with store.transaction() as tx:
        tx.execute(RIDES)
        tx.execute("INSERT INTO rides VALUES (?, ?, ?)", "ride-7", "Ada", "requested")
        outbox.add(tx, "rides", "ride-7", asked, service="Rider")
    return f"rows: {rows(store)} · waiting in the outbox: {outbox.lag()}"


print(book(MemoryStore(clock=VirtualClock())))

# %% [markdown] name="key-words" tags=["slide"]
# ## The partition key
#
# *Key* alone means **partition key** in this lesson: no request key, no primary key. It decides where a message
# stands: `crc32(key) % partitions` (in Kafka's own clients another hash, murmur2).
#
# A **member** is one of the programs that read for a group. Each partition belongs to one member at a time. So order
# holds *within a partition, for one group*.
#
# **Order is not a property of a topic. It is a property of a key.**

# %% [markdown] name="key-task" tags=["slide"]
# ## Your turn: `key`
#
# `key(event)` returns the key, a text, under which one of the seven facts is published.
#
# - The facts of a ride are handled in order, its payment too.
# - In a night of 200 rides no partition of four gets more than 40 % of the messages.
# - The same fact has the same key, in another process too.
#
# Six facts have a `ride_id`. `PaymentProcessed` is used for other things, too: it has `order_id`, here the ride's id, and
# `amount_cents`.

# %% name="key-facts" tags=["skip"]
from companion.delivery import partition_of
from companion.scenarios.orders import PaymentProcessed
from companion.scenarios.rides_night import seven

page(partition_of)
for each in seven("ride-7"):
    print(each)

# %% name="key"
def key(event):
    ### BEGIN SOLUTION
    return event.order_id if isinstance(event, PaymentProcessed) else event.ride_id
    ### END SOLUTION
    ### STUB return type(event).__name__


# %% name="key-check"
check("13-key", key)      # stuck? hint("13-key")

# %% [markdown] name="table-words" tags=["slide"]
# ## Four keys, one night
#
# The same 280 facts, each time under another key; the last one is yours. "Late" is a night in which one member takes no
# message for 20 rounds.
#
# Under a key of its own each message goes anywhere: evenly, and out of order. Under one key for all everything is in
# order, and one member works while three watch.

# %% name="table-run"
from itertools import count

numbers, late = count(), {"Kim": range(1, 21)}
print("type:      ", friday)
print("each own:  ", night(lambda event: f"m{next(numbers)}"))
print("one for all", night(lambda event: "rides"))
print("yours:     ", night(key))
print("yours, late", night(key, asleep=late))
draw(key, title="Your key: where five rides stand")

# %% [markdown] name="third-words" tags=["skip"]
# ## One machine more
#
# Two members are too slow. The obvious cure is a third one.

# %% name="third-predict" tags=["slide"]
### BEGIN SOLUTION
predict("13-third", "c")
### END SOLUTION
### STUB predict("13-third", TODO)      # a, b, c or d, in quotes

# %% name="third-reveal"
from companion.scenarios.rides_scale import members


def more_and_more():
    for many in (1, 2, 3, 4, 5, 8):
        run = members(many)
        held = [" ".join(map(str, each)) or "idle" for each in run.holds.values()]
        print(f"{many}: {run.rounds} rounds", *held, sep=" | ")


reveal("13-third", more_and_more)

# %% name="third-explain" tags=["skip"]
### BEGIN SOLUTION
explain("13-third", "c")
### END SOLUTION
### STUB explain("13-third", TODO)      # why? pick a letter after the demo

# %% [markdown] name="members-words" tags=["slide"]
# ## What the next machine brings
#
# On a **log** (Kafka, this course's brokers) a partition has one reader in a group. Two members share four partitions
# two and two, three share them two, one and one. The fifth is idle, and at 8 every second one is.
#
# On a **queue** (RabbitMQ, SQS) all are **competing consumers**: each free one takes the next message. Nobody is idle,
# and order is gone; unless you ask for it: RabbitMQ has a *single active consumer*, SQS has *message groups*.
#
# Kafka's newer *share groups* are such a queue on a log.

# %% [markdown] name="rebalance-words" tags=["slide"]
# ## A member is silent
#
# A member must be heard from within its **session**, here 30 s; else the others get its partitions: a **rebalance**.
# `slow` takes ride-4, is silent for 31 s, and goes on as if nothing had happened. Who has worked at ride-4 now?

# %% name="rebalance-run"
from companion.delivery import LostPartition, MemoryBroker
from companion.scenarios.consumed import tell

broker = MemoryBroker(clock=VirtualClock(), session_s=30)
[told] = tell(seven("ride-4")[:1], by_ride)
broker.publish("rides", told.key, told.envelope)
slow, fast = [broker.consume("rides", "Pricing", member=name) for name in ("slow", "fast")]
held = slow.receive()
broker.clock.advance(31)
again = fast.receive()
print(f"fast gets {again.key}, attempt {again.attempt}, and partitions", *fast.partitions)
try:
    held.acknowledge()
except LostPartition as lost:
    print(lost)

# %% [markdown] name="rebalance-after"
# Both have. The broker refuses the late acknowledgement; it cannot take back what `slow` did: that takes an inbox (06).
# What `slow` had in memory stays behind.

# %% [markdown] name="hot-words" tags=["slide"]
# ## A hot key
#
# A key also says how much goes where. 1,000 requests, keyed by their zone; every second one comes from the airport: a
# **hot key**. All of it stands in one partition, and no number of members helps.
#
# Cure: split it. `airport/0` to `airport/7` are eight keys. The price: between the eight there is no order any more.

# %% name="hot-run"
from companion.scenarios.rides_scale import by_zone, requests, spread

friday_requests = requests()
print("by zone:                   ", spread(by_zone(friday_requests)))
print("the airport in eight pieces:", spread(by_zone(friday_requests, pieces=8)))

# %% [markdown] name="order-words" tags=["slide"]
# ## When order is gone all the same
#
# A dead letter is redriven (06). A queue has many consumers. Facts come from two topics. Or somebody else's topic is keyed
# by type.
#
# **Resequence**: hold back what is early until all before it have come. The sender counts the versions of a ride, 1,
# 2, 3 …; *every* one must come.
#
# Where the newest is enough, skip what is older (06).

# %% [markdown] name="order-task" tags=["slide"]
# ## Your turn: `in_order`
#
# `in_order(shelf, ride_id, version, event, handle)` is called for each delivery. Call `handle(event)` for each version
# of a ride once, in the order 1, 2, 3 …, as soon as it can be.
#
# - What is too early waits in `shelf`, a dict. It is empty at first and it stays: all you remember stands in it.
# - Repeats may come at any time. No ride waits for another; one version may never come.
# - If `handle` raises, let the error through. That event was not handled. The message in hand is delivered again, and at
#   that delivery `handle` is called for all that is due.

# %% name="order"
def in_order(shelf, ride_id, version, event, handle):
    ### BEGIN SOLUTION
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1
    ### END SOLUTION
    ### STUB handle(event)


# %% name="order-check"
check("13-order", in_order)      # stuck? hint("13-order")

# %% name="order-run" tags=["skip"]
from companion.scenarios.rides_night import in_line

print("the night keyed by type, rides out of order:", friday.out_of_order)
print("the same behind your in_order:              ", in_line(in_order, friday))

# What lies on the shelf was acknowledged. So in earnest the shelf is a table, in the
# inbox's transaction. And a gap stops its ride for ever: who hears of it (04)?

# %% [markdown] name="lag-words" tags=["slide"]
# ## Lag has an age
#
# People feel its **age**: 1,200 messages are two minutes at ten a second, and twenty hours at one a minute.
#
# A log does not push: consumers pull, and what waits lies on the broker's disk until **retention** deletes it, read or
# not. A queue with limited room refuses what finds it full. That is **backpressure**: a no that comes early. Somebody
# must hear it (01).

# %% name="lag-run"
from companion.scenarios.rides_scale import backlog

# The queue of lesson 01 again, now counted.
print("12 come, 10 go a second, ten minutes:", backlog(12, 10, 600))
print("then 8 come, ten minutes more:       ", backlog(8, 10, 600, lag=1_200))
print("12 and 10 again, with room for 100:  ", backlog(12, 10, 600, room=100))

# %% name="busy-predict" tags=["slide"]
### BEGIN SOLUTION
predict("13-busy", "c")
### END SOLUTION
### STUB predict("13-busy", TODO)      # a, b, c or d

# %% name="busy-reveal"
from companion.scenarios.rides_scale import draw_waits

reveal("13-busy", lambda: draw_waits(50, 70, 80, 90, 95, 99))

# %% name="busy-explain" tags=["skip"]
### BEGIN SOLUTION
explain("13-busy", "c")
### END SOLUTION
### STUB explain("13-busy", TODO)      # why? pick a letter after the demo

# %% [markdown] name="little" tags=["slide"]
# ## Utilisation, and Little's law
#
# **Utilisation** ρ is the part of its time that a worker is busy. For work of one second, and arrivals by chance, the mean
# wait is ρ / (2 (1 − ρ)): 0.50, 1.17, 2.0, 4.5, 9.5 and 49.5 s. The run has 50,000 rides: at 99 % too few to come near.
# Wake somebody at 80 %, not at 100 %.
#
# **Little's law**: what is inside = what comes a second × how long it stays. 200 rides a second of 1,200 s each are
# 240,000 open rides: a table of them is that large.

# %% [markdown] name="near-words" tags=["slide"]
# ## Where is the nearest driver?
#
# Drivers' places in Redis GEO are often called a read model of the rides. But no ride says where a car is. A position
# is **telemetry**: the newest replaces the one before, none is kept, the next mends a lost one. So it needs
# no outbox, and may be acknowledged before the work (06).
#
# Redis answers `GEOSEARCH`. `GridNearby` answers the same here.

# %% name="near-run"
from companion.cqrs import GridNearby
from companion.scenarios.commands import empty_redis, run
from companion.scenarios.rides_delivery import DAM_SQUARE, DRIVERS, report_positions

redis, nearby = empty_redis(), GridNearby()
for command in (
    "GEOADD drivers 4.891 52.3738 Dan 4.8852 52.36 Eva 4.7683 52.3105 Fay",
    "GEOSEARCH drivers FROMLONLAT 4.8926 52.3731 BYRADIUS 3000 m ASC WITHDIST",
):
    print(*run(redis, command))
report_positions(nearby)
for each in nearby.nearest(*DAM_SQUARE, 3, 3_000):
    print(f"GridNearby: {each.member}, {each.distance_m:.0f} m")

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What for what, and when not?
#
# | | gives | costs, and *when not* | seen in |
# |---|---|---|---|
# | key by ride | order in a ride | a hot key; none across | 0 of 40 |
# | one key for all | total order | **not** above one member's pace | 280 rounds |
# | no key, a queue | all members work | **only** for independent work | 21 of 40 |
# | more members | up to one a partition | a third for four partitions: nothing | 200, 200 |
# | split a hot key | even load | order within it | 643, 269 |
# | resequence | order after all | a gap stops it; **not** where newest wins | `in_order` |
# | limited room | short waits | **not** if nobody hears the no | 1,100 refused |
#
# **Not** a log for ten messages a minute: one table will do.

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# **Uber**, "Building Reliable Reprocessing and Dead Letter Queues with Apache Kafka" (16 February 2018): what fails goes
# to retry topics of its own, so that the rest flows on. That order pays for it is our remark. Its **H3** is a grid of
# hexagons for positions.
#
# **Kafka** orders within a partition only. Since 2.4 (2019, KIP-429) a rebalance can stop just the partitions that
# move, where a cooperative assignor is chosen.
#
# **J. D. C. Little** proved L = λW in 1961 (Operations Research 9).

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# It is its own key, and so it stands in one partition. Four groups read it, each with a place of its own. The parcel
# has just left: that fact still waits for Payment and Shipping. For Email, which is down, all four wait.

# %% name="order-42-run"
from companion.scenarios import four_groups

four_groups.draw(four_groups.read_by_four())

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - *Order is not a property of a topic. It is a property of a key.*
# - Members share partitions, not messages. The fullest member decides.
# - Order that is gone comes back by waiting, if nothing is missing.
# - Lag has an age. From 80 % busy on it grows fast.
#
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html) by
# Martin Fowler. **Next:** `14_two_clocks_and_the_law.ipynb`.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and night 4 · a ride, Pricing down, the row 4 · `key` and four keys 6 · members, rebalance, hot key
# 5 · `in_order` 8 · lag and busy 4 · nearest driver 1 · table, outside, recap 3. Together 35.
#
# **Discuss:** What is your topic's key, and who chose it? At what utilisation do you wake somebody?
#
# **Commonest wrong answers:** a lane for payments, because they have no `ride_id`; `if` instead of `while`, and what
# lies behind stays; taken off the shelf before `handle` has come back; the nearest one, and only then a look whether she
# is free.
#
# **Two good `in_order`:** next and held reads like the rule; a sorted list shows what waits.
#
# **Short of time?** Leave out the hot key; the ride's row. **Homework:** `Dispatch`, 10 minutes; its 6 points are among
# the 20.

# %% [markdown] name="near-task" tags=["skip"]
# ## For home: `Dispatch`
#
# A bug hunt: repair it. `report` is called for each position, `match` for each ride that looks for a driver.
#
# - Seconds count up all evening. Reports come late and out of order: one that is older than the driver's newest
#   changes nothing.
# - `match` returns the nearest driver within 3,000 m who has no ride and whose newest report is at most 30 s older than
#   `now_s`; or None.
# - A ride that asks again gets the same driver, wherever he is.
#
# `nearby.nearest(latitude, longitude, count, within_m)` gives at most `count`, the nearest first; each has a `.member`.
# `len(nearby)` is how many there are. Rides do not end here.

# %% name="nearby" tags=["skip"]
class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}      # driver: second, driver: ride

    ### BEGIN SOLUTION
    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for driver, ride in self.busy.items():
            if ride == ride_id:
                return driver
        for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if each.member not in self.busy and now_s - self.seen[each.member] <= 30:
                self.busy[each.member] = ride_id
                return each.member
        return None
    ### END SOLUTION
    ### STUB def report(self, driver, at_s, latitude, longitude):
    ### STUB     self.seen[driver] = at_s
    ### STUB     self.nearby.move(driver, latitude, longitude)
    ### STUB
    ### STUB def match(self, ride_id, now_s, latitude, longitude):
    ### STUB     near = self.nearby.nearest(latitude, longitude, 1, 3_000)
    ### STUB     if near and near[0].member not in self.busy:
    ### STUB         self.busy[near[0].member] = ride_id
    ### STUB         return near[0].member
    ### STUB     return None

# %% name="nearby-check" tags=["skip"]
check("13-nearby", Dispatch)      # stuck? hint("13-nearby")

# %% name="nearby-run" tags=["further"]
yours = Dispatch(GridNearby())
for driver, place in DRIVERS.items():
    yours.report(driver, 10, *place)
for ride in ("ride-7", "ride-8", "ride-9"):
    print(ride, "->", yours.match(ride, 20, *DAM_SQUARE))

# %% [markdown] name="machine" tags=["further"]
# ## Further: one machine is not enough
#
# Measure first: which part is busy for 80 % of its time?
#
# | next | brings | does not bring |
# |---|---|---|
# | processes on one machine | all its cores | another machine; needs a broker outside of the process |
# | Valkey, a stream for each partition | members anywhere | copies, unless you set them up |
# | Kafka | copies, retention, many readers | a count of tries, dead letters: those are a layer of yours |
#
# Two words that you will meet. **Claim check**: a large thing stays in a store, and the message carries the ticket for
# it. **Compaction**: a log keeps only the newest message of each key, so that a new reader gets the last state of each.

# %% [markdown] name="size-task" tags=["further"]
# ## Further: how many members? (3 bonus points)
#
# `members(per_s, work_ms, lag, within_s, partitions)` returns the fewest members of a group that keep up with `per_s`
# messages a second of `work_ms` milliseconds of work each, and meanwhile work off `lag` waiting ones within `within_s`
# seconds (exactly then is in time).
#
# Busy for exactly 100 % of the time does not keep up. If more than `partitions` are needed: None. All are whole numbers;
# be exact.

# %% name="size" tags=["further"]
def members(per_s, work_ms, lag, within_s, partitions):
    ### BEGIN SOLUTION
    for many in range(1, partitions + 1):
        spare = many * 1000 - per_s * work_ms
        if spare > 0 and spare * within_s >= lag * work_ms:
            return many
    return None
    ### END SOLUTION
    ### STUB return TODO      # instead of this line: such as 3


# %% name="size-check" tags=["further"]
check("13-size", members)      # stuck? hint("13-size")

# %% [markdown] name="grow-words" tags=["further"]
# ## Further: a topic grows
#
# Kafka can add partitions to a topic and, so far, takes none away. Of 1,000 keys, how many lead to another partition
# afterwards? The old messages stay where they were: two facts of one ride, in two lanes. Where order matters, make a new
# topic, let the old one run empty, and switch.

# %% name="grow-run" tags=["further"]
from companion.scenarios.rides_scale import moved

for after in (5, 6, 8):
    print(f"4 to {after} partitions: {moved(4, after)} of 1,000 keys move")

# %% [markdown] name="processes-words" tags=["further"]
# ## Further: the same handlers in several processes
#
# `on_valkey` publishes the night, keyed by ride, to a Valkey, starts four worker processes with `start_workers`, and
# kills one in the middle without a word. Its partition goes to the others after its session. Run `four_processes()`; it
# says in a sentence if there is no Valkey. It takes some seconds.

# %% name="processes" tags=["further"]
def four_processes():
    from uuid import uuid4

    from companion.engines import EngineError, valkey
    from companion.scenarios.night_worker import on_valkey

    try:
        return on_valkey(valkey(), f"night-{uuid4().hex[:12]}")
    except EngineError as problem:
        return str(problem)

# %% [markdown] name="postgres-words" tags=["further"]
# ## Further: row and fact on PostgreSQL
#
# Run `on_postgres()`: your `book`, in a schema of its own. It starts a PostgreSQL, or says in a sentence that there is
# none.

# %% name="postgres-run" tags=["further"]
def on_postgres():
    from uuid import uuid4

    from companion.engines import EngineError, PostgresStore, postgres

    try:
        return book(PostgresStore(postgres(), schema=f"rides_{uuid4().hex[:12]}"))
    except EngineError as problem:
        return str(problem)

# %% [markdown] name="redis-words" tags=["further"]
# ## Further: the same question, to Redis
#
# `RedisNearby` has the same methods as `GridNearby`. Redis rounds positions to 52 bits, so a metre may be missing. Your
# `Dispatch` does not notice the difference. `GridNearby` looks ring by ring, until nothing nearer can come:
# `page(GridNearby.nearest)`.

# %% name="redis-run" tags=["further"]
from companion.engines import RedisNearby

places = RedisNearby(empty_redis())
report_positions(places)
for each in places.nearest(*DAM_SQUARE):
    print(f"{each.member}: {each.distance_m:.0f} m")
yours = Dispatch(RedisNearby(empty_redis(), "yours:"))
yours.report("Dan", 10, *DRIVERS["Dan"])
print("matched by your Dispatch:", yours.match("ride-7", 20, *DAM_SQUARE))
