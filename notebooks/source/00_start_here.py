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

# %% [markdown] name="first-cell" tags=["skip"]
# Click on the grey cell below and press **Shift+Enter**: it runs, and the next cell is yours.

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("00")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% [markdown] name="till-task" tags=["slide"]
# ## Your first line
#
# A till hears of orders by message. Each message is an `event`: Ada ordered, for 450 cents. An event has `.order_id`,
# `.customer` and `.total_cents`; the till has `.total_cents`, a number, and `.paid`, an empty list.
#
# You write one line: add `event.total_cents` to `till.total_cents`.

# %% [markdown] name="till-how" tags=["skip"]
# Replace the last line below by yours. Run the cell, then the next one, which checks it.
#
# One line earns 2 of 4 points. The report tells you how to get the others.

# %% name="till" tags=["skip"]
def take_payment(till, event):
    ### BEGIN SOLUTION
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents
    ### END SOLUTION
    ### STUB return TODO      # your line instead of this one


# %% name="till-check" tags=["skip"]
check("00-till", take_payment)

# %% [markdown] name="accident" tags=["slide"]
# ## Ada ordered once
#
# Networks repeat messages and mix up their order. So the check played a thousand lunch hours against your line.
# Here is the first that goes wrong for the line most people write: add, and nothing else.

# %% name="accident-run"
from companion.scenarios.lunch import first_till, one_lunch

one_lunch(first_till, 1)

# %% [markdown] name="accident-words" tags=["subslide"]
# Hard to read. So the check tries smaller and smaller lunches, as long as the money stays wrong. The smallest has two
# deliveries: A, and A again. Ada ordered a coffee and a bagel for 450 cents, once, and paid 900.
#
# Nobody picked that example. Each lunch hour is drawn from a **seed**, here 1: the same number is the same lunch again.
# That is how this course tests your code.

# %% [markdown] name="hint-words" tags=["skip"]
# Now go back and earn the other two points. `till.paid`, an empty list, is there to help. Run your cell again, then
# the check: as often as you like, only the best attempt counts.
#
# Stuck? `hint` gives three hints, one at a time: a nudge, then the idea, then nearly the code. They cost nothing.

# %% name="hint-run" tags=["skip"]
hint("00-till")

# %% [markdown] name="coffee" tags=["slide"]
# ## The coffee shop
#
# **One call after the other** (synchronous): each waits for the one before.
#
# `You → (wait) → Cashier → (wait) → Barista → (wait) → Kitchen`
#
# **Event-driven** (asynchronous): the counter announces one fact, `OrderPlaced`. Cashier, Barista and Kitchen
# each react on their own, and Display shows it.

# %% name="coffee-run"
from companion.diagrams import swimlanes
from companion.scenarios import coffee_shop

calls = coffee_shop.sequential(arrivals=[0]).trace
events = coffee_shop.events(arrivals=[0]).trace
both = {"One call after the other": calls, "Events": events}
swimlanes(both, title="Same coffee, same workers: who waits for whom?")

# %% [markdown] name="coffee-words" tags=["subslide"]
# Ada came once into each shop. In the first she waits for the sum, 1 + 2 + 4 + 5 = 12 minutes. In the second she
# stands at the counter for one, and is served when the longest branch is done: 1 + 5 = 6.
#
# The minutes are teaching numbers, invented, and time here is *virtual*: nobody waited. Working at the same time is what
# made it faster; calls can do that too. What events add is lesson 01.

# %% [markdown] name="predict-words" tags=["skip"]
# ## Predict before you look
#
# A new machine makes the barista four times as fast: 4 minutes become 1. When is Ada served in the event-driven
# shop?
#
# Type a letter and run. A locked guess scores a point, right or wrong. The demo stays hidden until then.

# %% name="predict" tags=["slide"]
### BEGIN SOLUTION
predict("00-coffee", "c")
### END SOLUTION
### STUB predict("00-coffee", TODO)      # a, b, c or d, in quotes

# %% name="reveal"
def faster_barista():
    shops = {"One call after the other": coffee_shop.sequential, "Events": coffee_shop.events}
    both = {name: shop(arrivals=[0], barista=1).trace for name, shop in shops.items()}
    return swimlanes(both, title="The faster barista, in both shops")


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
# A colleague repaired the till: it remembers one order, the last. Orders A, B and C exist.
#
# Which is the *shortest* list of deliveries after which this till is wrong?

# %% name="colleague"
def remembers_last(till, event):
    if event == till.last:
        return
    till.last = event
    till.total_cents += event.total_cents


# %% name="defeat" tags=["skip"]
### BEGIN SOLUTION
deliveries = ["A", "B", "A"]
### END SOLUTION
### STUB deliveries = []      # such as ["A", "B"]

# %% name="defeat-check" tags=["skip"]
check("00-defeat", deliveries)

# %% name="defeat-play" tags=["subslide"]
one_lunch(remembers_last, deliveries)

# %% [markdown] name="kernel" tags=["slide"]
# ## What the kernel remembers
#
# A notebook is two things: a page of text, and a **kernel** that runs cells and keeps every name they define. The
# two can drift apart.
#
# What do a coffee and a bagel cost? And what if you ask again?

# %% name="kernel-run"
menu = {"coffee": 250, "bagel": 200}
lines = []


def first_receipt(order):
    for item in order:
        lines.append(menu[item])
    return sum(lines)


# %% name="kernel-again"
first_receipt(["coffee", "bagel"])      # run this cell twice

# %% [markdown] name="kernel-words"
# Asked again it says 900. The page has not changed, the answer has: `lines` lives in the kernel.

# %% [markdown] name="kernel-task" tags=["skip"]
# ## Bug hunt: `receipt`
#
# That function fails on your colleague's machine, and called twice it adds up.
#
# Make it depend on nothing but its arguments: `receipt(order, menu)` returns the total in cents and changes
# nothing. `order` is a list of names, `menu` a dict from name to price.

# %% name="receipt" tags=["skip"]
### BEGIN SOLUTION
def receipt(order, menu):
    return sum(menu[item] for item in order)
### END SOLUTION
### STUB def receipt(order):
### STUB     for item in order:
### STUB         lines.append(menu[item])
### STUB     return sum(lines)


# %% name="receipt-check" tags=["skip"]
check("00-kernel", receipt)

# %% [markdown] name="kernel-habit" tags=["skip"]
# `NameError: name … is not defined` nearly always means: the cell that defines it has not run. When in doubt,
# **Kernel → Restart Kernel and Run All Cells…** What survives that is real. Your answers stand in the page, your
# points in a file of their own: a restart loses neither.
#
# A till in production is a kernel too: restarted at any moment, with nothing left but what it wrote down. Lesson 06
# comes back to that.

# %% [markdown] name="tradeoff" tags=["slide"]
# ## When is this worth it, and when not?
#
# | | calls, one by one | events | seen in |
# |---|---|---|---|
# | Ada waits at the counter | 12 minutes | 1, served after 6 | The coffee shop |
# | a part gets faster | you gain all of it | only if it was the longest | Predict before you look |
# | a message comes twice | if you try again | any day: **you must remember** | Ada ordered once |
# | you need the answer now | you have it | **do not use events** | The coffee shop |
#
# Events buy independence. The price is in the third row.

# %% [markdown] name="real" tags=["slide"]
# ## Does that happen outside of a classroom?
#
# Yes, and it is documented. Payment providers such as Stripe tell you that one event may arrive more than once, and
# not in order. Amazon SQS, in its standard queues, and Kafka, by default, deliver *at least once*. Receiving twice
# is normal. Charging twice is a bug, and now you know whose. Here is your till again:

# %% name="real-till"
from companion.scenarios.lunch import lunch_hours

lunch_hours(take_payment)

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# One order accompanies this course. Each lesson ends by drawing it again, with what the lesson added. Today it is one
# fact, announced twice to your till.

# %% name="order-42-run" tags=["skip"]
from companion.bus import Bus
from companion.events import VirtualClock
from companion.lab import Disk
from companion.scenarios.orders import OrderPlaced

bus, till = Bus(VirtualClock()), Disk(total_cents=0, paid=[])


@bus.service("Till").on(OrderPlaced)
def pay(event):
    take_payment(till, event)


for _ in range(2):
    order = OrderPlaced(order_id="order-42", total_cents=450)
    bus.service("Counter").publish(order, correlation_id="order-42")

# %% name="order-42-picture"
flow(bus.trace, title=f"order-42, announced twice: your till holds {till.total_cents} cents")

# %% [markdown] name="map" tags=["skip"]
# ## Your map
#
# Each node is a lesson; it fills as you score, and an arrow says what builds on what. By its end the course has three
# promises to keep: you understand event-driven design patterns, know event sourcing and CQRS, and master the saga pattern
# for distributed transactions.
#
# A weekend is enough for 00 to 08 and 11; all sixteen take about twelve hours. Two files stand beside them: in
# `glossary.ipynb` each term leads to the cell that introduces it, and `cheat_sheet.ipynb` is the course on a page.
#
# Know a lesson already? Solve its hardest exercise first. If it is green, skip the rest.

# %% name="map-run" tags=["skip"]
progress()

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - An event is a fact, published once; services react to it, each on its own.
# - Networks repeat and reorder. Small counterexamples tell you what to remember.
# - Checks, predictions and hints cost nothing.
# - The kernel remembers what the page has forgotten.
#
# If something looks broken, ask the doctor.

# %% name="doctor" tags=["skip"]
doctor()

# %% [markdown] name="links" tags=["skip"]
# **Next:** `01_why_events.ipynb`, in the list of files on the left. Three coffee shops, one broken kitchen, and what
# events really buy. The lessons are your own copies, in the folder `my-course`; for a fresh one, keeping yours:
# `python3 -m companion lab --reset 00`. In the browser edition the front page has all lessons; for a fresh one,
# download yours and delete it in the list of files.
#
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html) by
# Martin Fowler: four patterns that share one name. This course meets each of them.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** till 6 · coffee and prediction 5 · defeat 3 · kernel 4 · recap and map 2.
#
# **Discuss:** Where in your own systems could a message arrive twice, and who would notice? Which of your notebooks
# or scripts only runs because of something you once typed?
#
# **Commonest wrong answers:** skipping an order with the same *price* (two customers, one charge); remembering only
# the last order; printing the receipt and returning nothing.
#
# **Short of time?** Leave out the further cells.

# %% [markdown] name="restart-words" tags=["further"]
# ## Further: the line that was deleted
#
# Suppose you delete the line that defines `menu`, and go on working. What does `first_receipt` do? Not scored.

# %% name="restart-predict" tags=["further"]
### BEGIN SOLUTION
predict("00-restart", "c")
### END SOLUTION
### STUB predict("00-restart", TODO)      # a, b or c, in quotes

# %% name="restart-reveal" tags=["further"]
from companion.scenarios.kernels import two_kernels

reveal("00-restart", lambda: two_kernels(first_receipt, ["coffee"], page={"lines": []}))      # no `menu` any more

# %% name="restart-explain" tags=["further"]
### BEGIN SOLUTION
explain("00-restart", "b")
### END SOLUTION
### STUB explain("00-restart", TODO)      # why? a letter, in quotes

# %% [markdown] name="further" tags=["further"]
# ## Further: more kinds of trouble
#
# `lunch_hours` can also crash the till in the middle, or lose messages. Try `take_payment` in place of `first_till`.
# Which of the two can no till survive?

# %% name="further-crash" tags=["further"]
lunch_hours(first_till, faults=("crash",))

# %% name="further-drop" tags=["further"]
lunch_hours(first_till, faults=("drop",))
