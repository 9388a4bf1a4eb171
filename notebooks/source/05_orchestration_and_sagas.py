# %% [markdown] name="title" tags=["slide"]
# # Orchestration and sagas
#
# Ada's coffee machine is on the truck. Now the mail server fails, for one second. You will see what a harmless-looking
# rule makes of that, and write a better one.
#
# Afterwards you can
# - write an orchestrator that undoes newest first, and only what was done,
# - put steps in order, mark the point of no return, and name the promise that another order breaks,
# - write an undo that leaves other people's changes alone, and say why it is no rollback.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("05")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 03 and 04, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("05-recall-letter", "b")
recall("05-recall-critical", "a")
### END SOLUTION
### STUB recall("05-recall-letter", TODO)
### STUB recall("05-recall-critical", TODO)

# %% [markdown] name="boss-words" tags=["slide"]
# ## Somebody in charge
#
# The shop of lesson 04 hires a coordinator, the **orchestrator**. It tells one service after the other what to do,
# and keeps a log:
#
# 1. Inventory, reserve the machine.
# 2. If that went well: Payment, charge the card.
# 3. If that went well: Shipping, send the parcel.
# 4. If that went well: Email, send the confirmation.
# 5. If any step fails: undo the steps before, newest first. Such an undo is a *compensation*.
#
# Line 5 looks harmless.

# %% name="boss-shop" tags=["skip"]
from companion.diagrams import saga_flow
from companion.events import Trace, VirtualClock
from companion.scenarios import shop_saga as shop
from companion.sourcing import MemoryStore


def stocked(pieces=5):      # a store keeps lists of events, by name; lesson 08 opens it
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    shop.deliver_stock(store, pieces)
    return store


def books(store, order="order-77"):
    paid, shelf = shop.paid_cents(store, order) / 100, shop.on_the_shelf(store)
    parcel = "left" if shop.shipped(store, order) else "none"
    return f"paid ${paid:.2f}, shelf {shelf}, parcel {parcel}"


def by_the_rule(mail_server=shop.hiccup(0), **what):
    store = stocked()
    shop.roll_back_all(store, mail_server).run(store, "order-77", shop.order(**what))
    return store


# %% name="boss-run"
good, atlantis = by_the_rule(), by_the_rule(country="Atlantis")
runs = {"all well": good.trace, "the carrier refuses": atlantis.trace}
title = "The carrier refuses: refund, then release"
saga_flow(runs, title=title, subtitle=f"Atlantis: {books(atlantis)}")

# %% name="mail-predict" tags=["slide"]
### BEGIN SOLUTION
predict("05-mail", "c")
### END SOLUTION
### STUB predict("05-mail", TODO)      # a, b, c or d, in quotes

# %% name="mail-reveal"
def third_evening():
    store = by_the_rule(shop.hiccup(1))      # the mail server fails once, then works
    return saga_flow({"the mail fails": store.trace}, title=f"One failed mail: {books(store)}")


reveal("05-mail", third_evening)

# %% name="mail-explain" tags=["skip"]
### BEGIN SOLUTION
explain("05-mail", "c")
### END SOLUTION
### STUB explain("05-mail", TODO)

# %% [markdown] name="words" tags=["slide"]
# ## The word for it: saga
#
# Nothing is paid, and of 5 machines 4 are on the shelf: one is in the parcel. That was a **saga**: a business
# transaction over several services.
#
# A **step** is two commands: its *action* ("reserve!"), and the **compensation** ("release!") that undoes it in
# business terms. `StockReleased` is the fact afterwards.
#
# Two ways not to succeed:
# - **refused**: the service says no, and did *nothing*: no such country.
# - **failed**: an error or no answer, and *nobody knows* whether it happened: the mail.

# %% [markdown] name="saga-task" tags=["slide"]
# ## Your turn: `run_saga`
#
# `steps` is a list of `(name, action, compensation)`; a compensation may be `None`. Call `action(order)` one after
# the other. If one raises `Refused`, or a subclass of it, it did nothing: call `compensation(order)` of the steps
# *done before it*, newest first, and stop.
#
# Return `"COMPLETED"`, or `"COMPENSATED at ship: no"`, with the step's name and the refusal's text. Catch no other
# error: your caller must get it. Do not change `steps`: the next order uses the same list.

# %% name="saga"
from companion.sourcing import Refused


def run_saga(steps, order):
    ### BEGIN SOLUTION
    done = []
    for name, action, compensation in steps:
        try:
            action(order)
        except Refused as no:
            for undo in reversed(done):
                if undo:
                    undo(order)
            return f"COMPENSATED at {name}: {no}"
        done.append(compensation)
    return "COMPLETED"
    ### END SOLUTION
    ### STUB return TODO


# %% name="saga-check"
check("05-saga", run_saga)      # stuck? hint("05-saga")

# %% name="saga-run" tags=["skip"]
# Your function with the shop's four services. While it is TODO, one of ours stands in.
from companion.scenarios import small_saga

for what in ({}, {"limit_cents": 0}, {"country": "Atlantis"}):
    store, order = stocked(), shop.order(**what)
    outcome = run_saga(small_saga.plain_steps(store), order)
    if outcome is TODO:
        outcome = "(ours) " + small_saga.run_saga(small_saga.plain_steps(store), order)
    print(f"{outcome} · {books(store)}")

# %% [markdown] name="pivot-words" tags=["slide"]
# ## The point of no return
#
# A parcel on the truck cannot be undone. So a saga has three kinds of steps:
#
# - **compensatable**: it can be undone, as reserve and charge,
# - **pivot**: once it has succeeded, there is no way back, as ship,
# - **retriable**, behind the pivot: never refused, at most late, as mail.
#
# Until the pivot has succeeded a saga may turn back. Behind it there is only forward. `Step(..., pivot=True)` says so,
# and `attempts=24` how often a step is tried; after that the saga is STUCK: it stops, and a person must look.

# %% name="pivot-run"
for failures in (1, 3, 1_000):
    store = stocked()
    run = shop.place_order(store, mail_server=shop.hiccup(failures))
    hours = store.clock.elapsed_s / 3600
    print(f"the mail fails {failures} x: {run.outcome} after {hours:g} h · {books(store)}")

# %% [markdown] name="two-orders" tags=["slide"]
# ## Which step first?
#
# You will meet both sequences: *charge, reserve, ship, mail* and *reserve, charge, ship, mail*. One evening has 20
# customers, 12 machines and 4 bad cards; run it with each. Both sell 12. Look at what the others go through.
#
# "If the payment fails, release the inventory" fits only one of them: in the other, nothing is reserved yet. With
# reserve first, two of the bad cards come when the shelf is empty.

# %% name="two-orders-run"
from companion.scenarios.shop_evenings import busy_evening

for steps in (["reserve", "charge", "ship", "mail"], ["charge", "reserve", "ship", "mail"]):
    evening = busy_evening(steps)
    print(f"{steps[0]} first: {evening.sold} sold, {evening.released} machines released,",
          f"{evening.refunded} customers charged and refunded")

# %% [markdown] name="plan-task" tags=["slide"]
# ## Your turn: the plan of a trip
#
# Five steps: `hold seat`, `hold room`, `take money` (these three can be undone; a charge and its refund are both seen on
# a bank statement), `issue ticket` (**no undo**), `send itinerary` (no undo, never refused; its mail server may be down
# all day). The first four may be refused. Put them in order and name the pivot, so that
#
# - whoever refuses, nothing is left: no seat, room, money, ticket or itinerary,
# - nobody who is told "sold out" was charged, even for a moment,
# - a mail server that is down changes nothing about seat, room, money and ticket.

# %% name="plan"
### BEGIN SOLUTION
plan = ["hold seat", "hold room", "take money", "issue ticket", "send itinerary"]
pivot = "issue ticket"
### END SOLUTION
### STUB plan = TODO       # a list of the five, in quotes
### STUB pivot = TODO      # one of the five, or None

# %% name="plan-check"
check("05-plan", (plan, pivot))      # stuck? hint("05-plan")

# %% name="plan-run" tags=["skip"]
# Your plan, when the airline refuses. While it is TODO: a plan of ours that loses money.
from companion.scenarios.trip import travel

ours = ["take money", "hold seat", "issue ticket"], "take money"
trip = travel(*(ours if plan is TODO else (plan, pivot)), refuses="issue ticket")
saga_flow(trip.trace, title=f"The airline refuses. Left: {', '.join(trip.kept) or 'nothing'}")

# %% [markdown] name="plan-words" tags=["slide"]
# ## How many plans are right?
#
# Of the 720 ways to order five steps and choose a pivot, or none, **2** keep all three promises.
#
# And some sagas have no such plan. Suppose a held room could not be given back either: two steps without undo, and both may
# be refused. The first is left when the second refuses. Then you need another promise, or another hotel.

# %% [markdown] name="undo-words" tags=["slide"]
# ## An undo is no rollback
#
# A database that rolls back restores a *picture*: what the rows were before. Nobody else has seen or changed them.
#
# A saga has no such picture. Between the step and its undo, minutes pass, and other people order.

# %% name="undo-run"
shelf = 5
before = shelf      # the picture
shelf -= 2          # Ada reserves 2
shelf -= 1          # Grace reserves 1, and keeps it
shelf = before      # Ada's saga turns back
print(f"shelf {shelf}: Grace's machine is for sale again")

# %% [markdown] name="undo-task" tags=["slide"]
# ## Bug hunt: `Desk`
#
# The undos of this desk are wrong: `release` restores a picture, `refund` pays back what a machine costs *now*.
# Repair the class: an undo takes back exactly what *this* order did, whatever others did meanwhile and whatever the price is now.
#
# `order` is a text such as `"order-77"`. `shelf`, `till` and `price` (dollars) keep their names; `price` is set from
# outside.

# %% name="undo"
### BEGIN SOLUTION
class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.held[order] = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.held.pop(order, 0)

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid.pop(order, 0)
### END SOLUTION
### STUB class Desk:
### STUB     def __init__(self):
### STUB         self.shelf, self.till, self.price = 5, 0, 249
### STUB         self.before = {}
### STUB
### STUB     def reserve(self, order, pieces):
### STUB         self.before[order] = self.shelf
### STUB         self.shelf -= pieces
### STUB
### STUB     def release(self, order, pieces):
### STUB         self.shelf = self.before[order]
### STUB
### STUB     def charge(self, order, pieces):
### STUB         self.till += pieces * self.price
### STUB
### STUB     def refund(self, order, pieces):
### STUB         self.till -= pieces * self.price


# %% name="undo-check"
check("05-undo", Desk)      # stuck? hint("05-undo")

# %% [markdown] name="alone-words" tags=["slide"]
# ## Everybody sees the half-done work
#
# A database's transaction is ACID: atomic, consistent, isolated, durable. *Isolated*: others see all of it or
# nothing. A saga ends as a whole, and what its steps did is kept. But it has no isolation: **ACD, without the I.**
#
# One machine is left. The bank takes its time over Ada's card, and it will be declined. Meanwhile Grace orders. Her
# card is good.

# %% name="alone-run"
from companion.scenarios.shop_evenings import grace_meanwhile

for steps in (["reserve", "charge", "ship", "mail"], ["charge", "reserve", "ship", "mail"]):
    ada, grace, shelf = grace_meanwhile(steps)
    print(f"{steps[0]} first: Ada: {ada}. Grace: {grace}. Machines left: {shelf}")

# %% [markdown] name="alone-after" tags=["skip"]
# Reserve first: Grace was told "sold out", and the machine was sold to nobody. Charge first: Grace has it; but on the
# busy evening above, that order charged and refunded four people. No order of the steps is innocent: you choose
# whom you disappoint.

# %% [markdown] name="both-words" tags=["slide"]
# ## The same four steps, both styles
#
# In the **choreography** of lesson 04 each step is a service on the bus: it hears that the step before succeeded, and
# hears when a later one failed. In the **orchestration** the orchestrator asks one after the other.
#
# Now gift wrap is wanted, between charge and ship. It can be refused, and undone.

# %% name="wrap-predict" tags=["slide"]
### BEGIN SOLUTION
predict("05-wrap", "c")
### END SOLUTION
### STUB predict("05-wrap", TODO)      # a, b, c or d

# %% name="wrap-reveal"
from companion.sagas.choreography import rewired
from companion.scenarios.both_styles import reactions, saga_of


def put_between():
    four = ["reserve", "charge", "ship", "mail"]
    for place in range(5):
        five = [*four[:place], "wrap", *four[place:]]
        others = rewired(reactions(*four), reactions(*five))
        print(*five, "→ rewired:", *others or ["nobody"])
    for steps in (four, [*four[:2], "wrap", *four[2:]]):
        print("the orchestrator's list:", saga_of(*steps).definition)


reveal("05-wrap", put_between)

# %% name="wrap-explain" tags=["skip"]
### BEGIN SOLUTION
explain("05-wrap", "c")
### END SOLUTION
### STUB explain("05-wrap", TODO)

# %% [markdown] name="down-words" tags=["slide"]
# ## One service is down
#
# All or nothing: paid and shipped, or neither, and the shelf agrees. Each evening another service does not answer:
# its step *failed*. Nobody knows whether it happened, so the orchestrator undoes it, too: a parcel whose answer is
# missing can be called off.
#
# Both use the same services and this course's bus. Over a durable broker a choreography would ship late;
# nobody would tell Ada.

# %% name="down-run" tags=["slide"]
from companion.scenarios.both_styles import all_or_nothing, choreographed, orchestrated

kept = {}
for service, step in [("Payment", "charge"), ("Shipping", "ship"), ("Email", "mail")]:
    print(service, "down")
    for style in (choreographed, orchestrated):
        store = stocked(5)
        print(f"  {style.__name__}: {style(store, step)} · {books(store)}")
        kept[f"{service} down", style.__name__] = all_or_nothing(store, 5)

# %% name="down-picture"
from companion.diagrams import grid

evenings, styles = ["Payment down", "Shipping down", "Email down"], ["choreographed", "orchestrated"]
broken = list(kept.values()).count(False)
grid(evenings, styles, kept, title=f"All or nothing: {broken} of 6 evenings break it")

# %% [markdown] name="spof-words" tags=["slide"]
# ## And when the orchestrator dies?
#
# "A single point of failure", it is said. Kill it at every **crash point**, a moment at which the process can be killed,
# and start it again. Lesson 07 opens the tool.
#
# The shop's orchestrator keeps a log of how far it is, and its services know a request again. Then the same with
# neither. Which of the two does what, is lesson 09.

# %% name="spof-run"
from companion.scenarios.surviving import survives

print("log, and services that know a request again:", survives().title)
print("neither of the two:", survives("forgets", keys=False).title)

# %% [markdown] name="netflix-words" tags=["slide"]
# ## A video, as Step Functions would run it
#
# Step Functions is AWS's orchestrator. Upload to S3 (an object store: files by name), then make three copies: 4K,
# 1080p, 720p. The last one refuses. "Netflix" is a label; really, copies are made side by side.
#
# The two deletions are compensations. "Mark as failed" is a step *forward*: a new fact. And the upload stays: it is
# the user's file.

# %% name="netflix-run"
from companion.scenarios import video

store = MemoryStore(clock=VirtualClock(), trace=Trace())
video.process(store, unreadable_at=["720p"])
saga_flow(store.trace, title="720p is refused: two copies deleted, the upload kept")

# %% [markdown] name="tradeoff" tags=["slide"]
# ## When is an orchestrator worth it?
#
# | said of orchestration | you saw | but |
# |---|---|---|
# | + clear workflow | Atlantis, step by step | listeners are not in it |
# | + easy to debug | "at ship: … Atlantis" | only if reasons are kept |
# | + errors in one place | Shipping down: refunded | a rule per step: the mail |
# | − single point of failure | 27 crash points, none breaks it | if all forget: yes |
# | − can become complex | 5 steps, 720 plans: 2 right | choreography has them too |
# | − coupling | gift wrap: nobody rewired | if it also sets prices: yes |
# | choreography: + easy to add | at the end: nobody rewired | in the middle: one or two |
#
# **Not** where one database holds both rows: a transaction isolates. Steps that only inform may listen.

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# Netflix wrote Conductor, an orchestrator. Its documentation says why: publish and subscribe was enough for the
# simplest flows. Others were spread over many programs, tightly coupled, and nobody could say how far a process was.
# You saw both: gift wrap, and Shipping down.
#
# The word is older: Garcia-Molina and Salem, "Sagas", 1987, about long transactions in *one* database. Pivot is Chris
# Richardson's word.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Your coffee and bagel, $4.50, with somebody in charge: reserve, charge, ship (the pivot), mail. The mail server
# hiccups, as in lesson 03. The mail comes an hour late, and nobody is refunded.

# %% name="order-42-run"
store = stocked()
shop.place_order(store, "order-42", price_cents=450, mail_server=shop.hiccup(1))
late = f"{store.clock.elapsed_s / 3600:g} hour late"
saga_flow(store.trace, title=f"order-42: {books(store, 'order-42')}, the mail {late}")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - An orchestrator undoes newest first: what was done, and what failed and *may* have been done. Never what was refused.
# - The pivot is the last step that may be refused. Behind it there is only forward.
# - An undo takes back what one order did. It restores nothing, and others saw what was between.
#
# What if an undo is asked twice, or for an order that never came? And what if the undo itself fails? Lesson 09 (Sagas
# that survive).
#
# **Read on:** [Saga](https://microservices.io/patterns/data/saga.html) ·
# [AWS Step Functions](https://aws.amazon.com/step-functions/). **Next:** `06_at_least_once.ipynb`.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall 1 · demo and prediction 5 · `run_saga` 7 · pivot, two orders, plan 8 · undo 5 · isolation 1 · both
# styles 4 · orchestrator killed, video 2 · table to recap 2. Together 35.
#
# **Discuss:** Which of your processes has a step that cannot be undone, and what stands behind it? Who in your company
# could answer "how far is order-42"?
#
# **Commonest wrong answers:** the compensation is remembered before its action succeeded; no pivot, or the last step
# as the pivot; a refund of today's price.
#
# **Short of time?** Give `Desk` as homework, and leave out the video.

# %% [markdown] name="count-words" tags=["further"]
# ## Further: all 20 ways to take turns
#
# Two sagas of three steps, Ada's and Grace's, and one machine. In how many of the 20 ways is somebody disappointed?

# %% name="alone-count" tags=["further"]
from companion.scenarios import last_machine as last

for steps in (last.RESERVE_FIRST, last.CHARGE_FIRST):
    declined = [last.last_machine(moves, steps=steps) for moves in last.mixes()]
    good = last.CUSTOMERS
    paying = [last.last_machine(moves, steps=steps, good_cards=good) for moves in last.mixes()]
    unsold = sum(evening.shelf for evening in declined)
    refunded = sum("refunded" in " ".join(evening.story) for evening in paying)
    print(f"{steps[0]} first, one bad card: the machine is sold to nobody in {unsold} of 20")
    print(f"{steps[0]} first, two good cards: somebody is refunded in {refunded} of 20")

# %% [markdown] name="last-task" tags=["further"]
# ## Further: break it (3 bonus points)
#
# One machine. Ada's card will be declined, Grace's is good; each saga is reserve, charge, ship. `moves` says whose
# saga takes its next step. When the list is over, Ada's saga runs to its end, then Grace's.
#
# Give the *shortest* list after which nobody has the machine and Grace was told "sold out".

# %% name="last" tags=["further"]
from companion.scenarios.last_machine import last_machine

print(*last_machine(["Ada", "Ada"]).story, sep="\n")

### BEGIN SOLUTION
moves = ["Ada", "Grace"]
### END SOLUTION
### STUB moves = TODO      # such as ["Ada", "Ada"]

# %% name="last-check" tags=["further"]
check("05-last", moves)      # stuck? hint("05-last")

# %% [markdown] name="page-words" tags=["further"]
# ## Further: the course's own orchestrator
#
# It writes each step into a log, a list of events in the store. Below: the log of Atlantis, its loop, and one
# compensation. PENDING, WAITING and SagaResumed come in lesson 09.

# %% name="saga-page" tags=["further"]
from companion.sagas.saga import Orchestrator

print(*(event.type for event in atlantis.read("saga:shop:order-77")), sep=", ")
page(Orchestrator.go)
page(Orchestrator._compensate)

# %% [markdown] name="knot-words" tags=["further"]
# ## Further: who depends on whom?
#
# Draw an arrow from Ship to Charge where Ship listens to Charge. Where arrows lead round in a circle, no service can
# be changed, or understood, alone: a **knot**. Watch it as the saga grows.

# %% name="knot-run" tags=["further"]
import networkx as nx

from companion.sagas.choreography import dependencies, largest_knot
from companion.scenarios.both_styles import reactions

shop_graph = dependencies(reactions("reserve", "charge", "ship", "mail"))
print("the shop:", len(shop_graph.edges), "arrows, a knot of", *largest_knot(shop_graph))
for n in (3, 4, 6, 8):
    steps = [f"step {i}" for i in range(1, n + 1)]
    heard = dependencies(reactions(*steps))
    asked = nx.DiGraph(("Orchestrator", step) for step in steps)
    print(f"{n} steps: {len(heard.edges)} arrows, knot of {len(largest_knot(heard))} ·",
          f"orchestrated {len(asked.edges)}, knot of {len(largest_knot(asked))}")

# %% [markdown] name="drawn-words" tags=["further"]
# ## Further: the knot, drawn
#
# Three evenings, choreographed: all well, a card declined, a parcel to Atlantis. What succeeds leads down; what fails
# leads back up, dashed. Cover the dashed lines, and the knot is gone.

# %% name="drawn-run" tags=["further"]
from companion.diagrams import service_map
from companion.scenarios.both_styles import three_evenings

service_map(three_evenings(), title="The dashed lines tie the knot")

# %% [markdown] name="states-words" tags=["further"]
# ## Further: the video for AWS Step Functions
#
# The same saga as a file that Step Functions reads. Two arrows leave 720p when it does not succeed. Refused: it did
# nothing, so 1080p is the first to undo. Failed: nobody knows, so 720p itself is.

# %% name="states-run" tags=["further"]
from companion.interop import states_language

saga = video.video_saga(store)
machine = states_language.export(saga)
print(len(states_language.dumps(saga).splitlines()), "lines:", *machine["States"])
for rule in machine["States"]["720p"]["Catch"]:
    print(" or ".join(rule["ErrorEquals"]), "→", rule["Next"])

# %% [markdown] name="status-words" tags=["further"]
# ## Further: how far is my order?
#
# In a choreography nobody can be asked. The orchestrator's log answers for every order.

# %% name="status-run" tags=["further"]
store = stocked(9)
evening = [{}, {"country": "Atlantis"}, {"limit_cents": 0}, {"pieces": 20}, {}]
for n, what in enumerate(evening, 1):
    shop.place_order(store, f"o-{n}", **what)
for n in range(1, 6):
    print(shop.shop_saga(store).status(store, f"o-{n}"))

# %% [markdown] name="compare-words" tags=["further"]
# ## Further: what a choreography says it does, and what it did
#
# Nobody is in charge, so somebody must look. `compare` holds the table of reactions against a recorded trace, and names
# the paths that never ran.

# %% name="compare-run" tags=["further"]
from companion.bus import Bus
from companion.sagas import Choreography, compare

store, bus = stocked(), Bus(VirtualClock())
choreography = Choreography(bus, shop.shop_saga(store))
choreography.start("order-77", shop.order())
print(compare(choreography.declared, bus.trace))

# %% [markdown] name="answers-words" tags=["further"]
# ## Further: after green, two good answers
#
# The list and the loop keep the way back in a variable: easy to step through, and easy to write into a log. A
# recursive `run_saga` does one step, calls itself for the rest, and undoes its own step if the rest turned back: the
# call stack *is* the way back. Shorter, and it cannot be continued after a crash.
#
# The standard library has a third: `contextlib.ExitStack` collects callbacks and calls them newest first.
#
# For `Desk`: a dict by order is short, and forgets what was undone. A list of facts, in which the undo is one more
# fact, keeps the whole story; lesson 08 is about that.

# %% [markdown] name="twice-words" tags=["further"]
# ## Further: your `Desk`, asked twice
#
# The answer to an undo gets lost, so it is asked for again. Grace's machine must stay hers. Does it, with your `Desk`?
# Nobody told you to care; lesson 09 does.

# %% name="twice-run" tags=["further"]
desk = Desk()
desk.reserve("order-77", 2)
desk.reserve("order-78", 1)
for _ in range(2):
    desk.release("order-77", 2)
    print("shelf", desk.shelf)
