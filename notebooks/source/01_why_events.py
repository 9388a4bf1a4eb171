# %% [markdown] name="title" tags=["slide"]
# # Why events?
#
# You close a kitchen for ten minutes in three coffee shops, and see what calls cost and what events really buy.
#
# Afterwards you can
# - say what events change when a part of the shop is away, and what they cost,
# - work out who must be up before an order is accepted,
# - tell when to use events, and what to use when not.
#
# 35 minutes · 20 points, 2 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("01")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# A question about lesson 00, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("01-recall-till", "b")
### END SOLUTION
### STUB recall("01-recall-till", TODO)

# %% [markdown] name="closed" tags=["slide"]
# ## Ten minutes without a kitchen
#
# This shop works with calls: `Counter → Cashier → Barista → Kitchen`, each waiting for the next. A customer comes
# every four minutes. From minute 20 to 30 the kitchen is closed.

# %% name="closed-run"
from companion.diagrams import swimlanes
from companion.scenarios import coffee_shop

day = coffee_shop.sequential(every=4, kitchen_closed=(20, 30))
print("paid, and no food:", *day.paid_but_refused)
swimlanes(day.trace, title="Customers pay, and go hungry", closed={"Kitchen": (20, 30)})

# %% [markdown] name="closed-words" tags=["skip"]
# Three customers paid, and the barista made their drinks. The kitchen dropped order-4 when it closed, and did not
# answer for the next two. All three orders failed.
#
# A **synchronous call** asks and waits for the answer. It needs the other one *now*. That everybody must be there
# at the same moment is called **temporal coupling**.

# %% [markdown] name="shops" tags=["slide"]
# ## Two other shops
#
# **Parallel calls:** the counter calls all three workers at once, and waits for the last answer.
#
# **Events:** the counter takes the order, publishes `OrderPlaced`, and is done. Each worker reacts when it can and
# publishes what it did. Step through one order: press play, or the arrow keys.

# %% name="shops-player"
from companion.diagrams import player
from companion.scenarios.coffee_order import one_order

player(one_order(), title="The counter says it once, and everybody does their part")

# %% [markdown] name="faster" tags=["skip"]
# ## Predict: who is faster?
#
# The kitchen is open again. Same workers, same minutes: counter 1, cashier 2, barista 4, kitchen 5 (teaching
# numbers: invented). One customer every four minutes, for an hour. Each worker does one order at a time. In both shops
# the counter is free again after its minute: it is the customer who waits for the last worker.
#
# Which shop serves them sooner: parallel calls, or events?

# %% name="faster-predict"
### BEGIN SOLUTION
predict("01-faster", "c")
### END SOLUTION
### STUB predict("01-faster", TODO)      # a, b, c or d, in quotes

# %% name="faster-code" tags=["skip"]
shops = {
    "one by one": coffee_shop.sequential,
    "parallel calls": coffee_shop.parallel,
    "events": coffee_shop.events,
}


def minutes_waited():
    print("minutes until served, customer by customer")
    for name, shop in shops.items():
        print(f"{name:<15}", *(f"{minutes:>2}" for minutes in shop(every=4).served))


# %% name="faster-reveal"
reveal("01-faster", minutes_waited)

# %% name="faster-explain" tags=["skip"]
### BEGIN SOLUTION
explain("01-faster", "a")
### END SOLUTION
### STUB explain("01-faster", TODO)      # why? a letter, after the demo

# %% [markdown] name="outage" tags=["skip"]
# ## Predict: the kitchen closes again
#
# Now the kitchen closes from minute 20 to 30, in all three shops. Customers still come every four minutes. What do
# those of the shop with events get?

# %% name="outage-predict"
### BEGIN SOLUTION
predict("01-outage", "b")
### END SOLUTION
### STUB predict("01-outage", TODO)      # a, b, c or d, in quotes

# %% name="outage-code" tags=["skip"]
def closed_kitchen():
    days = {name: shop(every=4, kitchen_closed=(20, 30)) for name, shop in shops.items()}
    print(coffee_shop.figures(days))
    return swimlanes(
        {name.capitalize(): day.trace for name, day in days.items()},
        title="The same ten minutes, three different endings",
        closed={"Kitchen": (20, 30)},
        only=("Cashier", "Kitchen"),
    )


# %% name="outage-reveal"
reveal("01-outage", closed_kitchen)

# %% name="outage-explain" tags=["skip"]
### BEGIN SOLUTION
explain("01-outage", "b")
### END SOLUTION
### STUB explain("01-outage", TODO)      # why? a letter, after the demo

# %% [markdown] name="outage-words" tags=["slide"]
# ## What events buy
#
# > Events did not make it faster. They made it not fail, and then they made it late.
#
# Speed is not the reason: working *at the same time* helps, and calls can do that too. But calls one by one turn
# customers away after taking their money, and parallel calls turn even more away, most of them before the till.
# With events the order waits where the worker can find it: the counter and the kitchen need not
# be there at the same time.

# %% [markdown] name="available" tags=["skip"]
# ## Who must be up?
#
# Each service is up 99 minutes of 100, independently of the others. Who must be up so that an order is *accepted*:
# the customer hears yes, and is not turned away afterwards? If all have to be up at the same moment, their chances multiply.

# %% [markdown] name="available-task" tags=["skip"]
# ### Your turn: `p_accepted`
#
# `needs` maps each service that must be up to its availability, such as `{"Counter": 0.99, "Kitchen": 0.99}`.
# Return the probability that an order is accepted; where `needs` is empty, that is 1.
#
# Then fill in the two lists, with names of this shop: `Counter`, `Cashier`, `Barista`, `Kitchen`; `Display` shows
# orders, the `Printer` prints receipts, the `Archive` keeps old ones, the `Broker` carries events from those who publish
# to those who listen. Who must be up when Ada orders?

# %% name="available-code" tags=["skip"]
### BEGIN SOLUTION
import math


def p_accepted(needs):
    return math.prod(needs.values())


NEEDS_CALLS = ["Counter", "Cashier", "Barista", "Kitchen"]
NEEDS_EVENTS = ["Counter", "Broker"]
### END SOLUTION
### STUB def p_accepted(needs):
### STUB     return TODO
### STUB
### STUB
### STUB NEEDS_CALLS = TODO      # a list of names: who must be up in the shop with calls?
### STUB NEEDS_EVENTS = TODO     # and in the shop with events?

# %% name="available-check"
# stuck? hint("01-available")
check("01-available", {"p_accepted": p_accepted, "calls": NEEDS_CALLS, "events": NEEDS_EVENTS})

# %% [markdown] name="listen" tags=["skip"]
# ## Publish and listen, in code
#
# A bus is a small broker inside one process. `on` says who listens to what; `publish` tells all of them.
# Whoever publishes below does not know who toasts. `toast`, the function that listens, is a **handler**. A handler of the
# same name replaces the one before, so that a cell can be run twice.

# %% name="listen-run" tags=["skip"]
from companion.bus import Bus
from companion.events import Event, VirtualClock


class BagelOrdered(Event):
    order_id: str


def toast(event):
    print("toasting for", event.order_id)


bus = Bus(VirtualClock())  # a clock that moves only when something waits
bus.on(BagelOrdered)(toast)  # from now on toast hears every BagelOrdered
bus.publish(BagelOrdered(order_id="order-7"))  # gives a receipt: how many handled it

# %% [markdown] name="uncouple-task" tags=["skip"]
# ## Your turn: take the calls out
#
# `open_shop` returns `place`, which calls three workers. If one is away, `place` fails. Rewrite it: let each worker
# listen to `OrderPlaced`, and let `place` publish it, once.
#
# A worker is a function of one order. What it did is in its list `.done`. What a worker could not do, the bus keeps
# as a *dead letter*.

# %% name="uncouple-code" tags=["skip"]
from companion.scenarios.orders import OrderPlaced


def open_shop(bus, cashier, barista, kitchen):
    ### BEGIN SOLUTION
    for worker in (cashier, barista, kitchen):
        bus.on(OrderPlaced)(worker)

    def place(order_id):
        bus.publish(OrderPlaced(order_id=order_id))

    ### END SOLUTION
    ### STUB def place(order_id):
    ### STUB     order = OrderPlaced(order_id=order_id)
    ### STUB     cashier(order)
    ### STUB     barista(order)
    ### STUB     kitchen(order)
    ### STUB
    return place


# %% name="uncouple-check"
# stuck? hint("01-uncouple")
check("01-uncouple", open_shop)

# %% [markdown] name="waits-words" tags=["skip"]
# The missed order is not lost: it is a dead letter. But this small bus does not hand it over by itself when the worker
# is back; somebody must. A broker with a queue does it alone, and you build on one in lesson 06. Until then read "the
# order waits" as: it is kept where the worker, or a person, can find it.

# %% [markdown] name="broker" tags=["slide"]
# ## What can go wrong: the broker
#
# To accept an order, calls need all four workers; events need the counter and the broker. Each worker is up 99
# minutes of 100. Let the broker get worse, and look for the line where calls catch up.

# %% name="broker-run"
calls = 0.99**4
for broker in (0.999, 0.99, 0.970299, 0.96):
    print(f"broker {broker:<8}  events {0.99 * broker:.6f}  calls {calls:.6f}")

# %% [markdown] name="broker-words" tags=["skip"]
# Break-even is 0.99³: the broker has to be up at least as often as the three workers it stands in for, all
# together. Brokers are run as clusters for that reason. (All this assumes that failures are independent; one power
# cut for all is another story.)
#
# And accepted is not served. To be *served*, a customer needs every worker, in every shop. Which services are
# critical depends on the promise you make: lesson 04.

# %% [markdown] name="drain" tags=["slide"]
# ## What can go wrong: the queue
#
# With events the kitchen opened at minute 30 to a queue, and the customers kept coming. When do they wait no longer
# than before? It depends on how often they come: every 4, 5 or 6 minutes, into a kitchen that needs 5 for an order.

# %% name="drain-run"
from companion.diagrams import plot

waits = {f"every {n} min": coffee_shop.events(every=n, kitchen_closed=(20, 30)).served for n in (4, 5, 6)}
plot(waits, title="When is the queue gone?", across="customer", upwards="minutes")

# %% [markdown] name="drain-words" tags=["skip"]
# Every six minutes: the kitchen gains a minute with each order, and ten minutes of closing cost half an hour. Every
# four: more comes in than gets done, and the queue never ends. Events move the wait. They add no capacity.

# %% [markdown] name="shape" tags=["skip"]
# ## What can go wrong: a name changes
#
# "The services do not know each other" is half true. They know the *event*. The counter renames a field, and asks
# nobody, because nobody told it who listens. The bus tries three times, then keeps a dead letter.

# %% name="shape-run" tags=["skip"]
class BagelOrdered(Event):
    order: str  # was order_id


bus.publish(BagelOrdered(order="order-8"))
for letter in bus.dead_letters:
    print(letter)

# %% [markdown] name="when-task" tags=["skip"]
# ## Your turn: events, or something simpler?
#
# | choose | when |
# |---|---|
# | `"events"` | something happened; whoever cares may react, later |
# | `"http"` | somebody waits for the answer, now (HTTP or gRPC) |
# | `"transaction"` | all or nothing, in one database |
# | `"crud"` | a form over a table: create, read, update, delete |
# | `"gateway"` | one question to several services, joined in one place |
#
# Six pairs of twins. A pair scores if both are right. Look for the words that decide.

# %% name="when-code" tags=["skip"]
choices = {
    ### BEGIN SOLUTION
    "a1": "events",
    "a2": "http",
    "b1": "events",
    "b2": "http",
    "c1": "events",
    "c2": "crud",
    "d1": "transaction",
    "d2": "events",
    "e1": "events",
    "e2": "gateway",
    "f1": "events",
    "f2": "transaction",
    ### END SOLUTION
    ### STUB "a1": TODO,  # mail the receipt once the order is paid
    ### STUB "a2": TODO,  # show the price of this basket now
    ### STUB "b1": TODO,  # tell five services that an order was placed
    ### STUB "b2": TODO,  # check that the card is valid before we answer
    ### STUB "c1": TODO,  # record what users click, for whoever wants it
    ### STUB "c2": TODO,  # a settings page for one team
    ### STUB "d1": TODO,  # move money between two accounts of one database
    ### STUB "d2": TODO,  # tell the other bank that money is on its way
    ### STUB "e1": TODO,  # notify the followers of a new post
    ### STUB "e2": TODO,  # one screen: order, driver, invoice of three services
    ### STUB "f1": TODO,  # an order is paid: the warehouse ships it hours later
    ### STUB "f2": TODO,  # an order for the last seat on a flight, sold once
}

# %% name="when-check"
# stuck? hint("01-when")
check("01-when", choices)

# %% [markdown] name="use" tags=["slide"]
# ## When to use events, and when not
#
# | situation | take | seen in |
# |---|---|---|
# | services tell what happened | events | Take the calls out |
# | order processing in several steps | events | The kitchen closes again |
# | tracking what users do | events | Two other shops: Display |
# | notifications | events | The queue: late, not lost |
# | decoupling services | events | Take the calls out: Display |
# | **you need the answer now** | HTTP, gRPC | The kitchen closes again: 29 minutes |
# | **a simple form (CRUD)** | a table | A name changes: three tries for a field |
# | **strong consistency** | a transaction | Ten minutes without a kitchen: paid, not served |
# | **a query across services** | an API gateway | Two other shops: three answers, three times |

# %% [markdown] name="tradeoff" tags=["skip"]
# ## What it costs
#
# | | calls | events | seen in |
# |---|---|---|---|
# | speed, all is well | same, if parallel | same, and the wait grows the same | Who is faster? |
# | one worker is away | order fails | order waits | The kitchen closes again |
# | you know it is done | when the call returns | not when `publish` returns | Take the calls out |
# | must be up to accept | all four | counter, broker | The broker |
# | ten minutes closed | 3 or 4 refused, no wait over 20 | none refused, up to 29 | The kitchen closes again |
# | a field is renamed | the caller gets the error | each listener does; the publisher hears nothing | A name changes |
#
# "Strong consistency" is not "no events": banks use a transaction inside an account, and events between banks
# (lesson 08).

# %% [markdown] name="real" tags=["skip"]
# ## In a real coffee shop
#
# Gregor Hohpe watched one and wrote it down in 2004: the cashier marks a cup, puts it in a row, and takes the next
# customer. The row of cups is the queue. The barista works when they can. Your name on the cup tells whose it is.
#
# If something goes wrong they throw the drink away, make it again, or give the money back. Three answers that
# software has too: discard, retry, compensate. You meet them in lessons 03 and 05.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Ada's coffee and bagel. In lesson 00 the order was announced twice and paid once. Today the kitchen is closed when it is
# placed. Nobody is blocked: the drink is made, and the food comes when the kitchen is back.

# %% name="order-42-picture"
swimlanes(
    one_order("order-42", kitchen_closed=(0, 8)),
    title="order-42: the kitchen was away, the order waited",
    closed={"Kitchen": (0, 8)},
)

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - Events are not faster than parallel calls. They take away the need to be there at the same time.
# - The broker must be up instead: it counts, too.
# - Events move the wait. They add no capacity: look at what comes in and what gets done.
# - Services that do not know each other still know the event.
# - Somebody waits for the answer? Do not use events.

# %% [markdown] name="links" tags=["skip"]
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html) by
# Martin Fowler: what you built today is his *event notification*, and he names its price too ·
# [Starbucks Does Not Use Two-Phase Commit](https://www.enterpriseintegrationpatterns.com/ramblings/18_starbucks.html)
# by Gregor Hohpe.
#
# **Next:** `02_events_are_facts.ipynb`. An event that could not be changed, and was.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and closed kitchen 3 · faster 4 · outage 4 · availability 7 · uncouple 7 · broker, queue and
# renamed field 3 · when 5 · table and recap 2. Together 35.
#
# **Discuss:** Which call in your system could wait ten minutes, and who would have to agree? What does your shop do
# with an order that was paid and cannot be served?
#
# **Commonest wrong answers:** "events are faster" (parallel calls are as fast); leaving the broker out of the sum;
# catching the error around each call, which hides the lost order instead of keeping it.
#
# **Short of time?** Leave out drain, the renamed field, and pairs c and e of the twins.

# %% [markdown] name="further" tags=["further"]
# ## Further: try to break it (2 bonus points)
#
# Without an outage, can events ever be slower or faster than parallel calls? Give at most six arrival minutes, from
# 0 to 60, so that somebody has to queue. The check plays them in both shops. It passes if the last customer is
# served no earlier with events than with parallel calls.

# %% name="further-code" tags=["further"]
### BEGIN SOLUTION
arrivals = [0, 3, 4, 20, 21, 21]
### END SOLUTION
### STUB arrivals = []      # such as [0, 10, 20]

# %% name="further-check" tags=["further"]
# stuck? hint("01-capacity"); and afterwards: try to find a list that does *not* pass
check("01-capacity", arrivals)
