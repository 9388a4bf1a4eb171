# %% [markdown] name="title" tags=["slide"]
# # Start here
#
# You write one line of code. A thousand lunch hours later you know how it charges a customer twice.
#
# Afterwards you can
# - say what event-driven means, with a coffee shop for an example,
# - use this course: checks, hints, predictions, the map,
# - tell what your kernel remembers from what your page says.
#
# 20 minutes · 10 points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
except ModuleNotFoundError:
    raise SystemExit("Wrong kernel: open this notebook in the JupyterLab that `python3 -m companion lab` starts.") from None
lesson("00")

# %% [markdown] name="accident" tags=["slide"]
# ## Ada ordered once
#
# A till receives orders as messages. Networks repeat messages and mix up their order. The next cell plays a
# thousand lunch hours against somebody's first till, and shows the smallest one that goes wrong.

# %% name="accident-run"
from companion.scenarios.lunch import first_till, lunch_hours

lunch_hours(first_till)

# %% [markdown] name="accident-words" tags=["subslide"]
# Two deliveries of one order, and Ada has paid \$9.00 for a \$4.50 coffee.
#
# Nobody picked that example. Each lunch hour was drawn from a **seed**, a number from which the same lunch can
# be replayed. The first that broke was shortened until nothing more could be left out. That is how this course
# tests your code too.

# %% [markdown] name="till-task" tags=["slide"]
# ## Your turn: `take_payment`
#
# Write one line: add `event.total_cents` to `till.total_cents`. Run the cell, then run the check.
#
# Your first line earns 2 of 4 points. Read what the check says, then earn the other two. `till.paid`, an empty
# list, is there to help.

# %% name="till"
def take_payment(till, event):
    ### BEGIN SOLUTION
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents
    ### END SOLUTION
    ### STUB return TODO      # replace this line


# %% name="till-check"
check("00-till", take_payment)

# %% [markdown] name="hint-words" tags=["skip"]
# A check says what holds, what does not, and shows the smallest evidence. Run it as often as you like.
#
# Stuck? `hint` gives three hints, one at a time: a nudge, then the idea, then nearly the code. They cost nothing.

# %% name="hint-run" tags=["skip"]
hint("00-till")

# %% [markdown] name="coffee" tags=["slide"]
# ## The coffee shop
#
# **One call after the other** (synchronous): each waits for the one before.
#
# `You → (wait) → Barista → (wait) → Cashier → (wait) → Kitchen`
#
# **Event-driven** (asynchronous): the counter announces one fact, `OrderPlaced`. Barista, Kitchen, Cashier and
# Display each react on their own.

# %% name="coffee-run"
from companion.diagrams import swimlanes
from companion.scenarios import coffee_shop

calls = coffee_shop.sequential(arrivals=[0]).trace
events = coffee_shop.events(arrivals=[0]).trace
swimlanes({"One call after the other": calls, "Events": events}, title="Same coffee, same workers: who waits for whom?")

# %% [markdown] name="coffee-words" tags=["subslide"]
# Ada came once into each shop. In the first she waits for the sum, 1 + 2 + 4 + 5 = 12 minutes. In the second she
# stands at the counter for one, and is served when the longest branch is done: 1 + 5 = 6.
#
# The minutes are teaching numbers, and time here is *virtual*: nobody waited. Working at the same time is what made
# it faster. What events add, beyond that, is lesson 01.

# %% [markdown] name="predict-words" tags=["slide"]
# ## Predict before you look
#
# A new machine makes the barista four times as fast: 4 minutes become 1. When is Ada served in the event-driven
# shop?
#
# Type a letter and run. A locked guess scores a point, right or wrong. The demo stays hidden until then.

# %% name="predict"
### BEGIN SOLUTION
predict("00-coffee", "c")
### END SOLUTION
### STUB predict("00-coffee", TODO)      # a, b, c or d, in quotes

# %% name="reveal"
def faster_barista():
    shop = coffee_shop.events(arrivals=[0], barista=1)
    return swimlanes(shop.trace, title="A faster barista: the kitchen still decides")


reveal("00-coffee", faster_barista)

# %% name="explain"
### BEGIN SOLUTION
explain("00-coffee", "b")
### END SOLUTION
### STUB explain("00-coffee", TODO)      # why? pick a letter after the demo

# %% [markdown] name="words" tags=["slide"]
# ## Three words you now own
#
# An **event** is a fact: something that happened, in the past tense. `OrderPlaced`.
#
# To **publish** it is to announce it once, to whoever listens. To **react** is to do your own work because of it.
#
# In an *event-driven architecture* services react to events instead of calling each other: they do not wait for
# each other, and need not know each other.

# %% name="words-picture"
from companion.diagrams import flow

flow(events, title="One fact, four reactions", subtitle="Drawn from what ran: Ada's order in the event-driven shop")

# %% [markdown] name="defeat-task" tags=["slide"]
# ## Break it: `remembers_last`
#
# A colleague repaired the till with one remembered order:
# ```python
# def remembers_last(till, event):
#     if event == till.last:
#         return
#     till.last = event
#     till.total_cents += event.total_cents
# ```
# Orders A, B and C exist. Give the *shortest* list of deliveries after which this till is wrong.

# %% name="defeat"
### BEGIN SOLUTION
deliveries = ["A", "B", "A"]
### END SOLUTION
### STUB deliveries = []      # such as ["A", "B"]

# %% name="defeat-check"
check("00-defeat", deliveries)

# %% [markdown] name="kernel" tags=["slide"]
# ## What the kernel remembers
#
# A notebook is two things: a page of text, and a **kernel** that runs cells and keeps every name they define. The
# two can drift apart. Run the next cell twice and look at the number.

# %% name="kernel-run"
menu = {"latte": 450, "bagel": 500}
lines = []


def receipt(order):
    for item in order:
        price = menu[item]
        lines.append(price)
    return sum(lines)


receipt(["latte", "bagel"])

# %% [markdown] name="restart" tags=["slide"]
# Now suppose you delete the cell that defined `menu`, and go on working. What does `receipt` do?

# %% name="restart-predict" tags=["skip"]
### BEGIN SOLUTION
predict("00-restart", "c")
### END SOLUTION
### STUB predict("00-restart", TODO)      # a, b or c

# %% name="restart-reveal" tags=["skip"]
def delete_and_restart():
    here = {"receipt": receipt}
    print("kernel still running:", here["receipt"](["latte"]) > 0)
    fresh = type(receipt)(receipt.__code__, {})      # the same function, in a kernel that ran nothing else
    try:
        fresh(["latte"])
    except NameError as error:
        print("after a restart:", error)


reveal("00-restart", delete_and_restart)

# %% name="restart-explain" tags=["skip"]
### BEGIN SOLUTION
explain("00-restart", "b")
### END SOLUTION
### STUB explain("00-restart", TODO)

# %% [markdown] name="kernel-task" tags=["slide"]
# ## Bug hunt: `receipt`
#
# `receipt` above is right once, here, today. On your colleague's machine it fails, and called twice it adds up.
#
# Make it depend on nothing but its arguments: `receipt(order, menu)` returns the total in cents and changes
# nothing.

# %% name="receipt"
### BEGIN SOLUTION
def receipt(order, menu):
    return sum(menu[item] for item in order)
### END SOLUTION
### STUB def receipt(order):
### STUB     for item in order:
### STUB         price = menu[item]
### STUB         lines.append(price)
### STUB     return sum(lines)


# %% name="receipt-check"
check("00-kernel", receipt)

# %% [markdown] name="kernel-habit" tags=["skip"]
# When in doubt: **Kernel → Restart Kernel and Run All Cells**. What survives that is real. Your answers live in the
# page and your points in a file of their own, so a restart loses neither.
#
# A till in production is a kernel too: restarted at any moment, with nothing left but what it wrote down. Keep that
# thought for lesson 06.

# %% [markdown] name="tradeoff" tags=["slide"]
# ## When is this worth it, and when not?
#
# | | calls, one by one | events | seen in |
# |---|---|---|---|
# | one customer waits | 12 minutes | 1 minute, served after 6 | coffee-run |
# | a part gets faster | you gain all of it | only if it was the longest | reveal |
# | a message comes twice | cannot happen: you called once | **you must remember** | accident-run |
# | you need the answer now | you have it | **do not use events** | lesson 01 |
#
# Events buy independence, and the bill is in the third row.

# %% [markdown] name="real" tags=["slide"]
# ## Does that happen outside of a classroom?
#
# Yes, and by design. Payment providers such as Stripe tell the receivers of their webhooks that the same event may
# arrive more than once, and not in order. Kafka and Amazon SQS deliver *at least once* unless you ask and pay for
# more. Receiving twice is normal. Charging twice is a bug, and now you know whose.

# %% name="real-till" tags=["skip"]
def remembers_orders(till, event):
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


lunch_hours(remembers_orders)

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# One order accompanies this course. Each lesson ends by drawing it again with what the lesson added. Today it is a
# single fact that four hear, delivered twice to a till that remembers.

# %% name="order-42-picture"
from companion.bus import Bus
from companion.events import VirtualClock
from companion.scenarios.orders import OrderPlaced

bus, paid = Bus(VirtualClock()), []


@bus.service("Till").on(OrderPlaced)
def pay_once(event):
    if event.order_id not in paid:
        paid.append(event.order_id)


for _ in range(2):
    bus.service("Counter").publish(OrderPlaced(order_id="order-42", total_cents=450), correlation_id="order-42")
print("paid:", paid)
flow(bus.trace, title="order-42: announced twice, paid once")

# %% [markdown] name="map" tags=["skip"]
# ## Your map
#
# Sixteen lessons, each a node. A node fills as you score; an arrow says what builds on what. You may skip ahead:
# solve a lesson's hardest exercise first, and if it is green, you know the rest.

# %% name="map-run" tags=["skip"]
progress()

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - An event is a fact, published once; services react to it, each on its own.
# - Networks repeat and reorder. Small counterexamples tell you what to remember.
# - A check never costs you anything, a prediction needs no courage, a hint is for taking.
# - The kernel remembers what the page has forgotten.
#
# If something looks broken, ask the doctor.

# %% name="doctor" tags=["skip"]
doctor()

# %% [markdown] name="links" tags=["skip"]
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html) by
# Martin Fowler: four patterns that share one name. You will meet each of them here.
#
# **Next:** `01_why_events.ipynb`. Three coffee shops, one broken kitchen, and what events really buy.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** accident and till 6 · coffee and prediction 5 · defeat 3 · kernel 4 · recap and map 2.
#
# **Discuss:** Where in your own systems could a message arrive twice, and who would notice? Which of your notebooks
# or scripts only runs because of something you once typed?
#
# **Commonest wrong answers:** skipping an order with the same *price* (two customers, one charge); remembering only
# the last order; printing the receipt and returning nothing.
#
# **Short of time?** Leave out the restart prediction and the further cells.

# %% [markdown] name="further" tags=["further"]
# ## Further: more kinds of trouble
#
# `lunch_hours` can also lose messages and crash the till in the middle. Which fault can no till survive?

# %% name="further-run" tags=["further"]
lunch_hours(remembers_orders, faults=("drop",))
