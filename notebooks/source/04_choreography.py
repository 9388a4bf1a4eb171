# %% [markdown] name="title" tags=["slide"]
# # Choreography
#
# Nobody is in charge, and dinner arrives. You find out how, and what an outage does to it.
#
# Afterwards you can
# - wire services so that a whole story follows from one event,
# - say which events and services a promise needs, and prove it by switching services off,
# - find in a log what no event says.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("04")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 02 and 03, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("04-recall-route", "a")
recall("04-recall-again", "b")
### END SOLUTION
### STUB recall("04-recall-route", TODO)
### STUB recall("04-recall-again", TODO)

# %% [markdown] name="star" tags=["slide"]
# ## Ada's card was declined
#
# A shop, drawn on many whiteboards: Order publishes `OrderPlaced`, and four services react, each on its own.
# Inventory reserves, Payment charges, Shipping ships, Email confirms.
#
# Ada orders a coffee machine for $249. Her bank says no. What does the shop do?

# %% name="star-run"
from companion.bus import Bus
from companion.diagrams import flow
from companion.events import Event, VirtualClock
from companion.scenarios import shop

bus = Bus(VirtualClock())
shop.wire(bus, declined=["order-77"])
shop.place_order(bus)
flow(bus.trace, title="The card was declined, and the parcel left")

# %% [markdown] name="choreography" tags=["subslide"]
# Every service did its job. Shipping and Email heard `OrderPlaced` at the same moment as Payment: nobody had asked
# the card yet. You will repair this shop later, without touching a service.
#
# This style has a name. **Choreography**: no one directs; each service knows what to do when something has
# happened. Who reacts to what *is* the program.

# %% [markdown] name="dinner" tags=["slide"]
# ## A dance that works: dinner
#
# The food delivery lets each service wait for the fact that makes its own work right: a chain of seven events.
# Step through it.

# %% name="dinner-run"
from companion.diagrams import player
from companion.scenarios import dinners

dinner = dinners.evening()
player(dinner.trace, title="Seven events, and nobody in charge", subtitle="order-42 in simulated time")

# %% [markdown] name="dinner-words" tags=["subslide"]
# No code holds these seven in order. The picture was drawn afterwards from the **trace**, all that the bus recorded:
# each envelope names its cause, and the causes make the story.
#
# One event has none. `OrderRated` does not follow from the delivery: a person decided, that is a new command. And
# `PaymentAuthorized` only sets money aside. None of the seven takes it. The minutes are teaching numbers.
#
# **A newcomer.** Marketing wants points for every dinner. Which of the other services must change?

# %% name="newcomer-code" tags=["subslide"]
class PointsEarned(Event):
    order_id: str
    points: int


def with_rewards(bus):
    dinners.food_delivery.wire(bus)
    rewards = bus.service("Rewards")

    @rewards.on("OrderDelivered")
    def give_points(event):
        rewards.publish(PointsEarned(order_id=event.order_id, points=1))

# %% name="newcomer-run"
flow(dinners.evening(with_rewards).trace, title="Rewards moved in; nobody was told")

# %% [markdown] name="newcomer-words" tags=["subslide"]
# None. Rewards listens, and the publisher does not know. Compare Notification and Analytics: they only listen, and
# nobody waits for them.
#
# One tie remains. Rewards knows an event's *name* and its *fields*. Services need not know each other; they must
# agree on what they say. Rename `order_id`, and everybody in this picture breaks. Lesson 10 is about that.

# %% [markdown] name="wire-task" tags=["slide"]
# ## Your turn: `wire`
#
# Order, Payment, Notification and Analytics are there, and the last two reactions of **Delivery**. Write the two that
# are missing, so that order-42 becomes the seven events of the picture:
# - **Restaurant** accepts an order that is paid,
# - **Delivery** assigns a driver, only once the restaurant has accepted.
#
# Every event here needs one field: `order_id=event.order_id`.

# %% name="wire" tags=["skip"]
from companion.scenarios.food_events import (
    DriverAssigned, OrderAcceptedByRestaurant, OrderDelivered, OrderPickedUp,
)
from companion.scenarios.orders import PaymentAuthorized


def wire(bus):
    restaurant, delivery = bus.service("Restaurant"), bus.service("Delivery")

    @delivery.on(DriverAssigned)
    def pick_up(event):
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp)
    def deliver(event):
        delivery.publish(OrderDelivered(order_id=event.order_id))

    ### BEGIN SOLUTION
    @restaurant.on(PaymentAuthorized)
    def accept(event):
        restaurant.publish(OrderAcceptedByRestaurant(order_id=event.order_id))

    @delivery.on(OrderAcceptedByRestaurant)
    def assign_driver(event):
        delivery.publish(DriverAssigned(order_id=event.order_id))

    ### END SOLUTION
    ### STUB return TODO      # replace this line by two reactions: @restaurant.on(...), then Delivery's first


# %% name="wire-check" tags=["skip"]
check("04-wire", wire)      # stuck? hint("04-wire")

# %% name="wire-picture" tags=["skip"]
own = dinners.evening(dinners.own_wiring(wire))
flow(own.trace, title="order-42, as you wired it", subtitle="Your two services take no time")

# %% [markdown] name="driver" tags=["slide"]
# ## Predict: Delivery is down
#
# Why choreography? An answer that got 40 of 40 points in an exam: services react independently, so *if the driver
# service goes down, payment still works*. Put it to the test.
#
# Delivery is down all evening. Ada orders. What does she get?

# %% name="driver-predict"
### BEGIN SOLUTION
predict("04-driver", "c")
### END SOLUTION
### STUB predict("04-driver", TODO)      # a, b, c or d, in quotes

# %% name="driver-reveal"
reveal("04-driver", dinners.without_delivery)

# %% name="driver-explain"
### BEGIN SOLUTION
explain("04-driver", "c")
### END SOLUTION
### STUB explain("04-driver", TODO)      # why? pick a letter after the demo

# %% [markdown] name="late-or-silent" tags=["skip"]
# In lesson 01 an outage made orders *late*, not lost: they waited in a queue until the worker came back. This bus
# keeps no queue for an absent service. After three attempts the event is a dead letter, and a person must act.
#
# A durable queue (RabbitMQ) or a log (Kafka) would bring Ada's dinner late, by itself. The silence stays: no event
# says that it is late.

# %% [markdown] name="grid" tags=["slide"]
# ## Every service, every promise
#
# A **promise** is what a customer counts on, and an event keeps it: *paid* (`PaymentAuthorized`), *confirmed*
# (`OrderAcceptedByRestaurant`), *delivered* (`OrderDelivered`).
#
# Six evenings. On each, another service is down: Order, Payment, Restaurant, Delivery, Notification, Analytics. Three
# promises an evening make 18. How many are broken?

# %% name="grid-predict"
### BEGIN SOLUTION
predict("04-grid", "c")
### END SOLUTION
### STUB predict("04-grid", TODO)      # a, b, c or d

# %% name="grid-reveal"
reveal("04-grid", dinners.outages)

# %% name="grid-explain" tags=["skip"]
### BEGIN SOLUTION
explain("04-grid", "a")
### END SOLUTION
### STUB explain("04-grid", TODO)

# %% [markdown] name="promise" tags=["slide"]
# ## Critical, for which promise?
#
# The exam answer called OrderPlaced, PaymentAuthorized and OrderAcceptedByRestaurant the *critical path*,
# DriverAssigned not, and left three events out. Right for the promise *confirmed*. Not for *delivered*.
#
# **Critical for a promise** are the events without which it cannot happen: its causes, and their causes. A service
# that waits for *two* facts names only the later one as its cause; switching services off finds both. Whether the
# customer waits while they happen (synchronous) is another decision.

# %% name="promise-run"
confirmed = ["OrderPlaced", "PaymentAuthorized", "OrderAcceptedByRestaurant"]
flow(dinner.trace, title="Three events are critical for “confirmed”", critical=confirmed, promise="confirmed")

# %% [markdown] name="carry" tags=["slide"]
# ## What should an event carry?
#
# Two ways to tell the others about an order:
# - **notification**: only its id. Who needs more calls back.
# - **event-carried state transfer**: all that listeners need.
#
# Twenty orders wait for three services. The last customer, o-20, changes *margherita* to *funghi*. Then Order goes
# down while they work, and comes back: how many of the 60 pieces of work are done?

# %% name="carry-run"
from companion.scenarios import carrying

carrying.compare()

# %% [markdown] name="carry-words"
# With an id, three services need Order *now*: the old dependency is back, and it hides behind an event. Services that
# are deployed apart and cannot work apart are called a **distributed monolith**.
#
# With the whole order nobody calls, and the cook works from what was true when it was published. The change must be
# an event too.

# %% [markdown] name="fix-task" tags=["slide"]
# ## Bug hunt: the shop
#
# Back to Ada's parcel. The table `reactions` *is* the shop: when this happened, these react. Change only the table:
#
# - parcel and confirmation go out only if in stock **and** paid,
# - nobody pays for what is not there,
# - a declined card gives the stock back,
# - a service that is down, also one that goes down after the card was charged, makes no other fail,
# - no parcel waits for a mail.

# %% name="fix"
# what they can do -> what they publish then
# Inventory.reserve -> InventoryReserved or StockRanOut      Inventory.release -> InventoryReleased
# Payment.charge -> PaymentAuthorized or PaymentDeclined     Shipping.ship -> ShipmentCreated
# Shipping.ask_payment_then_ship -> ShipmentCreated          Email.confirm -> ConfirmationSent
### BEGIN SOLUTION
reactions = {
    "OrderPlaced": ["Inventory.reserve"],
    "InventoryReserved": ["Payment.charge"],
    "PaymentAuthorized": ["Shipping.ship", "Email.confirm"],
    "PaymentDeclined": ["Inventory.release"],
}
### END SOLUTION
### STUB reactions = {
### STUB     "OrderPlaced": ["Inventory.reserve", "Payment.charge", "Shipping.ship", "Email.confirm"],
### STUB }
shop.drawn(reactions)

# %% name="fix-check" tags=["skip"]
check("04-star", reactions)      # stuck? hint("04-star")

# %% [markdown] name="silence" tags=["slide"]
# ## The sound of nothing
#
# On the evening without Delivery Ada paid for a dinner nobody brings, and no event said so. One dead letter knew,
# and nobody listens to dead letters.
#
# Now at scale: the log of 200 orders of an evening on which Delivery was down for a while. Count what it says.

# %% name="silence-run"
from collections import Counter
from companion.scenarios.data import load

log = load("delivery_evening")
now = log[-1]["time"].replace(hour=22, minute=30, second=0)
for name, count in Counter(row["type"] for row in log).most_common():
    print(f"{count:>4}  {name}")

# %% [markdown] name="stalled-task" tags=["subslide"]
# ## Your turn: `stalled`
#
# More orders were paid than picked up. Find the people who wait. `stalled(log, now, limit_min)` returns a list: the
# ids of the orders that were paid `limit_min` minutes ago or longer and are neither picked up, cancelled nor refused.
#
# A row is a dict: `row["type"]`, `row["stream"]` (the order id), `row["time"]`. Rows stand in order of time.

# %% name="stalled" tags=["skip"]
from datetime import timedelta


def stalled(log, now, limit_min):
    ### BEGIN SOLUTION
    waiting = {}
    for row in log:
        if row["type"] == "PaymentAuthorized":
            waiting[row["stream"]] = row["time"]
        elif row["type"] in ("OrderPickedUp", "OrderCancelled", "OrderRefusedByRestaurant"):
            waiting.pop(row["stream"], None)
    limit = timedelta(minutes=limit_min)
    return [order_id for order_id, paid in waiting.items() if now - paid >= limit]
    ### END SOLUTION
    ### STUB return TODO      # replace this line


print(stalled(log, now, limit_min=30))


# %% name="stalled-check" tags=["skip"]
check("04-silence", stalled)      # stuck? hint("04-silence")

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What it gives, what it takes
#
# | choreography | where you saw it |
# |---|---|
# | + no central coordinator | the dinner: seven events, nobody in charge |
# | + easy to add a service | Rewards: no other line changed |
# | + each service on its own | Delivery was down: the other five did their work |
# | − hard to see the whole flow | the dinner: only its trace has it |
# | − difficult to debug | the log: no event says what is missing |
# | − no single point of control | the declined card: nobody stopped the parcel |
#
# **Not** when somebody must own the outcome (money, a deadline, an undo), when steps change often, or when the caller
# needs the answer now.

# %% [markdown] name="preview" tags=["skip"]
# ## The other style
#
# **Orchestration**: one service tells the others, step by step, and knows how far it got. Lesson 05 gives this shop
# one, and asks which step should come first and whether a failed mail must undo a shipped order.
#
# "Single point of failure", people say. A coordinator that writes down each step is no more one than the broker that
# carries your events.

# %% [markdown] name="real" tags=["slide"]
# ## Does that happen outside of a classroom?
#
# This course grew out of lecture notes; *our notes* are those, and it runs what they say. A ride, as they tell it, is the
# same dance: RideRequested, DriverMatched, DriverArrived, RideStarted, RideCompleted, PaymentProcessed, RideRated. Five
# services react: matching, notification, pricing, payment, analytics.
#
# What if no driver matches? An app that only reacts to facts waits for ever. So such systems keep a clock beside the
# dance: whoever gave a promise watches its deadline and, when it passes, publishes *that*. You wrote its
# heart: `stalled`.

# %% name="order-42" tags=["slide"]
delivered = [e.type for e in dinner.trace.published() if e.type != "OrderRated"]
title = "order-42 is brought home: six events are critical for “delivered”"
flow(dinner.trace, title=title, critical=delivered, promise="delivered")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - In choreography who listens to what is the program, and it fits in a table.
# - Critical is always *for a promise*: its causes, confirmed by switching services off.
# - Isolation keeps the rest working. It keeps no promise, and tells nobody.
# - Absence makes no event. Somebody must watch the clock.
#
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html), on
# notification and event-carried state transfer.
#
# **Next:** `05_orchestration_and_sagas.ipynb`. The same shop, with somebody in charge, and how to undo.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and the parcel 3 · dinner and newcomer 3 · wire 5 · driver and grid 6 · critical 1 ·
# what an event carries 2 · shop 6 · silence 7 · table and recap 2. Together 35.
#
# **Discuss:** Which of your systems would have noticed the dinner nobody brought, and after how long? The food
# delivery has no stock to give back: what would have to be given back when no driver comes, and who would do it?
#
# **Commonest wrong answers:** Delivery listens to OrderPlaced (driver too early); Shipping listens to two events and
# ships twice; Shipping calls Payment to be sure; `stalled` looks for a failure event.
#
# **Short of time?** Show the grid without its prediction, and leave out what an event carries.

# %% [markdown] name="critical-task" tags=["further"]
# ## Further: `critical` (2 bonus points)
#
# Write `critical(trace, promise)`: the names of the events without which the event named `promise` could not have
# happened, itself included, oldest first. If it never happened: an empty list. Every event here waits for one fact,
# so following the one cause that each envelope names is enough.
#
# `trace.published()` gives all envelopes in order. Each has `id`, `type` and `causation_id` (None where there is no
# cause). Where the cause was published before the trace begins, its id is none of theirs: stop there.

# %% name="critical" tags=["further"]
def critical(trace, promise):
    ### BEGIN SOLUTION
    known = {envelope.id: envelope for envelope in trace.published()}
    here = next((e for e in known.values() if e.type == promise), None)
    names = []
    while here is not None:
        names.insert(0, here.type)
        here = known.get(here.causation_id)
    return names
    ### END SOLUTION
    ### STUB return TODO      # replace this line


# %% name="critical-check" tags=["further"]
check("04-critical", critical)      # stuck? hint("04-critical")

# %% name="compare" tags=["further"]
dinners.compare(critical)

# %% [markdown] name="forever-task" tags=["further"]
# ## Further: the shop that never rests (1 bonus point)
#
# Nobody sees the whole table, so nobody sees a circle in it. Write `one_more(bus)`: it adds *one* reaction, to one
# event, that sounds like good business to the repaired shop, and one order keeps it running for ever. Every single
# reaction must end. The check stops it after 200 deliveries.

# %% name="forever" tags=["further"]
from companion.scenarios.orders import OrderPlaced


def one_more(bus):
    ### BEGIN SOLUTION
    subscription = bus.service("Subscription")

    @subscription.on("ShipmentCreated")
    def order_again(event):
        subscription.publish(OrderPlaced(order_id=event.order_id))

    ### END SOLUTION
    ### STUB return TODO      # replace this line


# %% name="forever-check" tags=["further"]
check("04-forever", one_more)      # stuck? hint("04-forever")

# %% [markdown] name="late" tags=["further"]
# ## Further: the dinner comes late
#
# Delivery comes back after 45 minutes, and a person redelivers the dead letter. What happens? Not scored.

# %% name="late-predict" tags=["further"]
### BEGIN SOLUTION
predict("04-late", "a")
### END SOLUTION
### STUB predict("04-late", TODO)      # a, b, c or d

# %% name="late-run" tags=["further"]
def redelivered():
    bus, food_delivery = Bus(VirtualClock()), dinners.food_delivery
    food_delivery.wire(bus)
    bus.service("Delivery").switch_off()
    food_delivery.place_order(bus)
    bus.clock.sleep(45 * 60)
    bus.service("Delivery").switch_on()
    bus.dead_letters.redeliver()
    return flow(bus.trace, title="Redelivered: late, cold, and nobody told Ada")


reveal("04-late", redelivered)

# %% name="late-explain" tags=["further"]
### BEGIN SOLUTION
explain("04-late", "b")
### END SOLUTION
### STUB explain("04-late", TODO)
