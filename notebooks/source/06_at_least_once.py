# %% [markdown] name="title" tags=["slide"]
# # At least once
#
# Messages come again, and processes die between two lines. Ada still pays once.
#
# Afterwards you can
# - make a handler's effect survive repeats, late messages and a crash at any point,
# - settle messages in a loop that neither loses one nor stops at one,
# - choose the cheapest protection for an effect, and say what *exactly once* on a product's page covers.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("06")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 01 and 04, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("06-recall-served", "b")
recall("06-recall-silent", "c")
### END SOLUTION
### STUB recall("06-recall-served", TODO)
### STUB recall("06-recall-silent", TODO)

# %% [markdown] name="colleague-words" tags=["slide"]
# ## The colleague's repair
#
# Lesson 03 ended with a correct retry and a correct `charge` that together took Ada's money twice. A colleague
# repairs it: take the money, then note the message's id.
#
# `attack` tries a function on a thousand **schedules**: three messages, repeated, late, or cut off by a crash where the
# code calls `point`. It shows the smallest bad one. What stands on `disk` survives.

# %% name="colleague-run"
from companion.scenarios.charging import attack, in_till, till


def charge_then_note(disk, envelope):
    if envelope.id in disk.seen:
        return
    disk.cents += envelope.event.total_cents
    disk.clock.point("money taken")
    disk.seen.append(envelope.id)


print("repeats:", attack(charge_then_note, "duplicate"))
attack(charge_then_note, "crash")

# %% [markdown] name="note-words" tags=["slide"]
# ## So note it first?
#
# Repeats alone do no harm any more. But the process may die between the money and the note, and then Ada pays 900. The
# colleague turns the two lines round.

# %% name="note-code"
def note_then_charge(disk, envelope):
    if envelope.id in disk.seen:
        return
    disk.seen.append(envelope.id)
    disk.clock.point("id noted")
    disk.cents += envelope.event.total_cents

# %% name="note-predict" tags=["slide"]
### BEGIN SOLUTION
predict("06-note", "c")
### END SOLUTION
### STUB predict("06-note", TODO)      # a, b, c or d, in quotes

# %% name="note-reveal"
reveal("06-note", lambda: attack(note_then_charge, "crash"))

# %% name="note-explain" tags=["skip"]
### BEGIN SOLUTION
explain("06-note", "c")
### END SOLUTION
### STUB explain("06-note", TODO)      # why? pick a letter after the demo

# %% [markdown] name="silence" tags=["slide"]
# ## Nobody answers
#
# You ask, and hear nothing. The question was lost, or the answer was: you cannot know which.
#
# - Give up, and it is done **at most once**.
# - Ask again, and it is done **at least once**.
#
# No product has a third way. The two functions chose differently: *note first, and you lose it; charge first, and you
# repeat it.*

# %% [markdown] name="tx-words" tags=["slide"]
# ## Together or not at all
#
# Money and note must change at the same moment. A database can do that: `store`, with a table `till(cents)` of one row
# and a table `seen(id)`.
#
# The block of `with store.transaction() as tx:` is a **transaction**. At its end all becomes real: the **commit**.
# After an error or a crash, nothing has changed. `tx.execute` runs one statement of SQL, with a value for each `?`.
# A SELECT gives back a list of rows.

# %% name="tx-run"
store = till()
try:
    with store.transaction() as tx:
        tx.execute("UPDATE till SET cents = cents + ?", 450)
        print("inside:", tx.execute("SELECT cents FROM till"))
        raise RuntimeError("before the commit")
except RuntimeError as error:
    print("died", error, "· in the till:", in_till(store))

# %% [markdown] name="inbox-words" tags=["slide"]
# ## The inbox
#
# An **inbox** is a table of message ids in the *same database* as the effect: id and effect in one transaction.
#
# One statement asks and notes at once. `seen` has `id` as its primary key: no id stands there twice. With `ON CONFLICT
# DO NOTHING` a second one is no error, and `RETURNING id` gives back the rows that were really inserted: one, or none.

# %% name="seen-run"
store = till()
for delivery in ("first", "second"):
    with store.transaction() as tx:
        new = tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", "m1")
        print(f"{delivery} time:", new)

# %% [markdown] name="inbox-task" tags=["slide"]
# ## Your turn: `charge`
#
# This adds the money however often the message comes. Repair it: once for each *message*
# (`envelope.id`), in any order, whatever crashes, also when two workers have it at once. A repeat ends quietly; any
# other error comes out: then the message comes again.
#
# A tip is another message about the same order: it is charged too, and so is a second tip. One transaction is enough.

# %% name="inbox"
### BEGIN SOLUTION
def charge(store, envelope):
    with store.transaction() as tx:
        if tx.execute("INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", envelope.id):
            tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)
### END SOLUTION
### STUB def charge(store, envelope):
### STUB     with store.transaction() as tx:
### STUB         tx.execute("UPDATE till SET cents = cents + ?", envelope.event.total_cents)


# %% name="inbox-check"
check("06-inbox", charge)      # stuck? hint("06-inbox")

# %% name="inbox-run" tags=["skip"]
from companion.scenarios.charging import attack_store

print("your charge:", attack_store(charge, "duplicate", "reorder", "crash", seeds=300))

# %% [markdown] name="which-words" tags=["slide"]
# ## Which id?
#
# Your inbox knows a message by its id. Now the *sender* repeats itself: on this course's bus Payment publishes
# `PaymentAuthorized`, its receipt printer fails, and the bus tries Payment again. Email hears three messages. How
# many ids do they have?

# %% name="which-code" tags=["skip"]
from companion.bus import Bus
from companion.delivery import MemoryBroker
from companion.diagrams import flow, swimlanes
from companion.events import VirtualClock
from companion.scenarios.charging import message
from companion.scenarios.orders import OrderPlaced, PaymentAuthorized

bus, ids = Bus(VirtualClock()), []
order, payment, email = map(bus.service, ("Order", "Payment", "Email"))


@payment.on(OrderPlaced)
def authorize(event):
    payment.publish(PaymentAuthorized(order_id=event.order_id, amount_cents=event.total_cents))
    if len(bus.trace.published()) < 4:
        raise TimeoutError("the receipt printer is away")


@email.on(PaymentAuthorized)
def confirm(event, envelope):
    ids.append(envelope.id)

# %% name="which-run"
order.publish(OrderPlaced(order_id="order-42", total_cents=450))
print("messages:", len(ids), "· different ids:", len(set(ids)))
flow(bus.trace, title="One payment, three messages, three ids")

# %% [markdown] name="key-words" tags=["subslide"]
# ### One thing, several ids
#
# No inbox by message id can see that these are one payment. Two cures:
#
# - publish in the same transaction as the effect: lesson 07,
# - remember what the message is *about*: a **request key**, also called idempotency key. The caller makes one
#   key and sends it with every try, as Stripe's clients do.
#
# The order's id is no such key: a tip is a second thing about order-42.

# %% [markdown] name="ack-words" tags=["slide"]
# ## When may the broker forget?
#
# A broker keeps the messages of a **topic**, such as "orders", also while nobody listens: the order of lesson 01 waits
# here. A **consumer** takes one after the other and must **settle** each: **acknowledge** it (never again) or **reject**
# it with a reason (again, a little later; after some tries it is a dead letter).
#
# What a consumer had not settled when it died comes again, to the next one. So a worker, a program that consumes, needs
# an inbox:
# `inbox.once(envelope)` is your `charge` as a block. It gives you `tx`, or None for a repeat.

# %% name="ack-run"
broker, shop, m1 = MemoryBroker(clock=VirtualClock()), till(), message("m1", "order-42", 450)
for _ in range(2):
    broker.publish("orders", "order-42", m1)
print("Payment is closed, waiting:", broker.lag("orders", "Payment"))

for delivery in broker.consume("orders", "Payment"):
    charge(shop, delivery.envelope)      # yours
    delivery.acknowledge()
print("Payment was open, waiting:", broker.lag("orders", "Payment"))
print("in the till:", in_till(shop))

# %% [markdown] name="settle-task" tags=["slide"]
# ## Your turn: settle
#
# Write `acknowledge`, `reject`, `raise` or `continue` where it belongs; most places stay empty. What went well does not
# come again. Nothing is lost or paid twice, wherever the worker dies. What always fails becomes a dead letter with its
# error (`reject` at D adds it), and the others go on.
# ```python
# for delivery in consumer:
#     # A
#     try:
#         with inbox.once(delivery.envelope) as tx:
#             if tx is not None:
#                 take_money(tx, delivery.envelope.event)
#                 # B
#             # C
#     except Exception as error:
#         # D
#     else:
#         # E
#     # F
# ```

# %% name="settle" tags=["skip"]
### BEGIN SOLUTION
places = {"D": "reject", "E": "acknowledge"}
### END SOLUTION
### STUB places = TODO      # such as {"A": "raise", "B": "reject, continue"}

# %% name="settle-check"
check("06-settle", places)      # stuck? hint("06-settle")

# %% [markdown] name="block-words" tags=["slide"]
# ## Who waits while one message fails?
#
# Lesson 03's bus tried again before it went on. All behind wait: **head-of-line blocking**.
#
# - **This bus**: the handlers registered later, and all later events.
# - A **log** (Kafka; this course's brokers) splits a topic into **partitions**. What has one key, such as "order-42",
#   stays in one partition, in order. Only that partition waits.
# - A **queue** (RabbitMQ, SQS) gives the next message to whoever is free. Nobody waits, and order is gone.
#
# Next, on the bus: Analytics cannot reach its database.

# %% name="block-run" tags=["subslide"]
from companion.scenarios import waiting

swimlanes(waiting.on_the_bus(), title="The bus: Payment charges at minute 7, then at 14")

# %% [markdown] name="storm-words" tags=["slide"]
# ## How long to wait?
#
# A bank is away for ten seconds; a thousand clients try again after 1, 2, 4, 8 … seconds: **backoff**, as in lesson 03.
# The waits grow without end, so there is a **cap**. All wait equally long and come back together, so **jitter** lets
# chance decide, between 0 and the full wait. (Teaching numbers.)

# %% name="storm-run"
from companion.scenarios import storm

storm.compare()

# %% [markdown] name="put-words" tags=["slide"]
# ## Twice, or in another order
#
# Not every handler needs a memory. It is **idempotent** if the same message twice in a row changes nothing more, and
# **commutative** if the order of messages does not matter.
#
# Shipping puts each address it hears on Ada's parcel: `parcel.address = event.address`. To do it twice changes nothing.

# %% name="put-predict" tags=["slide"]
### BEGIN SOLUTION
predict("06-put", "a")
### END SOLUTION
### STUB predict("06-put", TODO)      # a, b, c or d

# %% name="put-reveal"
from companion.scenarios import protections

reveal("06-put", lambda: protections.try_out("address", "nothing", ["duplicate"]))

# %% name="put-explain" tags=["skip"]
### BEGIN SOLUTION
explain("06-put", "b")
### END SOLUTION
### STUB explain("06-put", TODO)      # why? pick a letter after the demo

# %% [markdown] name="properties-words" tags=["slide"]
# ## What survives what
#
# Five handlers without an inbox, each under three faults. *Put it if newer* keeps the **version**, a number that
# the sender counts up; a message that is not newer is skipped.
#
# Commutative survives another order, not repeats. Idempotent survives a repeat at once, not a late one. Both
# together, or a version, survive all three.

# %% name="properties-run"
protections.properties()

# %% [markdown] name="choose-task" tags=["slide"]
# ## Your turn: choose
#
# For each effect the *cheapest* protection that holds, whatever is repeated, late or cut off. From cheap to dear:
# `"nothing"`, `"inbox"`, `"version"`, `"request key"`. The check runs each of your choices.
#
# A message brings its id, a version its sender counts, and a request key. Note and effect are one transaction. Only
# the mail leaves the house; the mail service remembers its request key.

# %% name="choose"
### BEGIN SOLUTION
protection = {
    "paid ids": "nothing",         # put the order's id into a set
    "till": "inbox",               # add to a sum
    "light switch": "inbox",       # each message turns it over
    "address": "version",          # the newest one counts
    "told twice": "request key",   # one payment, two ids
    "mail": "request key",         # it leaves the house
}
### END SOLUTION
### STUB protection = {
### STUB     "paid ids": TODO,         # put the order's id into a set
### STUB     "till": TODO,             # add to a sum
### STUB     "light switch": TODO,     # each message turns it over
### STUB     "address": TODO,          # the newest one counts
### STUB     "told twice": TODO,       # one payment, two ids
### STUB     "mail": TODO,             # it leaves the house
### STUB }

# %% name="choose-check"
check("06-choose", protection)      # stuck? hint("06-choose")

# %% [markdown] name="dead-words" tags=["slide"]
# ## A dead letter comes back
#
# A poison message is set aside, so that the others can go on. Somebody repairs the cause and **redrives** it: it is
# delivered again. But time has passed.
#
# Ada changes her address twice. Shipping cannot read the first one, *Østergade 1*; the newest is *Elm St 9*.

# %% name="redrive-run"
from companion.scenarios import redrive

print("a log:  ", *redrive.on_a_log(), sep="\n  ")
print("the bus:", *redrive.on_the_bus(), sep="\n  ")

# %% [markdown] name="once" tags=["slide"]
# ## What *exactly once* means
#
# - **Kafka's transactions**: read, process, write, all three in Kafka, for readers that are `read_committed`. A charge
#   or a mail is outside.
# - **SQS FIFO**: a repeat *sent* within five minutes is accepted and not delivered.
# - **RabbitMQ**: acknowledgements and confirms: at least once.
# - **Redis pub/sub**: at most once. Whoever was away has lost it.
#
# What is left is *effectively once*: delivered as often as needed, with one effect, **in one database**. A mail is in
# none: there the mail service must know the request key.

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What does it cost, and when not?
#
# | | gives | costs, and when not | seen in |
# |---|---|---|---|
# | acknowledge first | none comes again | lost in a crash: only if the next replaces it | place A |
# | inbox | one effect in its database | rows; not for mails | `charge` |
# | request key | the sender may repeat | somebody makes keys | three ids |
# | version | no list of ids | older are skipped: not for sums | six effects |
# | retry in line | order | all behind wait: not for hours | 7 minutes |
# | dead letter, redrive | others go on | order: not for what has successors | Østergade |
# | backoff, cap, jitter | no crowd | a lone client waits too | 31 s, 192 s |
#
# **None** for page views, nor for a call that somebody waits for.

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# On Christmas Day 2021 Santander UK paid some 75,000 payments of 2,000 business customers twice, £130 million, and
# called it a scheduling issue (BBC, The Times). To a receiving bank the second was one more payment: two ids (our
# reading).
#
# *Non-critical steps can fail and be retried later*: yes, if nobody stands behind, and if the news is still true then.
# "Your driver is here", redriven on Monday, is not.
#
# **Read on:** M. Brooker, [Exponential Backoff And
# Jitter](https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/) (2015) · Uber, [Reliable
# Reprocessing and Dead Letter Queues](https://www.uber.com/blog/reliable-reprocessing/) (2018) · [Pattern:
# Saga](https://microservices.io/patterns/data/saga.html), whose participants must be idempotent.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Your order, with what this lesson added. It is published twice, and the first worker dies just before its
# acknowledgement. The loop is yours.

# %% name="order-42-run"
from companion.scenarios import worker_loop

worker_loop.order_42(places)

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - *Note first, and you lose it. Note last, and you repeat it. Note in the same transaction: together or not at all.*
# - Acknowledge after the commit; reject what failed, with its reason.
# - Ask of each effect: once more? in another order? outside of the database?
#
# But who publishes what `charge` has done, if the process dies right after its commit?
#
# **Next:** `07_the_dual_write.ipynb`. A row is saved, its event is lost, and the cure.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall 1 · demo and prediction 5 · transaction and inbox 8 · which id 2 · settle 5 · who waits, storm
# 3 · put, what survives, choose 7 · dead letter to recap 4.
#
# **Discuss:** Name one of your handlers that notes before it acts. What waits behind your slowest retry?
#
# **Commonest wrong answers:** two transactions, one for the id and one for the money; the acknowledgement inside the
# `with`, because it looks safest; an inbox for everything, also for the address and the mail.
#
# **Short of time?** Give `settle` as homework.

# %% [markdown] name="late-task" tags=["further"]
# ## Further: late, twice, in any order (3 bonus points)
#
# Shipping's view of the addresses: `apply(view, event)` sets `view[event.order_id] = (version, address)`. The address
# is None for a closed order. `event.kind` is `"AddressChanged"` or `"OrderClosed"`; `event.version` counts from 1 for
# each order; `event.at` is the hour on the sender's clock.
#
# Messages come late, twice, in any order; some versions never come. Repair it: the newest version that came decides.
# A closed order may be opened again by a newer version.

# %% name="late" tags=["further"]
### BEGIN SOLUTION
def apply(view, event):
    known, _ = view.get(event.order_id, (0, None))
    if event.version > known:
        view[event.order_id] = event.version, event.address if event.kind == "AddressChanged" else None
### END SOLUTION
### STUB def apply(view, event):
### STUB     if event.kind == "OrderClosed":
### STUB         view.pop(event.order_id, None)
### STUB     else:
### STUB         view[event.order_id] = event.version, event.address


# %% name="late-check" tags=["further"]
check("06-late", apply)      # stuck? hint("06-late")

# %% [markdown] name="tombstone" tags=["further"]
# A row that says *closed, at version 2* is a **tombstone**: it keeps the version so that nothing older can wake the
# order. Lessons 09 and 11 need it again.

# %% [markdown] name="backoff-words" tags=["further"]
# ## Further: your own delay in the storm
#
# `delay_s(failures, chance)`: the seconds to wait after the first, second, third … failure; `chance` is a random
# number from 0 up to 1, handed in. Try every second, always 20 seconds, half and half. A refusal costs this bank
# nothing; where it does, trying often is an outage of its own.

# %% name="backoff" tags=["further"]
def delay_s(failures, chance):
    ceiling = min(20, 2 ** min(failures - 1, 10))      # limit the exponent: 2.0 ** 5000 is an error
    return ceiling * (0.5 + chance / 2)


storm.compare(delay_s)

# %% [markdown] name="log-words" tags=["further"]
# ## Further: only one partition waits
#
# m1 of order-42 always fails, and m2 stands behind it. order-43 and order-44 are in other partitions.

# %% name="log-run" tags=["further"]
from companion.scenarios import waiting

print(*waiting.on_a_log(), sep="\n")

# %% [markdown] name="layers-words" tags=["further"]
# ## Further: three layers, each with three tries
#
# A page calls a service that calls a bank, and each layer was given a retry.

# %% name="layers-run" tags=["further"]
calls = []


def bank():
    calls.append(1)
    raise TimeoutError("away")


def three_tries(function):
    for _ in range(3):
        try:
            return function()
        except TimeoutError as error:
            last = error
    raise last


try:
    three_tries(lambda: three_tries(lambda: three_tries(bank)))
except TimeoutError:
    print("calls at the bank:", len(calls))

# %% [markdown] name="pages-words" tags=["further"]
# ## Further: the package's own
#
# The package has both of yours, the block and the body of the loop. They are meant to be read.

# %% name="pages" tags=["further"]
from companion.delivery import Inbox, Worker

page(Inbox.once)
page(Worker._deal_with)

# %% [markdown] name="forget-words" tags=["further"]
# ## Further: how long to keep the ids
#
# An inbox must forget at last. Two days are long, until a dead letter is redriven after three.

# %% name="forget-run" tags=["further"]
from datetime import timedelta

from companion.delivery import Inbox
from companion.scenarios.charging import message, till

store = till()
inbox = Inbox(store, "Payment")


def deliver(said):
    with inbox.once(message("m9", "order-42", 450)) as tx:
        print(said, "takes effect" if tx is not None else "is known")


deliver("the first time")
deliver("a repeat")
store.clock.advance(3 * 24 * 3600)
inbox.forget(before=store.clock.now() - timedelta(days=2))
deliver("redriven after three days")

# %% [markdown] name="further" tags=["further"]
# ## Further: eight threads, one message, PostgreSQL
#
# Run `eight_threads()`. It starts a PostgreSQL, or says in a sentence that there is none. One of eight threads has
# the effect, seven see a repeat. The first start takes some seconds.

# %% name="further-run" tags=["further"]
def eight_threads():
    from concurrent.futures import ThreadPoolExecutor

    from companion.engines import EngineError, PostgresStore, postgres

    try:
        shop = PostgresStore(postgres())
    except EngineError as problem:
        return str(problem)
    inbox = Inbox(shop, "Payment")
    letter = message(shop.clock.new_id(), "order-42", 450)      # another one each time you run it

    def work(thread):
        with inbox.once(letter) as tx:
            return tx is not None

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(work, range(8)))

# %% [markdown] name="pubsub-words" tags=["further"]
# ## Further: whoever was away has lost it
#
# Redis pub/sub hands a message to those who listen now, and keeps nothing. Run `pubsub()`: Email subscribes after the
# first message. It needs no server (fakeredis), and some seconds to import.

# %% name="pubsub" tags=["further"]
def pubsub():
    import fakeredis

    redis = fakeredis.FakeRedis()
    heard = redis.pubsub(ignore_subscribe_messages=True)
    print("order-42 reaches", redis.publish("orders", "order-42"))
    heard.subscribe("orders")
    heard.get_message(timeout=1)      # the subscription itself
    print("order-43 reaches", redis.publish("orders", "order-43"))
    print("Email hears", heard.get_message(timeout=1)["data"])

# %% [markdown] name="kafka-words" tags=["further"]
# ## Further: the same loop on Kafka
#
# Run `on_kafka()`: the same message twice, through a real Kafka client to the cluster that it brings along, or to yours
# (`COMPANION_KAFKA_BOOTSTRAP`). It says in a sentence if there is none. Your `charge` does not notice the difference.

# %% name="kafka" tags=["further"]
def on_kafka():
    from companion.engines import EngineError, KafkaBroker, kafka

    try:
        broker, shop = KafkaBroker(kafka()), till()
    except EngineError as problem:
        return str(problem)
    for _ in range(2):
        broker.publish("orders", "order-42", message("m1", "order-42", 450))
    for delivery in broker.consume("orders", "Payment"):
        print("delivered", delivery.envelope.id, "on partition", delivery.partition)
        charge(shop, delivery.envelope)      # yours
        delivery.acknowledge()
    broker.close()
    return in_till(shop)
